import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { RunOfPosts } from '../../base/thread/run-record.js'
import type { BreakdownAudit } from './breakdown-audit.js'
import type { BreakdownCapture, PostCounts, ShareBound } from './breakdown-capture.js'
import type { Finding } from './finding.js'
import type { Verdict } from './shortfall.js'

export const BREAKDOWN_SCHEMA = 'dealstance/breakdown@1'

/** Counts and shares of one set of posts. */
export interface GroupBreakdown extends PostCounts {
  readonly rootCount: number
  /** Opening posts that the others answer; they are in no other number. */
  readonly promptCount: number
  readonly authorCount: number
  readonly unknownAuthorCount: number
  /** Times of the first and the last post, ISO 8601; null where no post has one. */
  readonly written: {
    readonly first: string | null
    readonly last: string | null
    readonly undatedCount: number
  }
  /** Shares of the posts with a label, sum 1; null without such posts. */
  readonly shares: ByLabel | null
  /** Shares of the posts that take a side, by side, sum 1; null without such posts. */
  readonly sidedShares: ByLabel | null
  /** Worst case: none, or all, of the posts without a label have this one. */
  readonly bounds: readonly ShareBound[]
  /** Audited shares with their intervals, in the order of the scheme; empty without an audit. */
  readonly intervals: readonly ShareInterval[]
  /** Shares within the groups of a column; absent without `--by`, and without shares. */
  readonly by?: SharesBy
  /** True if the shares may be printed, else what is missing. */
  readonly verdict: Verdict
  /** Warnings for whoever quotes the numbers, the most important first. */
  readonly findings: readonly Finding[]
}

/** Shares within the groups of a column: months in their order, else the largest group first. */
export interface SharesBy {
  readonly column: string
  readonly groups: readonly GroupShares[]
}

/**
 * The posts of a group, and its estimate if 20 of them have a label. Leads are not tested by group:
 * with many groups, some would lead by chance.
 */
export interface GroupShares {
  /** Null: the posts without a value. */
  readonly value: string | null
  readonly postCount: number
  readonly labelledCount: number
  /** Empty with too few labels. */
  readonly intervals: readonly ShareInterval[]
  /** Before any audit: posts by the model's own label, not for print. */
  readonly modelCounts?: ByLabel
}

/** Names of a deal in a breakdown. */
export interface DealInfo {
  readonly mover: string
  readonly move: string
  readonly title?: string
}

export interface DealBreakdown extends GroupBreakdown, Pick<DealInfo, 'title'> {
  readonly dealId: string
  /** Null for a deal that is neither given nor known. */
  readonly mover: string | null
  readonly move: string | null
}

/** Options of the classification, and the confidence level of intervals. */
export type BreakdownOptions = { readonly [key: string]: JsonValue }

/** An input file of the breakdown. */
export interface EvidenceFile {
  readonly role: 'scored' | 'audit'
  /** File name without folder; null for a stream. */
  readonly name: string | null
  readonly sha256: string
}

/** Shares of each label per deal and overall. */
export interface Breakdown {
  readonly schema: typeof BREAKDOWN_SCHEMA
  /** Id of the scoring model; null without posts. */
  readonly model: string | null
  /** The full scheme that posts were scored under; absent for the built-in scheme. */
  readonly scheme?: RecordedScheme
  readonly options: BreakdownOptions
  /** In descending order of posts, then by id. A post about two deals counts in both. */
  readonly deals: readonly DealBreakdown[]
  /** All posts, each once with its top-level label. */
  readonly overall: GroupBreakdown
  /** Counted posts without a deal; only `overall` includes them. */
  readonly unlinkedPostCount: number
  readonly audit: BreakdownAudit | null
  /** Captured and missing posts of the threads; null where no post carries a ledger. */
  readonly capture: BreakdownCapture | null
  /** Input files in reading order; absent without files. */
  readonly evidence?: readonly EvidenceFile[]
  /** The runs that made the labels, by the posts' `run`; absent without files. */
  readonly runs?: readonly RunOfPosts[]
}

/** A group whose verdict is still to come. */
export type CountedGroup<Group extends GroupBreakdown = GroupBreakdown> = Omit<Group, 'verdict'>

/** A breakdown before its verdicts and the bounds of its capture, which follow its audit. */
export interface CountedBreakdown extends Omit<Breakdown, 'deals' | 'overall' | 'capture'> {
  readonly deals: readonly CountedGroup<DealBreakdown>[]
  readonly overall: CountedGroup
}

/**
 * The audited share of one label among the captured posts, with its interval. In [0, 1]; sampling
 * error only.
 */
export interface ShareInterval extends ShareBound {
  readonly share: number
  readonly standardError: number
}
