import type { Thread } from '../../../base/thread/thread.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { DuplicateKey, Originals } from '../../../judge/find-duplicates.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies, type TieCounts } from '../../../pipeline/batch/deal-ties.js'
import type { ScoredPosts, Scorer, ScoringJob } from '../../../pipeline/batch/scorer.js'
import { createPipeline } from '../../../pipeline/pipeline.js'
import type { Pipeline, PipelineOptions } from '../../../pipeline/pipeline-types.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import type { IngestCounter, IngestCounts } from '../../../read/record/ingest-counter.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import type { BatchPlan, PlannedInput } from '../batch/batch-plan.js'
import { readBatch } from '../batch/read-batch.js'
import { createPseudonymiser, type Pseudonymiser } from '../privacy/pseudonymise-post.js'

/** Settings of scoring. Survives structured cloning. */
export interface ScoringSettings {
  readonly inputs: readonly PlannedInput[]
  readonly onBadRecord: OnBadRecord
  readonly modelId: string
  readonly deals: readonly Deal[]
  readonly pipeline: Omit<PipelineOptions, 'model' | 'deals'>
  readonly pseudonymKey: Uint8Array | null
  /** Whether the posts come back beside their rows, to be counted. */
  readonly isCounting: boolean
}

/** Scored posts as output rows, some at a time. */
export interface ScoredRows {
  /** Lines of JSON in UTF-8, each with its line end. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly postCount: number
  /** Empty when nobody needs the posts themselves. */
  readonly posts: readonly ScoredPost[]
  /** With the last rows of a batch: what was read for it, and how its posts are tied. */
  readonly batch?: { readonly recordCount: number; readonly counts: IngestCounts; readonly ties: TieCounts }
}

/** The threads of a batch, and what was counted while they were read. */
export interface ReadThreads {
  readonly threads: readonly Thread[]
  readonly summary: IngestCounter
  readonly recordCount: number
}

/** A batch that waits until its duplicates are known. */
export interface ReadPlan extends ReadThreads {
  readonly job: ScoringJob<ScoredPosts>
}

export function rowsOf(posts: readonly ScoredPost[], isCounting: boolean): ScoredRows {
  const bytes = new TextEncoder().encode(posts.map((post) => renderJsonl(post)).join(''))
  return { bytes, postCount: posts.length, posts: isCounting ? posts : [] }
}

/** Reads batches, scores them and renders their rows, in the calling thread. */
export class PlanScorer<Batch> {
  readonly #settings: ScoringSettings
  readonly #pipeline: Pipeline
  readonly #read: (batch: Batch) => ReadThreads
  readonly #pseudonymiser: Pseudonymiser | null

  /** @param model the one that the settings name. @throws {PipelineError} as `createPipeline` */
  constructor(settings: ScoringSettings, model: StanceClassifier, read: (batch: Batch) => ReadThreads) {
    this.#settings = settings
    this.#read = read
    this.#pipeline = createPipeline({ ...settings.pipeline, model, deals: settings.deals })
    this.#pseudonymiser = settings.pseudonymKey === null ? null : createPseudonymiser(settings.pseudonymKey)
  }

  /** @throws {PipelineError} as `readBatch` */
  read(batch: Batch): ReadPlan {
    const read = this.#read(batch)
    return { ...read, job: this.#pipeline.scorer.start({ threads: read.threads }) }
  }

  /** @param originals for each post: see `DuplicateFinder.find` */
  async *score({ job, summary, recordCount }: ReadPlan, originals: Originals): AsyncGenerator<ScoredRows> {
    const ties = new DealTies()
    for await (const { posts: found } of job.score(originals)) {
      const posts = this.#pseudonymiser === null ? found : found.map(this.#pseudonymiser.scored)
      ties.add(posts)
      yield rowsOf(posts, this.#settings.isCounting)
    }
    yield { ...rowsOf([], false), batch: { recordCount, counts: summary.toCounts(), ties: ties.counts() } }
  }
}

/** Reads batches as they were planned. */
export const planReader =
  ({ inputs, onBadRecord }: ScoringSettings) =>
  (batch: BatchPlan): ReadThreads => ({ ...readBatch(batch, inputs, onBadRecord), recordCount: batch.length })

/** Scores batches in the calling thread, without starting a worker. */
export function openInlineScorer<Batch>(
  settings: ScoringSettings,
  model: StanceClassifier,
  read: (batch: Batch) => ReadThreads,
): Scorer<Batch, ScoredRows> {
  const scorer = new PlanScorer(settings, model, read)
  return {
    width: 1,
    start: (batch) => {
      const reading = Promise.resolve().then(() => scorer.read(batch))
      return {
        keys: reading.then(({ job }) => job.keys),
        score: async function* (originals) {
          yield* scorer.score(await reading, originals)
        },
      }
    },
    close: async () => {},
  }
}

/** What a worker is asked: to read a batch, or to score one that it has read. Each gives its answer. */
export type JobOrder =
  | { readonly kind: 'open'; readonly settings: ScoringSettings }
  | { readonly kind: 'read'; readonly batchNumber: number; readonly batch: BatchPlan }
  | { readonly kind: 'score'; readonly batchNumber: number; readonly originals: Originals }

export type JobAnswer = null | readonly DuplicateKey[] | readonly ScoredRows[]
