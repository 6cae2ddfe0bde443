import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, recordedTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatNumber } from '../../base/text/format-count.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { learntRecordOf } from '../audit/settle-labels.js'
import type { AggregateOptions, Breakdown, BreakdownOptions, DealInfo } from '../breakdown/breakdown.js'
import { type BuildOptions, buildBreakdown, type HeldPosts, withRow } from './build-breakdown.js'
import { mustWait } from './select-posts.js'
import { type CountedPost, countedPostOf, MARK, type PostVerdicts, ThreadIndex } from './thread-index.js'

/** Scheme, deals and options for counting scored posts. */
export interface CounterInput {
  readonly scheme: StanceScheme
  /** By deal id. A deal that is missing here, and whose record no post carries, gets null as mover and move. */
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
 * Most authors whose counts are held. Choice: a million posts by 360,000 authors took 160 MiB (measured), so five million authors with some
 * fourteen million posts take 2.2 GiB, half of what Node gives by default on a machine of 16 GB.
 */
export const MAX_AUTHOR_COUNT = 5_000_000

/** Where scored posts come from. Null where unknown; an unknown value fits any. */
type Origin = { -readonly [Field in keyof typeof ORIGIN_WORDS]: string | null }

const ORIGIN_WORDS = {
  model: 'of the model',
  modelHash: 'of the model with the hash',
  optionsHash: 'of the options with the hash',
} as const

/** The counter behind {@link openCounter} and `aggregate`. */
export class PostCounter implements Counter {
  readonly options: BreakdownOptions
  readonly #scheme: StanceScheme
  readonly #schemeTag: string | null
  readonly #maxAuthorCount: number
  readonly #deals: ReadonlyMap<string, DealInfo>
  /** Deals whose records the posts carry. They go before those of the catalogue. */
  readonly #recorded = new Map<string, DealRecord>()
  readonly #origin: Origin = { model: null, modelHash: null, optionsHash: null }
  readonly #held: HeldPosts
  readonly #verdictsOf = new Map<string, number>()
  /** Labels by hand that the model learnt. */
  #handCount = 0
  postCount = 0

  /** @param maxAuthorCount see {@link MAX_AUTHOR_COUNT} */
  constructor({ scheme, deals = new Map(), options = {}, callerOptions = {} }: CounterInput, maxAuthorCount = MAX_AUTHOR_COUNT) {
    this.options = checkOptions(options, callerOptions)
    this.#scheme = scheme
    this.#schemeTag = recordedTag(scheme)
    this.#deals = deals
    this.#maxAuthorCount = maxAuthorCount
    const threads = new ThreadIndex(this.options.count === 'replies')
    this.#held = { threads, rowsOf: new Map(), waiting: [], verdicts: [] }
  }

