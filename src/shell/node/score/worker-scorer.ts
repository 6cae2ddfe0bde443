import type { Scorer } from '../../../pipeline/score-batches.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import { AskedWorker } from '../file/start-worker.js'
import type { Order, ScoredRows, ScoringSettings } from './score-plan.js'
import { shareTables } from './share-tables.js'

/** Batches in progress per worker: the next one is read while one is scored, so that no worker waits for the others. */
const BATCHES_PER_WORKER = 2

/** Heap for short-lived objects. Choice: a quarter of V8's own limit, without a measurable loss of speed. */
const YOUNG_MEBIBYTE_COUNT = 12

/** Threads that load a model at once, and score when they are told how. */
export interface ScoreWorkers {
  open(settings: ScoringSettings): Scorer<BatchPlan, ScoredRows>
  close(): Promise<void>
}

/** Starts worker threads. Each loads the model while the caller looks through the inputs. */
export function startScoreWorkers(modelId: string, threadCount: number): ScoreWorkers {
  shareTables()
  const members = Array.from({ length: threadCount }, () => new Member(modelId))
  const close = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.close()))
  }
  return {
    open: (settings) => {
      for (const member of members) member.open(settings)
      return {
        width: threadCount * BATCHES_PER_WORKER,
        start: (batch) => members.reduce((one, other) => (other.jobCount < one.jobCount ? other : one)).start(batch),
        close,
      }
    },
    close,
  }
}

class Member {
  /** Batches that were started and are not scored yet. */
  jobCount = 0
  readonly #worker: AskedWorker<Order>
  #batchNumber = 0

  constructor(modelId: string) {
    this.#worker = new AskedWorker('score-worker', import.meta.url, {
      workerData: { modelId },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTE_COUNT },
    })
  }

  open(settings: ScoringSettings): void {
    void this.#worker.ask({ kind: 'open', settings })
  }

  start(batch: BatchPlan): ReturnType<Scorer<BatchPlan, ScoredRows>['start']> {
    const batchNumber = this.#batchNumber++
    this.jobCount += 1
    return {
      keys: this.#worker.ask({ kind: 'read', batchNumber, batch }),
      score: (originals) => this.#worker.ask<ScoredRows>({ kind: 'score', batchNumber, originals }).finally(() => this.jobCount--),
    }
  }

  close(): Promise<void> {
    return this.#worker.close()
  }
}
