import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { JsonValue } from '../../thread/post.js'
import type { AggregateOptions, Breakdown, DealInfo } from '../breakdown/breakdown.js'
import { checkOptions, DEFAULT_AGGREGATE_OPTIONS } from '../check-options.js'
import type { PartialBreakdown, PartialEvidence } from './partial-breakdown.js'
import { PARTIAL_LIMITS, type PartialLimits } from './partial-limits.js'
import { PartialState } from './partial-state.js'
import { mergeInto, readPartial } from './read-state.js'

/** What to count scored posts with: their scheme and deals, and how to count. */
export interface PartialInput {
  readonly scheme: StanceScheme
  /** By deal id; a deal that is missing here gets mover and move null. */
  readonly deals?: ReadonlyMap<string, DealInfo>
  /** Each absent one takes its default. */
  readonly options?: Partial<AggregateOptions>
  /** Recorded in the breakdown beside the options, such as those of the classification; they change nothing. */
  readonly callerOptions?: { readonly [key: string]: JsonValue }
  /** Of the program that counts, recorded in a partial: partials of two versions do not merge. */
  readonly version?: string
  /** Up to what size everything is held. Default {@link PARTIAL_LIMITS}; other ones make other breakdowns of more posts than that. */
  readonly limits?: PartialLimits
}

/** Counts scored posts as they come, in memory that does not grow with them beyond the limits. */
export interface PartialBuilder {
  readonly postCount: number
  /**
   * Adds posts. In any order, where all posts count. Where answered roots do not (`count: 'replies'`), every call brings whole threads.
   *
   * @throws {PipelineError} `SCORED_INVALID` for posts of another model or other options, a label outside the scheme, or a
   *   post that stands twice (beyond `limits.posts` posts as far as a sample of 10,000 tells); `SCHEME_MISMATCH` for posts under another scheme
   */
  add(posts: readonly ScoredPost[]): void
  /** Names a file that posts came from. @throws {PipelineError} `PARTIAL_REPEATED` for one that is named already */
  addEvidence(file: PartialEvidence): void
  /** The partial of everything so far, as it is stored. */
  finish(): PartialBreakdown
  /** The breakdown of all that was added: that of {@link breakdownOfPartial} of the finished partial. */
  breakdown(): Breakdown
}

/**
 * Opens a partial breakdown to add posts to.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range
 */
export function openPartial(input: PartialInput): PartialBuilder {
  const { state, infoOf } = openState(input)
  return {
    get postCount() {
      return state.postCount
    },
    add: (posts) => state.addScored(posts, infoOf),
    addEvidence: (file) => state.addEvidence(file, 'these posts'),
    finish: () => state.finish(),
    breakdown: () => state.breakdown(),
  }
}

/** The same state, for `aggregate`. */
export function openState(input: PartialInput) {
  const { scheme, deals = new Map<string, DealInfo>(), options = {}, callerOptions = {}, version = null, limits = PARTIAL_LIMITS } = input
  const settings = checkOptions({ ...DEFAULT_AGGREGATE_OPTIONS, ...options }, callerOptions)
  const infoOf = (dealId: string): DealInfo | null => {
    const deal = deals.get(dealId)
    return deal === undefined ? null : { mover: deal.mover, move: deal.move }
  }
  return { state: new PartialState({ version, scheme, options: settings, limits }), infoOf }
}

/** The partial breakdown of these posts; as {@link PartialBuilder.add} throws. */
export function partialOf(posts: readonly ScoredPost[], input: PartialInput): PartialBreakdown {
  const builder = openPartial(input)
  builder.add(posts)
  return builder.finish()
}

/**
 * Merges partials of different posts: the partial of all, byte for byte the same in whatever order and grouping, and the same as if the posts
 * had been counted at once. The partial of no posts changes nothing. Where answered roots are left out (`count: 'replies'`) no thread may
 * be cut in two; beyond `limits.posts` posts one that stands in two partials is told by a sample of 10,000, and by the files they came from.
 *
 * @param partials at least one
 * @throws {PipelineError} `PARTIAL_MISMATCH` for other models, schemes, options, limits, versions or names of deals; `PARTIAL_REPEATED` for posts of
 *   one file in two, or posts in two of which only sums are left; `SCORED_INVALID` for one post in two; `PARTIAL_INVALID` for a damaged one
 */
export function mergePartials(partials: readonly PartialBreakdown[]): PartialBreakdown {
  return mergeAll(partials).finish()
}

/** The breakdown of the posts behind partials: what `aggregate` gives for all of them. Throws as {@link mergePartials}. */
export function breakdownOfPartial(...partials: readonly PartialBreakdown[]): Breakdown {
  return mergeAll(partials).breakdown()
}

function mergeAll(partials: readonly PartialBreakdown[]): PartialMerge {
  if (partials.length === 0) throw new RangeError('expected at least one partial, got none')
  const merge = openMerge()
  for (const [index, partial] of partials.entries()) merge.add(partial, `partial ${index + 1}`)
  return merge
}

/** Partials as they come, in the memory of one. */
export interface PartialMerge {
  /** That all of them were scored under. */
  readonly scheme: StanceScheme
  readonly postCount: number
  /**
   * @param value what `JSON.parse` gave
   * @param where where it stands, for messages
   * @throws {PipelineError} as {@link mergePartials}
   */
  add(value: unknown, where: string): void
  /** @throws {RangeError} where nothing was added */
  finish(): PartialBreakdown
  /** The breakdown of everything so far. */
  breakdown(): Breakdown
}

/** Opens a merge of partials that come one by one. */
export function openMerge(): PartialMerge {
  let state: PartialState | null = null
  const merged = (): PartialState => {
    if (state === null) throw new RangeError('expected at least one partial, got none')
    return state
  }
  return {
    get scheme() {
      return merged().head.scheme
    },
    get postCount() {
      return merged().postCount
    },
    add: (value, where) => {
      if (state === null) state = readPartial(value, where)
      else mergeInto(state, value, where)
    },
    finish: () => merged().finish(),
    breakdown: () => merged().breakdown(),
  }
}