  add(posts: readonly ScoredPost[]): void {
    for (const post of posts) {
      const { id, threadId, scheme: tag = null } = post
      if (tag !== this.#schemeTag) checkSchemeTag(tag, this.#scheme, `post "${id}" of thread "${threadId}"`)
      this.#takeOrigin(post)
      if (post.meta.capture?.learnt !== undefined) this.#handCount = learntRecordOf([post])?.labelCount ?? 0
      for (const deal of recordedDeals(post.meta)) this.#takeDeal(deal, post)
      if (!this.#count(countedPostOf(post))) {
        const message = `expected every post once, got post "${id}" of thread "${threadId}" twice. Leave one of them out.`
        throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
      }
      if (this.#held.rowsOf.size - Number(this.#held.rowsOf.has(null)) > this.#maxAuthorCount) {
        const message = `expected at most ${formatNumber(this.#maxAuthorCount)} authors, got more (post "${id}" of thread "${threadId}"). Count them with query or on Spark.`
        throw new PipelineError('SCORED_TOO_MANY', message, { context: { threadId, postId: id } })
      }
    }
  }

  breakdown(how: Pick<BuildOptions, 'amend' | 'isCapturedOnly'> = {}): Breakdown {
    const infoOf = (dealId: string): DealInfo | null => this.#recorded.get(dealId) ?? this.#deals.get(dealId) ?? null
    const built = { model: this.#origin.model, scheme: this.#scheme, options: this.options, infoOf, handCount: this.#handCount }
    return buildBreakdown(this.#held, { ...built, ...how })
  }

  /** @returns whether the post is new */
  #count(post: CountedPost): boolean {
    const { threads, rowsOf, waiting, verdicts } = this.#held
    const number = this.#numberVerdicts(post)
    if (!threads.add(post, post.ledger)) return false
    this.postCount += 1
    if ((post.marks & MARK.noContribution) !== 0) return true
    if (mustWait(post, this.options.count)) {
      waiting.push({ post: { ...post, verdicts: verdicts[number] as PostVerdicts }, thread: threads.threadOf(post.threadId) })
      return true
    }
    const rows = rowsOf.get(post.author)
    const grown = withRow(rows ?? [], post, number)
    if (grown !== rows) rowsOf.set(post.author, grown)
    return true
  }

  #numberVerdicts({ id, threadId, verdicts }: CountedPost): number {
    const { label, status, stances } = verdicts
    let key = `${status} ${label ?? ''}`
    for (const stance of stances) key += `\n${stance.dealId} ${stance.status} ${stance.label ?? ''}`
    const known = this.#verdictsOf.get(key)
    if (known !== undefined) return known
    const strange = [label, ...stances.map((stance) => stance.label)].find((one) => one !== null && !this.#scheme.labels.includes(one))
    if (strange !== undefined) {
      const message = `expected a label among ${this.#scheme.labels.join(', ')}, got "${strange}" (post "${id}"). Pass the scheme that it was scored with.`
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
    }
    this.#verdictsOf.set(key, this.#held.verdicts.length)
    const own = stances.map((stance) => ({ dealId: stance.dealId, label: stance.label, status: stance.status }))
    return this.#held.verdicts.push({ label, status, stances: own }) - 1
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

  #takeOrigin(post: ScoredPost): void {
    for (const field of ['model', 'modelHash', 'optionsHash'] as const) {
      const expected = this.#origin[field]
      const got = post[field] ?? expected
      if (got === expected) continue
      if (expected !== null) {
        throw new PipelineError(
          'SCORED_INVALID',
          `expected all posts ${ORIGIN_WORDS[field]} "${expected}", got "${got}" (post "${post.id}"). Break them down apart, or score all with one model and the same options.`,
          { context: { threadId: post.threadId, postId: post.id } },
        )
      }
      this.#origin[field] = got
    }
  }
}

/** 2,000 resamples keep the bounds of a 95 % interval within about a point of a much longer run. */
export const DEFAULT_AGGREGATE_OPTIONS: AggregateOptions = Object.freeze({
  count: 'posts',
  confidenceLevel: 0.95,
  resampleCount: 2000,
  seed: 1,
})

/** Completes the options, checks them and returns them frozen, after the caller's own entries. */
function checkOptions(given: Partial<AggregateOptions>, callerOptions: { readonly [key: string]: JsonValue }): BreakdownOptions {
  const { countDuplicates, ...options } = { ...DEFAULT_AGGREGATE_OPTIONS, ...given }
  const fail = (name: keyof AggregateOptions, expected: string): never => {
    const got = JSON.stringify(name === 'countDuplicates' ? countDuplicates : options[name])
    throw new PipelineError('USAGE_OPTION_INVALID', `expected ${name} to be ${expected}, got ${got}.`, { context: { name } })
  }
  const { count, confidenceLevel, resampleCount, seed } = options
  if (count !== 'posts' && count !== 'replies') fail('count', 'posts or replies')
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) fail('confidenceLevel', 'a number between 0 and 1, such as 0.95')
  if (!Number.isInteger(resampleCount) || resampleCount < 1) fail('resampleCount', 'an integer of at least 1')
  if (!Number.isSafeInteger(seed) || seed < 0) fail('seed', 'an integer of at least 0')
  if (countDuplicates !== undefined && countDuplicates !== 'all' && countDuplicates !== 'once') fail('countDuplicates', 'all or once')
  return Object.freeze({ ...callerOptions, ...options, ...(countDuplicates === 'once' && { countDuplicates }) })
}
