import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, recordedTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatNumber } from '../../base/text/format-count.js'
import type { CaptureLedger, DealRecord } from '../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import type { JsonValue } from '../../base/thread/post.js'
import { RunCheck } from '../../judge/stance/run-check.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { learntRecordOf } from '../audit/settle-labels.js'
import type { AggregateOptions, Breakdown, BreakdownOptions, DealInfo } from '../breakdown/breakdown.js'
import { type Depth, depthAt } from '../thread/depth.js'
import { type CountedPost, countedPostOf, LEVEL, ledgerOf, MARK, ThreadIndex } from '../thread/thread-index.js'
import { type BuildOptions, buildBreakdown } from './build-breakdown.js'
import { PostSums } from './post-sums.js'

/** Scheme, deals and options for counting scored posts. */
export interface CounterInput {
  readonly scheme: StanceScheme
  /** Deals by id. A deal neither here nor in the records of posts gets null as mover and move. */
  readonly deals?: ReadonlyMap<string, DealInfo>
  /** Absent options take their defaults. */
  readonly options?: Partial<AggregateOptions>
  /** Recorded in the breakdown with the options, such as options of the classification. They do not affect counting. */
  readonly callerOptions?: { readonly [key: string]: JsonValue }
}

/** Counts scored posts as they come, without their texts. */
export interface Counter {
  /** Posts added so far. */
  readonly postCount: number
  /**
   * Adds posts, in any order. Memory is least where the posts of a thread come one after another.
   *
   * @throws {PipelineError} `SCORED_INVALID` for posts of another model or other options, a label outside the scheme, or a
   *   repeated post; `SCHEME_MISMATCH` for posts under another scheme; `SCORED_TOO_MANY` above 5 million authors
   */
  add(posts: readonly ScoredPost[]): void
  /** The breakdown of all posts so far, equal to that of `aggregate`. */
  breakdown(): Breakdown
}

/**
 * Creates a counter without posts.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of range
 */
export const openCounter = (input: CounterInput): Counter => new PostCounter(input)

/**
 * Most authors whose counts are held. Measured: a million posts by 360,000 authors take 160 MiB. Choice: five million authors would take
 * 2.2 GiB, half of Node's default heap on a machine of 16 GB.
 */
export const MAX_AUTHOR_COUNT = 5_000_000

const withoutText = ({ verdicts: { label, status, stances }, ...post }: CountedPost): CountedPost => ({
  ...post,
  verdicts: { label, status, stances: stances.map(({ dealId, label, status }) => ({ dealId, label, status })) },
})

/** The counter behind {@link openCounter} and `aggregate`. */
export class PostCounter implements Counter {
  readonly options: BreakdownOptions
  readonly #scheme: StanceScheme
  readonly #schemeTag: string | null
  readonly #maxAuthorCount: number
  readonly #deals: ReadonlyMap<string, DealInfo>
  readonly #recorded = new Map<string, DealRecord>()
  #model: string | null = null
  readonly #run = new RunCheck()
  readonly #threads: ThreadIndex
  readonly #sums: PostSums
  readonly #waiting: CountedPost[] = []
  readonly #repeated: CountedPost[] = []
  /** Posts that came before their parent: `early` of the current thread, `strays` of others. */
  #early: CountedPost[] = []
  #strays: CountedPost[] = []
  #handCount = 0
  postCount = 0

  /** @param maxAuthorCount see {@link MAX_AUTHOR_COUNT} */
  constructor({ scheme, deals = new Map(), options = {}, callerOptions = {} }: CounterInput, maxAuthorCount = MAX_AUTHOR_COUNT) {
    this.options = completeOptions(options, callerOptions)
    this.#scheme = scheme
    this.#schemeTag = recordedTag(scheme)
    this.#deals = deals
    this.#maxAuthorCount = maxAuthorCount
    this.#threads = new ThreadIndex(this.options.count === 'replies')
    this.#sums = new PostSums(scheme)
  }

