import { type NameTest, testOfGiven } from '../../../judge/deals/add-deals.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { type DuplicateKey, duplicateKeyOf, type Originals } from '../../../judge/find-duplicates.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../../pipeline/pipeline.js'
import type { Scorer } from '../../../pipeline/score-batches.js'
import type { PostInput, ScoreOptions } from '../../../pipeline/scoring.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import type { IngestCounts } from '../../../read/record/ingest-counter.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import { type BatchPlan, type PlannedInput, readBatch } from '../batch/batch-plan.js'
import { AskedWorker } from '../file/start-worker.js'
import { createPseudonymiser, type Pseudonymiser } from '../privacy/pseudonymise-post.js'
import { DealTies, type TieCounts } from './deal-ties.js'

/** Settings of scoring. Survives structured cloning. */
export interface ScoringSettings {
  readonly inputs: readonly PlannedInput[]
  readonly onBadRecord: OnBadRecord
  readonly modelId: string
  readonly deals: readonly Deal[]
  readonly pipeline: Omit<PipelineOptions, 'model' | 'deals'>
  readonly pseudonymKey: Uint8Array | null
  /** `run` of the posts. */
  readonly run: string
  /** True if the posts come back beside their rows, for counting. */
  readonly isCounting: boolean
}

export interface ScoredRows {
  /** Lines of JSON in UTF-8, each with its line end. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly postCount: number
  /** The posts themselves; empty when they are not needed. */
  readonly posts: readonly ScoredPost[]
  /** The posts of a plan that are counted: see `unpackCounted`. */
  readonly counted?: string
  /** Counts of ties between the posts of these threads and deals. */
  readonly ties?: TieCounts
  /** Counts of the reading of the posts. */
  readonly counts?: IngestCounts
}

/** Fields that counting does not read. */
const UNCOUNTED = Object.fromEntries(
  ['text', 'lean', 'probabilities', 'labelledBy', 'unlearnt', 'reason', 'evidence', 'chain'].map((field) => [field, undefined]),
)

/** Packs the counted fields of posts as JSON: objects take four times as long between threads. */
function packCounted(posts: readonly ScoredPost[]): string {
  const packed = posts.map((post) => {
    const { role, node, truncated, capture } = post.meta
    const stances = post.stances.map(({ dealId, by, label, status }) => ({ dealId, by, label, status }))
    return { ...post, ...UNCOUNTED, stances, meta: { role, node, truncated, capture } }
  })
  return JSON.stringify(packed)
}

/** Posts without texts, probabilities and evidence. */
export const unpackCounted = ({ counted }: Pick<ScoredRows, 'counted'>): readonly ScoredPost[] =>
  counted === undefined ? [] : (JSON.parse(counted) as readonly ScoredPost[])

/** Signs posts with the run that made their labels. */
export const withRun =
  (run: string) =>
  (post: ScoredPost): ScoredPost => ({ ...post, run })

export function rowsOf(posts: readonly ScoredPost[], isCounting: boolean): ScoredRows {
  const bytes = new TextEncoder().encode(posts.map((post) => renderJsonl(post)).join(''))
  return { bytes, postCount: posts.length, posts: isCounting ? posts : [] }
}

/** A batch that waits until its duplicates are known. */
export type ReadPlan = ReturnType<PlanScorer['read']>

/** Reads planned batches, scores them and renders their rows, in the calling thread. */
export class PlanScorer {
  readonly #settings: ScoringSettings
  readonly #pipeline: Pipeline<string>
  readonly #pseudonymiser: Pseudonymiser | null
  readonly #namesDeal: NameTest | null
  readonly #sign: (post: ScoredPost) => ScoredPost

  /** @param model the one that the settings name. @throws {PipelineError} as `createPipeline` */
  constructor(settings: ScoringSettings, model: StanceClassifier) {
    this.#settings = settings
    this.#sign = withRun(settings.run)
    this.#pipeline = createPipeline({ ...settings.pipeline, model, deals: settings.deals })
    this.#namesDeal = testOfGiven({ ...settings.pipeline, deals: settings.deals })
    this.#pseudonymiser = settings.pseudonymKey === null ? null : createPseudonymiser(settings.pseudonymKey)
  }

  /** @throws {PipelineError} as `readBatch` */
  read(plan: BatchPlan) {
    const { threads, summary } = readBatch(plan, this.#settings.inputs, this.#settings.onBadRecord)
    return { threads, keys: threads.flatMap(({ posts }) => posts.map(duplicateKeyOf)), summary }
  }

  /** @param originals for each post: see `DuplicateFinder.find` */
  async score({ threads, summary }: ReadPlan, originals: Originals): Promise<ScoredRows> {
    const scored: ScoredPost[] = []
    for await (const found of this.#pipeline.score(threads, originals)) {
      for (const post of found) scored.push(this.#sign(this.#pseudonymiser?.scored(post) ?? post))
    }
    const ties = new DealTies(this.#namesDeal)
    ties.add(scored)
    const counted = this.#settings.isCounting && { counted: packCounted(scored) }
    return { ...rowsOf(scored, false), ...counted, counts: summary.toCounts(), ties: ties.counts() }
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

/** A request to a worker: to take settings, to read a batch for its keys, or to score a read one. */
export type Order =
  | { readonly kind: 'open'; readonly settings: ScoringSettings }
  | { readonly kind: 'read'; readonly batchNumber: number; readonly batch: BatchPlan }
  | { readonly kind: 'score'; readonly batchNumber: number; readonly originals: Originals }
  | { readonly kind: 'begin'; readonly run: number; readonly posts: readonly (string | PostInput)[]; readonly options: ScoreOptions }
  | { readonly kind: 'next'; readonly run: number }
  | { readonly kind: 'end'; readonly run: number }

export type Answer = null | readonly DuplicateKey[] | ScoredRows | IteratorResult<readonly ScoredPost[], readonly string[]>

/** Batches in progress per worker. The next one is read while one is scored, so that no worker waits. */
const BATCHES_PER_WORKER = 2

/** Heap for short-lived objects. Choice: a quarter of V8's own limit saves 60 MB with two workers, for a tenth more work. */
const YOUNG_MEBIBYTE_COUNT = 12

/** Starts worker threads. Each loads the model while the caller plans the inputs, and scores after it gets settings. */
export function startScoreWorkers(modelId: string, threadCount: number) {
  const options = { workerData: { modelId }, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTE_COUNT } }
  // Workers with their numbers of batches in progress.
  const members = Array.from({ length: threadCount }, () => ({
    worker: new AskedWorker<Order>('score-worker', import.meta.url, options),
    jobCount: 0,
  }))
  const close = async (): Promise<void> => void (await Promise.all(members.map(({ worker }) => worker.close())))
  let batchCount = 0
  const start: Scorer<BatchPlan, ScoredRows>['start'] = (batch) => {
    const member = members.reduce((one, other) => (other.jobCount < one.jobCount ? other : one))
    const batchNumber = batchCount++
    member.jobCount += 1
    return {
      keys: member.worker.ask({ kind: 'read', batchNumber, batch }),
      score: (originals) => member.worker.ask<ScoredRows>({ kind: 'score', batchNumber, originals }).finally(() => member.jobCount--),
    }
  }
  const open = (settings: ScoringSettings): Scorer<BatchPlan, ScoredRows> => {
    for (const { worker } of members) void worker.ask({ kind: 'open', settings })
    return { width: threadCount * BATCHES_PER_WORKER, start, close }
  }
  return { open, close }
}
