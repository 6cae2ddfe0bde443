import type { Worker } from 'node:worker_threads'
import type { Scorer, ScoringJob } from '../../batch/scorer.js'
import type { DuplicateKeys } from '../../judging/duplicate-keys.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import { startWorker } from '../file/start-worker.js'
import type { ScoredRows, ScoringSettings } from './score-plan.js'
import { type Answer, type Order, unpackFault } from './worker-messages.js'

/** Batches in progress per worker: one is scored while the next one is read, so that no worker waits for the others. */
const BATCHES_PER_WORKER = 2

/** For what is made and dropped again. Choice: a quarter of what V8 takes by itself, at no loss of speed that was seen. */
const YOUNG_MEBIBYTE_COUNT = 12

/** A promise that is settled from outside. */
interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
  reject(error: Error): void
}

function defer<Value>(): Deferred<Value> {
  let settle: Omit<Deferred<Value>, 'promise'> = { resolve: () => {}, reject: () => {} }
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // A fault waits until somebody asks.
  promise.catch(() => {})
  return { promise, ...settle }
}

interface Waiting {
  readonly keys: Deferred<DuplicateKeys | null>
  readonly scored: Deferred<ScoredRows>
}

/** Scores planned batches in worker threads, each with a model of its own. */
export function openWorkerScorer(settings: ScoringSettings, threadCount: number): Scorer<BatchPlan, ScoredRows> {
  const members = Array.from({ length: threadCount }, () => new Member(settings))
  return {
    width: threadCount * BATCHES_PER_WORKER,
    start: (batch) => {
      const least = members.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
      return least.start(batch)
    },
    close: async () => {
      await Promise.all(members.map((member) => member.close()))
    },
  }
}

/** The one result of a batch that was scored elsewhere. */
async function* only<Value>(result: Promise<Value>): AsyncGenerator<Value> {
  yield await result
}

class Member {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #jobNumber = 0
  #failure: Error | null = null

  constructor(settings: ScoringSettings) {
    this.#worker = startWorker('score-worker', import.meta.url, {
      workerData: settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTE_COUNT },
    })
    this.#worker.on('message', (answer: Answer) => this.#take(answer))
    this.#worker.on('error', (error) => this.#break(error))
    this.#worker.on('exit', (code) => this.#break(new Error(`a worker thread ended with code ${code}`)))
  }

  get jobCount(): number {
    return this.#waiting.size
  }

  start(batch: BatchPlan): ScoringJob<ScoredRows> {
    const job = this.#jobNumber++
    const waiting: Waiting = { keys: defer(), scored: defer() }
    if (this.#failure !== null) fail(waiting, this.#failure)
    else {
      this.#waiting.set(job, waiting)
      this.#order({ kind: 'read', job, batch })
    }
    return {
      keys: waiting.keys.promise,
      score: (originals) => {
        this.#order({ kind: 'score', job, originals })
        return only(waiting.scored.promise)
      },
      drop: () => {
        this.#waiting.delete(job)
        this.#order({ kind: 'drop', job })
      },
    }
  }

  async close(): Promise<void> {
    this.#waiting.clear()
    await this.#worker.terminate()
  }

  #order(order: Order): void {
    this.#worker.postMessage(order)
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.job)
    if (answer.kind !== 'read') this.#waiting.delete(answer.job)
    if (answer.kind === 'read') waiting?.keys.resolve(answer.keys)
    else if (answer.kind === 'scored') waiting?.scored.resolve(answer.scored)
    else if (waiting) fail(waiting, unpackFault(answer.fault))
  }

  #break(error: Error): void {
    this.#failure ??= error
    for (const waiting of this.#waiting.values()) fail(waiting, error)
    this.#waiting.clear()
  }
}

function fail({ keys, scored }: Waiting, error: Error): void {
  keys.reject(error)
  scored.reject(error)
}