  add(posts: readonly ScoredPost[]): void {
    for (const post of posts) {
      const { id, threadId, scheme: tag = null } = post
      if (tag !== this.#schemeTag) checkSchemeTag(tag, this.#scheme, `post "${id}" of thread "${threadId}"`)
      this.#takeModel(post)
      this.#run.take(post)
      if (post.meta.capture?.learnt !== undefined) this.#handCount = learntRecordOf([post])?.labelCount ?? 0
      for (const deal of recordedDeals(post.meta)) this.#takeDeal(deal, post)
      if (!this.#count(countedPostOf(post), ledgerOf(post.meta.capture))) {
        const message = `expected every post once, got post "${id}" of thread "${threadId}" twice. Leave one of them out.`
        throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
      }
      if (this.#sums.overall.authors.size > this.#maxAuthorCount) {
        const message = `expected at most ${formatNumber(this.#maxAuthorCount)} authors, got more (post "${id}" of thread "${threadId}"). Count them with DuckDB (scripts/recipes/tables.md).`
        throw new PipelineError('SCORED_TOO_MANY', message, { context: { threadId, postId: id } })
      }
    }
  }

  depthOf(post: ScoredPost): Depth {
    return depthAt(this.#threads.levelOf(post))
  }

  #placeEarly(early: readonly CountedPost[]): CountedPost[] {
    return this.#threads.placeEarly(early, (post, level) => {
      if ((post.marks & MARK.noContribution) === 0) this.#sums.place(post, level)
    })
  }

  breakdown(how: Pick<BuildOptions, 'amend'> = {}): Breakdown {
    this.#strays = this.#placeEarly([...this.#strays, ...this.#early])
    this.#early = []
    const infoOf = (dealId: string): DealInfo | null => this.#recorded.get(dealId) ?? this.#deals.get(dealId) ?? null
    // The posts' own record of their run overrides the caller's.
    const options: BreakdownOptions = { ...this.options, ...this.#run.options }
    const built = { model: this.#model, scheme: this.#scheme, options, infoOf, handCount: this.#handCount }
    const held = { threads: this.#threads, sums: this.#sums, waiting: this.#waiting, repeated: this.#repeated }
    return buildBreakdown(held, { ...built, ...how })
  }

  /** @returns false for a post that is there already */
  #count(post: CountedPost, ledger: CaptureLedger | null): boolean {
    if (this.#early.length > 0 && this.#early[0]?.threadId !== post.threadId) {
      for (const stray of this.#placeEarly(this.#early)) this.#strays.push(stray)
      this.#early = []
    }
    const level = this.#threads.add(post, ledger)
    if (level === null) return false
    this.postCount += 1
    if (level === LEVEL.awaited) this.#early.push(withoutText(post))
    if ((post.marks & MARK.noContribution) !== 0) return true
    if (post.duplicateOf !== null) this.#repeated.push(post)
    if (this.options.count === 'replies' && (post.marks & MARK.root) !== 0) this.#waiting.push(post)
    else this.#sums.add(post, level)
    return true
  }

  #takeDeal(deal: DealRecord, { id, threadId }: ScoredPost): void {
    const known = this.#recorded.get(deal.id) ?? deal
    this.#recorded.set(deal.id, known)
    if (known.mover === deal.mover && known.move === deal.move) return
    throw new PipelineError(
      'SCORED_INVALID',
      `expected one mover and move of the deal "${deal.id}", got "${deal.move}" beside "${known.move}" (post "${id}"). Score all with the same --mover and --move, or give one of the two another --name.`,
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

export const DEFAULT_AGGREGATE_OPTIONS: AggregateOptions = Object.freeze({
  count: 'posts',
  confidenceLevel: 0.95,
})

/** Completes the options, checks them and returns them frozen, after the caller's own entries. */
function completeOptions(given: Partial<AggregateOptions>, callerOptions: { readonly [key: string]: JsonValue }): BreakdownOptions {
  const options = { ...DEFAULT_AGGREGATE_OPTIONS, ...given }
  const fail = (name: keyof AggregateOptions, expected: string): never => {
    const message = `expected ${name} to be ${expected}, got ${JSON.stringify(options[name])}.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { name } })
  }
  const { count, confidenceLevel } = options
  if (count !== 'posts' && count !== 'replies') fail('count', 'posts or replies')
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) fail('confidenceLevel', 'a number between 0 and 1, such as 0.95')
  return Object.freeze({ ...callerOptions, ...options })
}
