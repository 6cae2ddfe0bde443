import type { Worker } from 'node:worker_threads'
import type { EncoderBatch, RunEncoder } from '../../stance/encoder/onnx-session.js'
import { startWorker } from '../file/start-worker.js'
import type { EncoderReply, EncoderRequest, EncoderWorkerData } from './encoder-worker.js'

/** Batches queued per worker, so that it never waits for the next one. */
const JOBS_PER_WORKER = 2

/** A batch and the promise of its logits. */
interface Job {
  readonly batch: EncoderBatch
  resolve(logits: Float32Array): void
  reject(error: Error): void
}

/**
 * Opens an ONNX model in several worker threads, each with one session on one core, and distributes batches over them. For a model this
 * small, two sessions double the throughput, while a second thread in one session adds little. An idle pool does not keep the process
 * alive.
 *
 * @returns once the first worker is ready
 * @throws {Error} the error of the last worker when none could start
 */
export async function openEncoderPool(model: Uint8Array, threadCount: number): Promise<RunEncoder> {
  const shared = new Uint8Array(new SharedArrayBuffer(model.length))
  shared.set(model)
  const waiting: Job[] = []
  const feed = (): void => {
    if (workers.every(({ hasEnded }) => hasEnded)) {
      for (const job of waiting.splice(0)) job.reject(new Error('all threads of the encoder have ended'))
    }
    while (waiting.length > 0) {
      const worker = findLeastBusy(workers)
      if (worker === undefined) return
      worker.take(waiting.shift() as Job)
    }
  }
  const workers = Array.from({ length: threadCount }, () => new PoolWorker(shared, feed))
  await Promise.any(workers.map(({ opened }) => opened)).catch(({ errors }: AggregateError) => {
    throw errors.at(-1)
  })
  return async (batches) => {
    // The longest batches go first, so that workers finish at nearly the same time.
    const order = [...batches.entries()].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a))
    const answers = new Array<Promise<Float32Array>>(batches.length)
    for (const [index, batch] of order) {
      answers[index] = new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject })
      })
    }
    feed()
    return await Promise.all(answers)
  }
}

const sizeOf = ({ rowCount, length }: EncoderBatch): number => rowCount * length

/** The free worker with the fewest jobs. */
function findLeastBusy(workers: readonly PoolWorker[]): PoolWorker | undefined {
  const free = workers.filter(({ isFree }) => isFree)
  return free.length === 0 ? undefined : free.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
}

class PoolWorker {
  /** Settles when the model is open or has failed to open. */
  readonly opened: Promise<void>
  hasEnded = false
  readonly #worker: Worker
  readonly #jobs = new Map<number, Job>()
  #isOpen = false
  #jobNumber = 0

  /** @param onChange called when the worker can take another job, and when it has ended */
  constructor(model: EncoderWorkerData['model'], onChange: () => void) {
    const workerData: EncoderWorkerData = { model }
    this.#worker = startWorker('encoder-worker', import.meta.url, { workerData })
    this.opened = new Promise((resolve, reject) => {
      const end = (error: Error): void => {
        if (this.hasEnded) return
        this.hasEnded = true
        reject(error)
        for (const job of this.#jobs.values()) job.reject(error)
        this.#jobs.clear()
        onChange()
      }
      this.#worker.on('message', (answer: EncoderReply) => {
        if (answer.kind === 'open') {
          this.#isOpen = true
          this.#worker.unref()
          resolve()
        } else this.#finish(answer.job, answer.logits)
        onChange()
      })
      this.#worker.on('error', end)
      this.#worker.on('exit', (code) => end(new Error(`a thread of the encoder ended with code ${code}`)))
    })
    // Rejections are handled by the caller that waits for the first worker.
    this.opened.catch(() => {})
  }

  get jobCount(): number {
    return this.#jobs.size
  }

  get isFree(): boolean {
    return this.#isOpen && !this.hasEnded && this.#jobs.size < JOBS_PER_WORKER
  }

  take(job: Job): void {
    const number = this.#jobNumber++
    this.#jobs.set(number, job)
    this.#worker.ref()
    this.#worker.postMessage({ job: number, batch: job.batch } satisfies EncoderRequest)
  }

  #finish(number: number, logits: Float32Array): void {
    const job = this.#jobs.get(number)
    this.#jobs.delete(number)
    if (this.#jobs.size === 0) this.#worker.unref()
    job?.resolve(logits)
  }
}
