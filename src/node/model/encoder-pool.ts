import type { Worker } from 'node:worker_threads'
import type { EncoderBatch, RunEncoder } from '../../stance/encoder/onnx-session.js'
import { startWorker } from '../file/start-worker.js'
import type { EncoderAnswer, EncoderOrder, EncoderWorkerData } from './encoder-worker.js'

/** Batches that a thread is given at once, so that it need not wait for the next one. */
const JOBS_PER_MEMBER = 2

/** A batch with who waits for its logits. */
interface Job {
  readonly batch: EncoderBatch
  resolve(logits: Float32Array): void
  reject(error: Error): void
}

/**
 * Opens an ONNX model in so many worker threads, each with a session of its own and one core, and gives every batch to one that is free:
 * of a model so small, two sessions do twice the work of one, two threads of one session hardly more than one of them. An idle pool
 * does not keep the process from ending.
 *
 * @returns when the first thread is ready
 * @throws {Error} what the last thread fell over, when none could start
 */
export async function openEncoderPool(model: Uint8Array, threadCount: number): Promise<RunEncoder> {
  const shared = new Uint8Array(new SharedArrayBuffer(model.length))
  shared.set(model)
  const waiting: Job[] = []
  const feed = (): void => {
    if (members.every(({ hasEnded }) => hasEnded)) {
      for (const job of waiting.splice(0)) job.reject(new Error('all threads of the encoder have ended'))
    }
    while (waiting.length > 0) {
      const member = leastBusy(members)
      if (member === undefined) return
      member.take(waiting.shift() as Job)
    }
  }
  const members = Array.from({ length: threadCount }, () => new Member(shared, feed))
  await Promise.any(members.map(({ opened }) => opened)).catch(({ errors }: AggregateError) => {
    throw errors.at(-1)
  })
  return async (batches) => {
    // The longest first: what is left at the end, when not all threads have work, is short.
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

/** The member that has least to do and can take more. */
function leastBusy(members: readonly Member[]): Member | undefined {
  const free = members.filter(({ isFree }) => isFree)
  return free.length === 0 ? undefined : free.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
}

class Member {
  /** Settled when its model is open, or cannot be opened. */
  readonly opened: Promise<void>
  hasEnded = false
  readonly #worker: Worker
  readonly #jobs = new Map<number, Job>()
  #isOpen = false
  #jobNumber = 0

  /** @param onChange called when it can take more, and when it has ended */
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
      this.#worker.on('message', (answer: EncoderAnswer) => {
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
    // Only who waits for the first of all members wants to know.
    this.opened.catch(() => {})
  }

  get jobCount(): number {
    return this.#jobs.size
  }

  get isFree(): boolean {
    return this.#isOpen && !this.hasEnded && this.#jobs.size < JOBS_PER_MEMBER
  }

  take(job: Job): void {
    const number = this.#jobNumber++
    this.#jobs.set(number, job)
    this.#worker.ref()
    this.#worker.postMessage({ job: number, batch: job.batch } satisfies EncoderOrder)
  }

  #finish(number: number, logits: Float32Array): void {
    const job = this.#jobs.get(number)
    this.#jobs.delete(number)
    if (this.#jobs.size === 0) this.#worker.unref()
    job?.resolve(logits)
  }
}
