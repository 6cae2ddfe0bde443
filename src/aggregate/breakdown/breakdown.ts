import type { RecordedScheme } from '../../scheme/scheme-tag.js'
import type { ByLabel } from '../../scheme/stance-scheme.js'
import type { JsonValue } from '../../thread/post.js'
import type { BreakdownAudit } from './breakdown-audit.js'

/** What `schema` of a breakdown says. */
export const BREAKDOWN_SCHEMA = 'dealstance/breakdown@1'

/** What an interval is about: these captured posts, or the wider crowd of which their authors are a draw. */
export type Estimand = 'captured' | 'population'

/** Whole authors drawn with replacement; an interval of the share of posts. */
export const CLUSTER_BOOTSTRAP = 'cluster-bootstrap-percentile'
/** Wilson's score interval where every author counts once; an interval of the share of authors. */
export const WILSON_AUTHORS = 'wilson-authors'

/** Bounds that hold for certain: none, or all, of the posts without a label would take this one. Shares of all posts. */
export interface ShareBound {
  readonly label: string
  readonly low: number
  readonly high: number
}

/** How far a share may be off: shares in [0, 1], `low` <= `high`, of one estimand, method and label. */
export interface ShareInterval {
  readonly estimand: Estimand
  readonly method: string
  /** In (0, 1). */
  readonly confidenceLevel: number
  readonly label: string
  /** The audit's estimate, in [0, 1]; absent where the interval lies round the classifier's own `shares`. */
  readonly share?: number
  readonly low: number
  readonly high: number
  /** Of `share`; absent with it. */
  readonly standardError?: number
  /** True for the one interval of this estimand and label that is to be quoted; absent elsewhere, and without an audit. */
  readonly isHeadline?: true
}

/** How posts feel. The three shares sum to 1; see `SENTIMENT_THRESHOLD` for the borders. */
export interface SentimentSummary {
  readonly postCount: number
  /** In [-1, 1]. */
  readonly mean: number
  readonly negativeShare: number
  readonly neutralShare: number
  readonly positiveShare: number
}

/** A stretch of words that spoke for a side. */
export interface PhraseSummary {
  readonly phrase: string
  /** Posts in which it did. */
  readonly postCount: number
  /** Sum of its evidence weights over those posts. */
  readonly weight: number
}

/** Counts and shares of one set of posts. */
export interface GroupBreakdown {
  readonly postCount: number
  /** How many of the posts are roots. */
  readonly rootCount: number
  /** Known authors, each once. */
  readonly authorCount: number
  /** Posts without a known author. */
  readonly unknownAuthorCount: number
  readonly unsureCount: number
  readonly unscoredCount: number
  /** Shares of the posts with a label, sum 1; null when there is none. */
  readonly shares: ByLabel | null
  /** Shares of the posts that take a side, by side, sum 1; null when there is none. */
  readonly sidedShares: ByLabel | null
  readonly bounds: readonly ShareBound[]
  readonly intervals: readonly ShareInterval[]
  /** `mean` is null without posts, `byLabel` null for a label without posts. */
  readonly sentiment: { readonly mean: number | null; readonly byLabel: ByLabel<SentimentSummary | null> }
  /** By side, strongest first. */
  readonly phrases: ByLabel<readonly PhraseSummary[]>
  readonly cautions: readonly string[]
}

/** What a breakdown says of a deal. */
export interface DealInfo {
  readonly mover: string
  readonly move: string
}

export interface DealBreakdown extends GroupBreakdown {
  readonly dealId: string
  /** Null for a deal that the catalogue does not hold. */
  readonly mover: string | null
  readonly move: string | null
}

/** Which posts count: all, or all but the roots that have replies. */
export type CountedPosts = 'posts' | 'replies'

/** Whether posts of the same words count one by one, or each text once. */
export type CountedDuplicates = 'all' | 'once'

/** How to count. With the same posts and the same options a breakdown has the same bytes. */
export interface AggregateOptions {
  readonly count: CountedPosts
  /** Default `all`, and then absent. */
  readonly countDuplicates?: CountedDuplicates
  /** In (0, 1). */
  readonly confidenceLevel: number
  readonly resampleCount: number
  readonly seed: number
  /** Most phrases listed per side. */
  readonly phraseCount: number
}

/** {@link AggregateOptions}, and what the caller adds of its own, such as the options of the classification. */
export interface BreakdownOptions extends AggregateOptions {
  readonly [key: string]: JsonValue
}

/** A file that numbers were computed from. */
export interface EvidenceFile {
  readonly role: 'scored' | 'audit'
  /** Without its folder; null for a stream. */
  readonly name: string | null
  /** Of its bytes, 64 hex digits. */
  readonly sha256: string
}

/** Shares of each label per deal and overall, with how they were counted and how sure they are. */
export interface Breakdown {
  readonly schema: typeof BREAKDOWN_SCHEMA
  /** Id of the model that scored the posts; null without posts. */
  readonly model: string | null
  /** The labels that posts were scored under, in full; absent for those that ship. */
  readonly scheme?: RecordedScheme
  readonly options: BreakdownOptions
  /** Most posts first, equal ones by id. A post about two deals stands in both. */
  readonly deals: readonly DealBreakdown[]
  /** Every post once, with its top-level label. */
  readonly overall: GroupBreakdown
  /** Counted posts that are tied to no deal; they stand in `overall` alone. */
  readonly unlinkedPostCount: number
  /** What a person's labels on a sample add; null as long as nobody looked. */
  readonly audit: BreakdownAudit | null
  /** What was captured of the threads, and what is missing: a `BreakdownCapture`; null when no post carries a ledger. */
  readonly capture: { readonly [key: string]: JsonValue } | null
  /** In the order in which the files were read; absent where the numbers come from no file. `verify` recomputes them from these. */
  readonly evidence?: readonly EvidenceFile[]
}
