import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { BreakdownOptions, EvidenceFile } from '../breakdown/breakdown.js'
import type { Origin } from './origin.js'
import type { PostRow, VerdictsRow } from './post-row.js'

/** The value of `schema` in a partial breakdown. */
export const PARTIAL_SCHEMA = 'dealstance/partial@2'
/** The schema of version 0.1.0, which held sums and samples. It is refused. */
export const OLD_PARTIAL_SCHEMA = 'dealstance/partial@1'

/** States the one count that is not exact, since partials hold no texts. */
export const EXACTNESS =
  'All counts are exact but one: without texts, repeated posts are those that scoring flagged, and posts scored apart were not compared.'

/** An input file of a partial. */
export interface PartialEvidence extends EvidenceFile {
  readonly role: 'scored'
  readonly postCount: number
  /** SHA-256 of the filter's input, from its receipt; absent without a receipt. */
  readonly inputSha256?: string
}

/** The header of a partial breakdown: everything except its posts. */
export interface PartialHeader extends Origin {
  readonly schema: typeof PARTIAL_SCHEMA
  /** One sentence. */
  readonly exactness: typeof EXACTNESS
  /** Version of the program that made it; null if unknown. */
  readonly version: string | null
  /** Null without posts. */
  readonly model: string | null
  readonly scheme: RecordedScheme
  readonly options: BreakdownOptions
  /** Sorted by name; empty for posts that came from no file. */
  readonly evidence: readonly PartialEvidence[]
  /** Deals of the posts, sorted by id: id, mover, move. */
  readonly deals: readonly (readonly [string, string | null, string | null])[]
  /** The distinct verdicts of posts, sorted by their JSON. */
  readonly verdicts: readonly VerdictsRow[]
  readonly postCount: number
}

/**
 * A mergeable part of a breakdown, as plain JSON: one row per post, without its text and with the author's name hashed. Partials of different
 * posts merge, in any order and grouping, to the same bytes as one partial of all posts.
 */
export interface PartialBreakdown extends PartialHeader {
  /** Sorted by author and post. */
  readonly posts: readonly PostRow[]
}
