import type { RecordedScheme } from '../../scheme/scheme-tag.js'
import type { BreakdownOptions, EvidenceFile } from '../breakdown/breakdown.js'
import type { CaptureSums } from './capture-sums.js'
import type { GroupCount } from './group-sums.js'
import type { Origin } from './origin.js'
import type { PartialLimits } from './partial-limits.js'
import type { PostRow } from './post-row.js'

/** What `schema` of a partial breakdown says. */
export const PARTIAL_SCHEMA = 'dealstance/partial@1'

/** A file that posts came from. */
export interface PartialEvidence extends EvidenceFile {
  readonly role: 'scored'
  readonly postCount: number
  /** Of the bytes that it was scored from, as the receipt of the filter says; absent where none was shown. */
  readonly inputSha256?: string
}

/** Sums over the posts of one deal, or of all. */
export interface PartialGroup {
  /** Null for all posts. */
  readonly dealId: string | null
  readonly counts: Readonly<Record<GroupCount, number>>
  readonly unknownLabelCounts: readonly number[]
  /** Per label, then of the posts without one: posts, sum in ten-thousandths, negative ones, positive ones. */
  readonly sentiments: readonly (readonly [number, number, number, number])[]
  /** Place, then posts with each label, then without one. */
  readonly authorGroups: readonly (readonly number[])[]
  readonly capture: CaptureSums
  /** Hash, then posts with each label, then without one. */
  readonly authors: readonly (readonly [string, ...number[]])[]
  /** Level of the posts, side, phrase, sum of weights in ten-thousandths, posts. */
  readonly phrases: readonly (readonly [number, string, string, number, number])[]
}

/** What is left of too many posts: sums, and samples of a size that has an end. */
export interface PartialSums {
  readonly postCount: number
  readonly unlinkedPostCount: number
  /** Of authors, phrases, bursts and keys what has a lower level was let go: one in 2^floor is left. */
  readonly authorFloor: number
  readonly phraseFloor: number
  readonly burstFloor: number
  readonly keyFloor: number
  /** All posts, then the deals by id. */
  readonly groups: readonly PartialGroup[]
  /** Author, time in ms, hash of the text, deals, posts. */
  readonly bursts: readonly (readonly [string, number | null, string | null, readonly string[], number])[]
  /** Hashes of thread and id: posts that are in, a sample of at most 10,000. */
  readonly keys: readonly string[]
}

/**
 * What is needed of some posts to break them down together with others, as plain JSON. Partials of different posts merge in any order and
 * grouping to the same bytes, those of all posts at once. Of few posts each is there, without its words and with its author's name hashed;
 * of more than `limits.posts` only sums are.
 */
export interface PartialBreakdown extends Origin {
  readonly schema: typeof PARTIAL_SCHEMA
  /** Of the program that made it; null where it was not said. */
  readonly version: string | null
  /** Null without posts. */
  readonly model: string | null
  readonly scheme: RecordedScheme
  readonly options: BreakdownOptions
  readonly limits: PartialLimits
  /** By name; empty for posts of no file. */
  readonly evidence: readonly PartialEvidence[]
  /** The deals of the posts, by id: id, mover, move. */
  readonly deals: readonly (readonly [string, string | null, string | null])[]
  /** By thread and id; null where there are too many. */
  readonly posts: readonly PostRow[] | null
  /** Null as long as every post is there. */
  readonly sums: PartialSums | null
}
