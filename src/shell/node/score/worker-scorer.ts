import type { Worker } from 'node:worker_threads'
import type { Scorer } from '../../../pipeline/score-batches.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import { startWorker } from '../file/start-worker.js'
import { shareModels } from '../model/shared-models.js'
import {
  type Answer,
  type JobOrder,
  type Order,
  type ScoredRows,
  type ScoreWorkerData,
  type ScoringSettings,
  unpackFault,
} from './score-plan.js'
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

/** Starts worker threads. Each loads the model, whose tables it shares with this thread if this has it, while the caller looks through the inputs. */
export function startScoreWorkers(modelId: string, threadCount: number): ScoreWorkers {
  shareModels()
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

interface Pending {
  resolve(answer: Answer): void
  reject(error: Error): void
}

class Member {
  /** Batches that were started and are not scored yet. */
  jobCount = 0
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #jobNumber = 0
  #failure: Error | null = null

  constructor(modelId: string) {
    this.#worker = startWorker('score-worker', import.meta.url, {
      workerData: { modelId } satisfies ScoreWorkerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTE_COUNT },
    })
    this.#worker.on('message', (answer: Answer) => {
      const pending = this.#pending.get(answer.job)
      this.#pending.delete(answer.job)
      if (answer.kind === 'failed') pending?.reject(unpackFault(answer.fault))
      else pending?.resolve(answer)
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) => this.#fail(new Error(`a worker thread ended with code ${code}`)))
  }

  open(settings: ScoringSettings): void {
    this.#worker.postMessage({ kind: 'open', settings } satisfies Order)
  }

  start(batch: BatchPlan): ReturnType<Scorer<BatchPlan, ScoredRows>['start']> {
    const job = this.#jobNumber++
    this.jobCount += 1
    return {
      keys: this.#ask({ kind: 'read', job, batch }).then((answer) => (answer as Answer & { kind: 'read' }).keys),
      score: async (originals) => {
        const answer = await this.#ask({ kind: 'score', job, originals }).finally(() => this.jobCount--)
        return (answer as Answer & { kind: 'scored' }).scored
      },
    }
  }

  async close(): Promise<void> {
    this.#pending.clear()
    await this.#worker.terminate()
  }

  #ask(order: JobOrder): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure)
      this.#pending.set(order.job, { resolve, reject })
      this.#worker.postMessage(order)
    })
    // A fault is thrown when the result is awaited.
    answer.catch(() => {})
    return answer
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
