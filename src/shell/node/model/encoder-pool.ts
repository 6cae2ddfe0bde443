import type { Worker } from 'node:worker_threads'
import type { EncoderBatch, EncoderOutput, RunEncoder } from '../../../judge/stance/encoder/onnx-session.js'
import { startWorker } from '../file/start-worker.js'
import type { EncoderReply, EncoderRequest, EncoderWorkerData } from './encoder-worker.js'

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
      for (const [index, batch] of waiting) outputs[index] = await worker.run(batch)
    }
    await Promise.all(workers.flatMap((worker) => Array.from({ length: JOBS_PER_WORKER }, () => work(worker))))
    if (outputs.includes(undefined as never)) throw new Error('all threads of the encoder have ended')
    return outputs
  }
}

const sizeOf = ({ rowCount, length }: EncoderBatch): number => rowCount * length

interface Job {
  resolve(output: EncoderOutput): void
  reject(error: Error): void
}

class PoolWorker {
  /** Settles when the model is open or has failed to open. */
  readonly opened: Promise<void>
  readonly #worker: Worker
  readonly #jobs = new Map<number, Job>()
  #hasEnded = false
  #jobNumber = 0

  constructor(model: EncoderWorkerData['model']) {
    this.#worker = startWorker('encoder-worker', import.meta.url, { workerData: { model } satisfies EncoderWorkerData })
    this.opened = new Promise((resolve, reject) => {
      const end = (error: Error): void => {
        this.#hasEnded = true
        reject(error)
        for (const job of this.#jobs.values()) job.reject(error)
        this.#jobs.clear()
      }
      this.#worker.on('message', (answer: EncoderReply) => {
        if (answer.kind === 'output') {
          this.#jobs.get(answer.job)?.resolve(answer.output)
          this.#jobs.delete(answer.job)
        } else resolve()
        if (this.#jobs.size === 0) this.#worker.unref()
      })
      this.#worker.on('error', end)
      this.#worker.on('exit', (code) => end(new Error(`a thread of the encoder ended with code ${code}`)))
    })
    // Rejections are handled by the caller that waits for the first worker.
    this.opened.catch(() => {})
  }

  async isReady(): Promise<boolean> {
    await this.opened.catch(() => {})
    return !this.#hasEnded
  }

  run(batch: EncoderBatch): Promise<EncoderOutput> {
    return new Promise((resolve, reject) => {
      const job = this.#jobNumber++
      this.#jobs.set(job, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ job, batch } satisfies EncoderRequest)
    })
  }
}
