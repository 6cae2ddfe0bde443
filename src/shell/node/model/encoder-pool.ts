import type { EncoderBatch, EncoderOutput, RunEncoder } from '../../../judge/stance/encoder/onnx-session.js'
import { AskedWorker } from '../file/start-worker.js'
import type { EncoderWorkerData } from './encoder-worker.js'

/** Batches queued per worker, so that it never waits for the next one. */
const JOBS_PER_WORKER = 2

/**
 * Opens an ONNX model in several worker threads, each with one session on one core, and distributes batches over them. For a model this
 * small, two sessions double the throughput, while a second thread in one session adds little. An idle pool does not keep the process
 * alive. Resolves once the first worker is ready.
 */
export async function openEncoderPool(model: Uint8Array, threadCount: number): Promise<RunEncoder> {
  const shared = new Uint8Array(new SharedArrayBuffer(model.length))
  shared.set(model)
  const workers = Array.from({ length: threadCount }, () => new PoolWorker(shared))
  await Promise.any(workers.map(({ opened }) => opened)).catch(({ errors }: AggregateError) => {
    throw errors.at(-1)
  })
  return async (batches) => {
    const outputs = new Array<EncoderOutput>(batches.length)
    // The longest batches go first, so that workers finish at nearly the same time.
    const waiting = [...batches.entries()].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a)).values()
    const work = async (worker: PoolWorker): Promise<void> => {
      if (!(await worker.isReady())) return
      for (const [index, batch] of waiting) outputs[index] = await worker.ask<EncoderOutput>({ batch })
    }
    await Promise.all(workers.flatMap((worker) => Array.from({ length: JOBS_PER_WORKER }, () => work(worker))))
    if (outputs.includes(undefined as never)) throw new Error('all threads of the encoder have ended')
    return outputs
  }
}

const sizeOf = ({ rowCount, length }: EncoderBatch): number => rowCount * length

class PoolWorker extends AskedWorker<{ readonly batch: EncoderBatch | null }> {
  /** Settles when the model is open or has failed to open. */
  readonly opened: Promise<unknown>

  constructor(model: EncoderWorkerData['model']) {
    super('encoder-worker', import.meta.url, { workerData: { model } satisfies EncoderWorkerData })
    this.opened = this.ask({ batch: null })
  }

  async isReady(): Promise<boolean> {
    await this.opened.catch(() => {})
    return this.failure === null
  }
}
