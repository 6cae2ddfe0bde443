import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, recordedTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatNumber } from '../../base/text/format-count.js'
import type { DealRecord, OtherCompany } from '../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import { type JsonValue, nodeKindOf } from '../../base/thread/post.js'
import { RunCheck } from '../../judge/stance/refuse-mixed-runs.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { repeatedPost } from '../audit/population.js'
import { learntRecordOf } from '../audit/settle-labels.js'
import type { Breakdown, DealInfo } from '../breakdown/breakdown.js'
import { CONFIDENCE_LEVEL } from '../share/intervals.js'
import { PostSums } from '../tally/post-sums.js'
import { ThreadIndex } from '../thread/thread-index.js'
import { type Counted, concludeBreakdown, countBreakdown } from './build-breakdown.js'

/** Scheme and deals for counting scored posts. */
export interface CounterInput {
  readonly scheme: StanceScheme
  /** Deals by id. A deal neither here nor in the records of posts gets null as mover and move. */
  readonly deals?: ReadonlyMap<string, DealInfo>
  /**
   * Recorded in the breakdown, such as options of the classification. They do not affect counting.
   */
  readonly callerOptions?: { readonly [key: string]: JsonValue }
}

/**
 * Most authors whose counts are held. Choice: they would take 2.2 GiB, half of Node's heap on a
 * machine of 16 GB, where a million posts by 360,000 authors take 160 MiB.
 */
export const MAX_AUTHOR_COUNT = 5_000_000

/** Counts scored posts as they come, in any order, without holding them. */
export class PostCounter {
  readonly #input: CounterInput
  readonly #schemeTag: string | null
  readonly #maxAuthorCount: number
  readonly #recorded = new Map<string, DealRecord>()
  /** By deal, names in place of the company's; null where a thread names it. */
  readonly #instead = new Map<string, readonly string[] | null>()
  /** By deal, a company that posts name in its place; null where a thread tells of none. */
  readonly #others = new Map<string, OtherCompany | null>()
  #model: string | null = null
  readonly #run = new RunCheck()
  readonly #threads = new ThreadIndex()
  readonly #sums: PostSums
  #handCount = 0
  postCount = 0

  constructor(input: CounterInput, maxAuthorCount = MAX_AUTHOR_COUNT) {
    this.#input = input
    this.#schemeTag = recordedTag(input.scheme)
    this.#maxAuthorCount = maxAuthorCount
    this.#sums = new PostSums(input.scheme)
  }

  /**
   * @throws {PipelineError} `SCORED_INVALID` for posts of another model, other options or labels,
   *   or twice; `SCHEME_MISMATCH` for another scheme; `SCORED_TOO_MANY` above 5 million authors
   */
  add(posts: readonly ScoredPost[]): void {
    for (const post of posts) {
      const { id, threadId, scheme: tag = null } = post
      if (tag !== this.#schemeTag)
        checkSchemeTag(tag, this.#input.scheme, `post "${id}" of thread "${threadId}"`)
      this.#takeModel(post)
      this.#run.take(post)
      if (post.meta.capture?.learnt !== undefined)
        this.#handCount = learntRecordOf([post])?.labelCount ?? 0
      for (const deal of recordedDeals(post.meta)) this.#takeDeal(deal, post)
      if (!this.#threads.add(post)) throw repeatedPost(threadId, id)
      this.postCount += 1
      if (nodeKindOf(post.meta) === null) this.#sums.add(post)
      if (this.#sums.overall.authors.size > this.#maxAuthorCount) {
        const message = `expected at most ${formatNumber(this.#maxAuthorCount)} authors, got more (post "${id}" of thread "${threadId}"). Count them with DuckDB (scripts/recipes/tables.md).`
        throw new PipelineError('SCORED_TOO_MANY', message, { context: { threadId, postId: id } })
      }
    }
  }

  /** The breakdown of all posts so far. */
  breakdown(): Breakdown {
    return concludeBreakdown(this.counted())
  }

  /** Counts so far. An audit may correct them before they are concluded. */
  counted(): Counted {
    const { scheme, deals, callerOptions } = this.#input
    return countBreakdown({
      threads: this.#threads,
      sums: this.#sums,
      model: this.#model,
      scheme,
      handCount: this.#handCount,
      insteadOf: (dealId) => this.#instead.get(dealId) ?? null,
      otherOf: (dealId) => this.#others.get(dealId) ?? null,
      infoOf: (dealId) => this.#recorded.get(dealId) ?? deals?.get(dealId) ?? null,
      // The posts' own record of their run overrides the caller's.
      options: Object.freeze({
        ...callerOptions,
        confidenceLevel: CONFIDENCE_LEVEL,
        ...this.#run.options,
      }),
    })
  }

  #takeDeal(deal: DealRecord, { id, threadId }: ScoredPost): void {
    const { id: dealId, instead = null, other = null } = deal
    const names = this.#instead.get(dealId) === null ? null : instead
    const before = this.#instead.get(dealId) ?? []
    this.#instead.set(dealId, names && [...new Set([...before, ...names])].sort().slice(0, 3))
    this.#others.set(dealId, sumOthers(this.#others.get(dealId), other))
    const known = this.#recorded.get(deal.id) ?? deal
    this.#recorded.set(deal.id, known)
    if (known.mover === deal.mover && known.move === deal.move) return
    throw new PipelineError(
      'SCORED_INVALID',
      `expected one mover and move of the deal "${deal.id}", got "${deal.move}" beside "${known.move}" (post "${id}"). Score all with the same --mover and --move, or name one of the two in a file of --deals.`,
      { context: { threadId, postId: id, dealId: deal.id } },
    )
  }

  #takeModel({ model, id, threadId }: ScoredPost): void {
    this.#model ??= model
    if (this.#model === model) return
    throw new PipelineError(
      'SCORED_INVALID',
      `expected all posts of the model "${this.#model}", got "${model}" (post "${id}"). Break them down apart, or score all with one model and the same options.`,
      { context: { threadId, postId: id } },
    )
  }
}

/** The same company in a further thread; null where that has none, or another one. */
function sumOthers(before: OtherCompany | null | undefined, other: OtherCompany | null) {
  if (before === undefined || other === null) return other
  if (before?.name !== other.name) return null
  return {
    ...other,
    count: before.count + other.count,
    ofCount: before.ofCount + other.ofCount,
    isLarger: before.isLarger && other.isLarger,
  }
}
