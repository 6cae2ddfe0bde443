import type { Thread } from '../../../base/thread/thread.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { Originals } from '../../../judge/find-duplicates.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../../pipeline/pipeline.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import { AskedWorker } from '../file/start-worker.js'
import { createPseudonymiser, type Pseudonymiser } from '../privacy/pseudonymise-post.js'
import { DealTies, type TieCounts } from './deal-ties.js'

/** Settings of scoring. Survives structured cloning. */
export interface ScoringSettings {
  readonly modelId: string
  readonly deals: readonly Deal[]
  readonly pipeline: Omit<PipelineOptions, 'model' | 'deals'>
  readonly pseudonymKey: Uint8Array | null
  /** `run` of the posts. */
  readonly run: string
}

/** Scored posts as lines of JSON. */
export interface ScoredRows {
  /** In UTF-8, each line with its end. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly postCount: number
  /** Ties between posts and deals; absent until a batch is done. */
  readonly ties?: TieCounts
}

export function rowsOf(posts: readonly ScoredPost[]): ScoredRows {
  return {
    bytes: new TextEncoder().encode(posts.map((post) => renderJsonl(post)).join('')),
    postCount: posts.length,
  }
}

/** Scores whole threads, several batches at once. */
export interface BatchScorer {
  /** Batches in progress at once. */
  readonly width: number
  /** @param originals for each post: see `DuplicateFinder.find` */
  score(threads: readonly Thread[], originals: Originals): AsyncIterable<ScoredRows>
}

/** Scores in the calling thread. */
export class ThreadScorer implements BatchScorer {
  readonly width = 1
  readonly #run: string
  readonly #pipeline: Pipeline<string>
  readonly #pseudonymiser: Pseudonymiser | null

  /** @param model the one that the settings name. @throws {PipelineError} as `createPipeline` */
  constructor({ run, pipeline, deals, pseudonymKey }: ScoringSettings, model: StanceClassifier) {
    this.#run = run
    this.#pipeline = createPipeline({ ...pipeline, model, deals })
    this.#pseudonymiser = pseudonymKey === null ? null : createPseudonymiser(pseudonymKey)
  }

  async *score(threads: readonly Thread[], originals: Originals): AsyncGenerator<ScoredRows> {
    const pseudonymiser = this.#pseudonymiser
    const ties = new DealTies()
    for await (const batch of this.#pipeline.score(threads, originals)) {
      const scored = batch.map(
        (post): ScoredPost => ({ ...(pseudonymiser?.scored(post) ?? post), run: this.#run }),
      )
      ties.add(scored)
      yield rowsOf(scored)
    }
    yield { ...rowsOf([]), ties: ties.counts() }
  }
}

/** A request to a worker. */
export interface Order {
  /** As JSON: text passes between threads four times as fast as objects. */
  readonly threads: string
  readonly originals: Originals
}

/**
 * Batches in progress per worker. The next one waits while one is scored, so that no worker does.
 */
const BATCHES_PER_WORKER = 2

/**
 * Heap for short-lived objects. Choice: a quarter of V8's own limit saves 60 MB with two workers,
 * for a tenth more work.
 */
const YOUNG_MEBIBYTE_COUNT = 12

/** Starts worker threads, each with its own model. */
export function startScoreWorkers(
  settings: ScoringSettings,
  threadCount: number,
): BatchScorer & { close(): Promise<void> } {
  const options = {
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTE_COUNT },
  }
  // Workers with their numbers of batches in progress.
  const members = Array.from({ length: threadCount }, () => ({
    worker: new AskedWorker<Order>('score-worker', import.meta.url, options),
    jobCount: 0,
  }))
  return {
    width: threadCount * BATCHES_PER_WORKER,
    score: (threads, originals) => {
      const member = members.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
      member.jobCount += 1
      const rows = member.worker
        .ask<ScoredRows[]>({ threads: JSON.stringify(threads), originals })
        .finally(() => member.jobCount--)
      // An error is thrown when the batch is due.
      rows.catch(() => {})
      return (async function* () {
        yield* await rows
      })()
    },
    close: async () => void (await Promise.all(members.map(({ worker }) => worker.close()))),
  }
}
