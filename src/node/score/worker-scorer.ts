import type { Worker } from 'node:worker_threads'
import type { Parcel } from '../batch/batch-plan.js'
import type { Probes } from '../bulk/probes.js'
import type { ParcelJob, Scorer } from '../bulk/scorer.js'
import { startWorker } from '../file/start-worker.js'
import type { ScoredParcel, ScoringSettings } from './score-plan.js'
import { type Answer, type Order, unpackFault } from './worker-messages.js'

/** Parcels under way per worker: one is scored while the next one is read, so that no worker waits for the others. */
const PARCELS_PER_WORKER = 2

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
  readonly probes: Deferred<Probes>
  readonly scored: Deferred<ScoredParcel>
}

/** Scores in so many worker threads, each with a model of its own. */
export function openWorkerScorer(settings: ScoringSettings, threadCount: number): Scorer {
  const members = Array.from({ length: threadCount }, () => new Member(settings))
  return {
    width: threadCount * PARCELS_PER_WORKER,
    start: (parcel) => {
      const least = members.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
      return least.start(parcel)
    },
    close: async () => {
      await Promise.all(members.map((member) => member.close()))
    },
  }
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

  start(parcel: Parcel): ParcelJob {
    const job = this.#jobNumber++
    const waiting: Waiting = { probes: defer(), scored: defer() }
    if (this.#failure !== null) fail(waiting, this.#failure)
    else {
      this.#waiting.set(job, waiting)
      this.#order({ kind: 'read', job, parcel })
    }
    return {
      probes: waiting.probes.promise,
      score: (originals) => {
        this.#order({ kind: 'score', job, originals })
        return waiting.scored.promise
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
    if (answer.kind === 'read') waiting?.probes.resolve(answer.probes)
    else if (answer.kind === 'scored') waiting?.scored.resolve(answer.scored)
    else if (waiting) fail(waiting, unpackFault(answer.fault))
  }

  #break(error: Error): void {
    this.#failure ??= error
    for (const waiting of this.#waiting.values()) fail(waiting, error)
    this.#waiting.clear()
  }
}

function fail({ probes, scored }: Waiting, error: Error): void {
  probes.reject(error)
  scored.reject(error)
}
