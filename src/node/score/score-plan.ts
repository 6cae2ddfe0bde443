import type { AggregateOptions } from '../../aggregate/breakdown/breakdown.js'
import type { PartialBreakdown } from '../../aggregate/partial/partial-breakdown.js'
import type { Deal } from '../../deals/deal.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import type { StreamCounts } from '../../ingest/stream-summary.js'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../pipeline.js'
import { renderJsonl } from '../../report/rows/render-jsonl.js'
import { renderPostCsv } from '../../report/rows/render-posts-csv.js'
import { renderSharedScored } from '../../report/share/render-share-pack.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { Post } from '../../thread/post.js'
import type { Parcel, ParcelInput } from '../batch/batch-plan.js'
import { type Probes, packProbes } from '../bulk/probes.js'
import { type ReadParcel, readParcel } from '../bulk/read-parcel.js'
import { sha256Of } from '../file/sha256.js'
import { loadModel } from '../model/load-model.js'
import { createPseudonymiser, type Pseudonymiser } from '../privacy/pseudonymise-post.js'

/** All that a worker must know to score parcels. Survives structured cloning. */
export interface ScoringSettings {
  readonly inputs: readonly ParcelInput[]
  readonly onBadRecord: OnBadRecord
  readonly modelId: string
  readonly deals: readonly Deal[]
  readonly pipeline: Omit<PipelineOptions, 'model' | 'deals'>
  /** Form of the lines. */
  readonly form: 'jsonl' | 'csv' | 'share'
  readonly pseudonymKey: Uint8Array | null
  /** How the posts are counted; null where they are not. */
  readonly counting: Partial<AggregateOptions> | null
}

/** A parcel with its lines. */
export interface ScoredParcel {
  /** UTF-8; lines with their ends, without a header line. */
  readonly bytes: Uint8Array
  readonly counts: StreamCounts
  /** Null where the posts are not counted. */
  readonly partial: PartialBreakdown | null
}

/** Scores parcels in two steps, since which posts repeat others is known only to who sees all parcels in turn. */
export class ParcelScorer {
  readonly #settings: ScoringSettings
  readonly #pipeline: Pipeline
  readonly #pseudonymiser: Pseudonymiser | null
  readonly #render: (post: ScoredPost) => string

  /**
   * @param model default: the one that the settings name
   * @throws {PipelineError} what `loadModel` and `createPipeline` throw
   */
  constructor(settings: ScoringSettings, model?: StanceClassifier) {
    this.#settings = settings
    this.#pipeline = createPipeline({
      ...settings.pipeline,
      // In a worker, which has one core.
      model: model ?? loadModel(settings.modelId, { encoderThreadCount: 1 }),
      deals: settings.deals,
    })
    this.#pseudonymiser = settings.pseudonymKey === null ? null : createPseudonymiser(settings.pseudonymKey)
    const { scheme } = this.#pipeline
    this.#render = {
      jsonl: renderJsonl,
      csv: (post: ScoredPost) => renderPostCsv(post, scheme),
      share: (post: ScoredPost) => renderSharedScored(post, (text) => sha256Of(Buffer.from(text))),
    }[settings.form]
  }

  /** @throws {PipelineError} see `readParcel` */
  read(parcel: Parcel): { readonly read: ReadParcel; readonly probes: Probes } {
    const read = readParcel(parcel, this.#settings.inputs, this.#settings.onBadRecord)
    return { read, probes: packProbes(read.threads.flatMap(({ posts }) => posts)) }
  }

  /** @param originals of each post in turn: see `OriginalFinder.find` */
  async score({ threads, summary }: ReadParcel, originals: readonly (string | null)[]): Promise<ScoredParcel> {
    const byPost = new Map<Post, string | null>()
    let index = 0
    for (const { posts } of threads) for (const post of posts) byPost.set(post, originals[index++] ?? null)
    const lines: string[] = []
    const counted: ScoredPost[] = []
    const counting = this.#settings.counting === null ? null : this.#pipeline.openPartial(this.#settings.counting)
    for await (const batch of this.#pipeline.stream(threads, { originals: { find: (post) => byPost.get(post) ?? null } })) {
      const posts = this.#pseudonymiser === null ? batch : batch.map(this.#pseudonymiser.scored)
      for (const post of posts) lines.push(this.#render(post))
      if (counting !== null) counted.push(...posts)
    }
    // At once, since whole threads are asked for.
    counting?.add(counted)
    return { bytes: new TextEncoder().encode(lines.join('')), counts: summary.toCounts(), partial: counting?.finish() ?? null }
  }
}
