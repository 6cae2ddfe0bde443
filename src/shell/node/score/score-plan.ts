import type { ErrorCode } from '../../../base/errors/catalogue.js'
import { PipelineError } from '../../../base/errors.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { type DuplicateKey, duplicateKeyOf, type Originals } from '../../../judge/find-duplicates.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies, type TieCounts } from '../../../pipeline/deal-ties.js'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../../pipeline/pipeline.js'
import type { Scorer } from '../../../pipeline/score-batches.js'
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

/** A scored batch as output rows. */
export interface ScoredRows {
  readonly recordCount: number
  /** Lines of JSON in UTF-8, each with its line end. */
  readonly bytes: Uint8Array
  readonly counts: IngestCounts
  readonly ties: TieCounts
  /** Empty when the posts are not counted. */
  readonly posts: readonly ScoredPost[]
}

/** A batch that waits until its duplicates are known. */
export interface ReadPlan {
  readonly threads: readonly Thread[]
  readonly keys: readonly DuplicateKey[]
  readonly summary: IngestCounter
  readonly recordCount: number
}

/** Reads planned batches, scores them and renders their rows, in the calling thread. */
export class PlanScorer {
  readonly #settings: ScoringSettings
  readonly #pipeline: Pipeline
  readonly #pseudonymiser: Pseudonymiser | null

  /** @param model the one that the settings name. @throws {PipelineError} as `createPipeline` */
  constructor(settings: ScoringSettings, model: StanceClassifier) {
    this.#settings = settings
    this.#pipeline = createPipeline({ ...settings.pipeline, model, deals: settings.deals })
    this.#pseudonymiser = settings.pseudonymKey === null ? null : createPseudonymiser(settings.pseudonymKey)
  }

  /** @throws {PipelineError} as `readBatch` */
  read(plan: BatchPlan): ReadPlan {
    const { threads, summary } = readBatch(plan, this.#settings.inputs, this.#settings.onBadRecord)
    return { threads, keys: threads.flatMap(({ posts }) => posts.map(duplicateKeyOf)), summary, recordCount: plan.length }
  }

  /** @param originals for each post: see `DuplicateFinder.find` */
  async score({ threads, summary, recordCount }: ReadPlan, originals: Originals): Promise<ScoredRows> {
    const rows: string[] = []
    const ties = new DealTies()
    const counted: ScoredPost[] = []
    for await (const found of this.#pipeline.score(threads, originals)) {
      const posts = this.#pseudonymiser === null ? found : found.map(this.#pseudonymiser.scored)
      ties.add(posts)
      for (const post of posts) rows.push(renderJsonl(post))
      if (this.#settings.isCounting) counted.push(...posts)
    }
    const bytes = new TextEncoder().encode(rows.join(''))
    return { recordCount, bytes, counts: summary.toCounts(), ties: ties.counts(), posts: counted }
  }
}

/** Scores planned batches in the calling thread, without starting a worker. */
export function openInlineScorer(settings: ScoringSettings, model: StanceClassifier): Scorer<BatchPlan, ScoredRows> {
  const scorer = new PlanScorer(settings, model)
  return {
    width: 1,
    start: (plan) => {
      const reading = Promise.resolve().then(() => scorer.read(plan))
      return {
        keys: reading.then(({ keys }) => keys),
        score: async (originals) => await scorer.score(await reading, originals),
      }
    },
    close: async () => {},
  }
}

export interface ScoreWorkerData {
  readonly modelId: string
}

/** A message to a worker. */
export type Order = JobOrder | { readonly kind: 'open'; readonly settings: ScoringSettings }

export type JobOrder =
  | { readonly kind: 'read'; readonly job: number; readonly batch: BatchPlan }
  | { readonly kind: 'score'; readonly job: number; readonly originals: Originals }

/** A message of a worker. */
export type Answer =
  | { readonly kind: 'read'; readonly job: number; readonly keys: readonly DuplicateKey[] }
  | { readonly kind: 'scored'; readonly job: number; readonly scored: ScoredRows }
  | { readonly kind: 'failed'; readonly job: number; readonly fault: Fault }

/** An error as plain data, because structured cloning loses its class. */
interface Fault {
  /** Null unless it is a `PipelineError`. */
  readonly code: ErrorCode | null
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly context: Readonly<Record<string, unknown>>
}

export function packFault(error: unknown): Fault {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  if (!(error instanceof PipelineError)) return { code: null, name, message, stack, context: {} }
  return { code: error.code, name, message, stack, context: JSON.parse(JSON.stringify(error.context)) }
}

export function unpackFault({ code, name, message, stack, context }: Fault): Error {
  return Object.assign(code === null ? new Error(message) : new PipelineError(code, message, { context }), { name, stack })
}
