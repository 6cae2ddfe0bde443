import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AggregateOptions, Breakdown, DealInfo } from '../breakdown/breakdown.js'
import { checkOptions, DEFAULT_AGGREGATE_OPTIONS } from '../check-options.js'
import type { SpillRoom } from '../columns/record-store.js'
import { addHeader, type PartialRows, parseHeader } from './parse-partial.js'
import type { PartialBreakdown, PartialEvidence, PartialHeader } from './partial-breakdown.js'
import { PartialState } from './partial-state.js'
import type { PostRow } from './post-row.js'

/** Scheme, deals and options for counting scored posts. */
export interface PartialInput {
  readonly scheme: StanceScheme
  /** By deal id. A deal that is missing here, and whose record no post carries, gets null as mover and move. */
  readonly deals?: ReadonlyMap<string, DealInfo>
  /** Absent options take their defaults. */
  readonly options?: Partial<AggregateOptions>
  /** Recorded in the breakdown with the options, such as options of the classification. They do not affect counting. */
  readonly callerOptions?: { readonly [key: string]: JsonValue }
  /** Version of the counting program, recorded in the partial. Partials of different versions do not merge. */
  readonly version?: string
  /** Storage for posts beyond a memory limit, from `createSpillRoom` of `dealstance/node`. Default: all posts stay in memory. */
  readonly spill?: SpillRoom
}

/** Counted posts, available as a partial and as a breakdown. */
export interface CountedParts {
  readonly postCount: number
  /** Returns the header of the partial of all posts so far. */
  header(): PartialHeader
  /** Yields the rows of the partial of all posts so far, in order and lazily. */
  rows(): Generator<PostRow, undefined>
  /** Returns the partial of all posts so far: header and rows. */
  finish(): PartialBreakdown
  /** Returns the breakdown of all posts so far. */
  breakdown(): Breakdown
}

/** Counts scored posts incrementally. It needs about 70 bytes of memory per post, or about 12 with `spill`. */
export interface PartialBuilder extends CountedParts {
  /**
   * Adds posts, in any order.
   *
   * @throws {PipelineError} `SCORED_INVALID` for posts of another model or other options, a label outside the scheme, or a
   *   repeated post; `SCHEME_MISMATCH` for posts under another scheme
   */
  add(posts: readonly ScoredPost[]): void
  /** Records an input file. @throws {PipelineError} `PARTIAL_REPEATED` for a file that is recorded already */
  addEvidence(file: PartialEvidence): void
}

/**
 * Creates an empty partial breakdown, to which posts can be added.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of range
 */
export function openPartial(input: PartialInput): PartialBuilder {
  const { state, infoOf } = openState(input)
  return {
    ...partsOf(() => state),
    get postCount() {
      return state.postCount
    },
    add: (posts) => state.addScored(posts, infoOf),
    addEvidence: (file) => state.addEvidence(file, 'these posts'),
  }
}

/** Creates the state behind {@link openPartial}. */
export function openState(input: PartialInput) {
  const { scheme, deals = new Map<string, DealInfo>(), options = {}, callerOptions = {}, version = null, spill = null } = input
  const settings = checkOptions({ ...DEFAULT_AGGREGATE_OPTIONS, ...options }, callerOptions)
  const infoOf = (dealId: string): DealInfo | null => {
    const deal = deals.get(dealId)
    return deal === undefined ? null : { mover: deal.mover, move: deal.move }
  }
  return { state: new PartialState({ version, scheme, options: settings }, spill), infoOf }
}

const partsOf = (stateOf: () => PartialState): Omit<CountedParts, 'postCount'> => ({
  header: () => stateOf().header(),
  rows: () => stateOf().rows(),
  finish: () => ({ ...stateOf().header(), posts: [...stateOf().rows()] }),
  breakdown: () => stateOf().breakdown(),
})

/** Returns the partial breakdown of some posts. Throws as {@link PartialBuilder.add} does. */
export function partialOf(posts: readonly ScoredPost[], input: PartialInput): PartialBreakdown {
  const builder = openPartial(input)
  builder.add(posts)
  return builder.finish()
}

/**
 * Merges partials of different posts. The result has the same bytes for any order and grouping, and equals the partial of all posts counted at
 * once. A partial without posts changes nothing.
 *
 * @param partials at least one
 * @throws {PipelineError} `PARTIAL_MISMATCH` for different models, schemes, options, versions or names of deals; `PARTIAL_REPEATED` for a file or
 *   post in two partials; `PARTIAL_INVALID` for a damaged partial
 */
export function mergePartials(partials: readonly PartialBreakdown[]): PartialBreakdown {
  return mergeAll(partials).finish()
}

/** Returns the breakdown of all posts of the partials, equal to that of `aggregate`. Throws as {@link mergePartials} does. */
export function breakdownOfPartial(...partials: readonly PartialBreakdown[]): Breakdown {
  return mergeAll(partials).breakdown()
}

/**
 * Checks a partial breakdown parsed from a file.
 *
 * @throws {PipelineError} `PARTIAL_INVALID`, which names the first invalid field
 */
export function parsePartial(value: unknown, where: string): PartialBreakdown {
  openMerge().add(value, where)
  return value as PartialBreakdown
}

function mergeAll(partials: readonly PartialBreakdown[]): PartialMerge {
  if (partials.length === 0) throw new RangeError('expected at least one partial, got none')
  const merge = openMerge()
  for (const [index, partial] of partials.entries()) merge.add(partial, `partial ${index + 1}`)
  return merge
}

/** An incremental merge of partials. */
export interface PartialMerge extends CountedParts {
  /** The scheme of all merged partials. */
  readonly scheme: StanceScheme
  /**
   * Adds a whole partial.
   *
   * @param value result of `JSON.parse`
   * @param where place of the partial, for messages
   * @throws {PipelineError} as {@link mergePartials} does
   */
  add(value: unknown, where: string): void
  /** Starts a partial whose rows are added one by one. @param header result of `JSON.parse` */
  open(header: unknown, where: string): PartialRows
}

/** Starts an incremental merge of partials. @param spill see {@link PartialInput} */
export function openMerge({ spill }: Pick<PartialInput, 'spill'> = {}): PartialMerge {
  let state: PartialState | null = null
  const merged = (): PartialState => {
    if (state === null) throw new RangeError('expected at least one partial, got none')
    return state
  }
  const open: PartialMerge['open'] = (value, where) => {
    const header = parseHeader(value, where)
    state ??= new PartialState(header.settings, spill ?? null)
    return addHeader(state, header, where)
  }
  return {
    ...partsOf(merged),
    get scheme() {
      return merged().settings.scheme
    },
    get postCount() {
      return merged().postCount
    },
    open,
    add: (value, where) => {
      const rows = open(value, where)
      rows.addAll((value as Partial<PartialBreakdown>).posts)
      rows.end()
    },
  }
}
