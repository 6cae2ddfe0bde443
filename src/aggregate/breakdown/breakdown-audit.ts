import type { ByLabel } from '../../scheme/stance-scheme.js'
import type { ShareInterval } from './breakdown.js'

/** The classifier's count of labels, plus the mean error that the audit found. Estimand `captured`. */
export const DIFFERENCE = 'difference'
/** The same with calibrated probabilities, used as far as the audit shows that they help (lambda in [0, 1]). Estimand `captured`; what to quote. */
export const POWER_TUNED = 'ppi++'
/** The same with calibrated probabilities in full (lambda 1), each labelled post weighted by 1 / its inclusion probability. Estimand `captured`. */
export const DESIGN_WEIGHTED = 'dsl'
/** Authors and threads as clusters, t with G - 1. Estimand `population`. */
export const CLUSTER_AUTHOR_THREAD = 'cluster-author-thread'
/** Authors alone as clusters, where threads are fewer than 10. Estimand `population`. */
export const CLUSTER_AUTHOR = 'cluster-author'

/** What an audit adds to a breakdown. */
export interface BreakdownAudit {
  /** SHA-256 of the audit file, hex; null when the audit did not come from a file. */
  readonly sha256: string | null
  /** SHA-256 of the scored file that the sample was drawn from, hex. */
  readonly scoredSha256: string
  readonly method: 'uniform' | 'stratified'
  /** Posts that were to be drawn, over all deals. */
  readonly size: number
  readonly seed: number
  /** The method whose `captured` interval is to be quoted. */
  readonly headlineMethod: string
  /** What stands for a post's labels in the tuned forms: its calibrated probabilities, or its label where there are none. */
  readonly proxy: 'probability' | 'label'
  /** Drawn posts over all deals, by what came of them. */
  readonly counts: AuditCounts
  /** Posts that each coder labelled, most first. */
  readonly coders: readonly { readonly coder: string; readonly labelledCount: number }[]
  readonly agreement: AuditAgreement
  /** In the order of the breakdown's deals, those of which at least one post was drawn. */
  readonly deals: readonly DealAudit[]
  /** Every post once, with its first deal; null when too few of them were labelled. */
  readonly overall: GroupAudit | null
  /** First minus second, for every two of the deals above (the ten largest). */
  readonly dealDifferences: readonly DealDifference[]
  /** Between the two dates asked for, in each deal above and overall; empty when none were. */
  readonly dateDifferences: readonly DateDifference[]
}

/** What came of the posts that were drawn; the last three sum to the first. */
export interface AuditCounts {
  readonly drawnCount: number
  /** Have a label in force: adjudicated, agreed, or of the majority. */
  readonly labelledCount: number
  /** Skipped, or not reached. */
  readonly skippedCount: number
  /** Coders are tied and nobody has adjudicated. */
  readonly undecidedCount: number
}

/** Agreement before adjudication. A number that is undefined is null, and `reason` says why. */
export interface AuditAgreement {
  /** Units labelled by two coders or more. */
  readonly doubleCodedCount: number
  /** Krippendorff's alpha, nominal. */
  readonly alpha: number | null
  /** Bootstrap over units; null with alpha, or when too many resamples have none. */
  readonly alphaInterval: { readonly confidenceLevel: number; readonly low: number; readonly high: number } | null
  /** Share of pairs of labels on one unit that are the same, each unit with one vote. */
  readonly agreementShare: number | null
  /** Cohen's, of exactly two coders on the units that both labelled. */
  readonly kappa: number | null
  /** One sentence for each number that is null. */
  readonly reasons: readonly string[]
}

/** The audit of one group of posts. Its intervals stand among the `intervals` of the group. */
export interface GroupAudit extends AuditCounts {
  /** Posts that the sample speaks for: all of the group, also those that the classifier gave no label. */
  readonly populationCount: number
  readonly isCensus: boolean
  /** Labelled posts to which the classifier gave another label. */
  readonly errorCount: number
  /** Labelled posts to which the classifier gave none. */
  readonly unansweredCount: number
  /** Hand labels, by label; counts of the sample, no estimate. */
  readonly labelCounts: ByLabel
  /** Point estimates of the headline method, sum 1; null when fewer than two posts were labelled. */
  readonly shares: ByLabel | null
  /** In [0, 1], how far the proxy was used for each label; null with `shares`. */
  readonly lambda: ByLabel | null
  /** What the `population` intervals are clustered by, and how many clusters each has; null when there are none. */
  readonly clusters: { readonly authorCount: number; readonly threadCount: number; readonly by: readonly ('author' | 'thread')[] } | null
  /** Null with `shares`. */
  readonly sensitivity: Sensitivity | null
  /** The same shares counted in other units, headline method, estimand `captured`; empty with `shares` null. */
  readonly countingUnits: readonly CountingUnit[]
  /** Null with `shares`, or when there are fewer than two authors. */
  readonly fragility: Fragility | null
}

export interface DealAudit extends GroupAudit {
  readonly dealId: string
}

/**
 * What other ways to count say, without an interval and not to be quoted: classify and count, probabilistic classify and
 * count, the same two corrected by the confusions seen in the audit, and expectation maximisation.
 */
export interface Sensitivity {
  readonly methods: readonly { readonly method: 'CC' | 'PCC' | 'ACC' | 'PACC' | 'EMQ'; readonly shares: ByLabel }[]
  /** Labels for which a method falls outside the quoted interval. */
  readonly partedLabels: readonly string[]
  /** One sentence; null when none parts. */
  readonly warning: string | null
}

/** Shares when something other than posts has one vote each. */
export interface CountingUnit {
  /** `engagement`: a post and everything counted on it (likes, reposts, quotes, replies) have one vote each. */
  readonly unit: 'post' | 'author' | 'thread' | 'engagement'
  /** How many there are: posts, authors (unknown ones each once), threads, or votes. */
  readonly unitCount: number
  /** Kish: the number of posts of equal weight that would say as much. */
  readonly effectiveSize: number
  readonly estimates: readonly { readonly label: string; readonly share: number; readonly low: number; readonly high: number }[]
}

/** How far the shares lean on single accounts: the change when their posts are left out, in [-1, 1]. */
export interface Fragility {
  readonly authorCount: number
  /** Of the one known author whose absence changes the label's share most. */
  readonly leaveOneOut: readonly { readonly label: string; readonly change: number; readonly postCount: number }[]
  readonly loudest: {
    /** Five, or fewer where there are fewer. */
    readonly authorCount: number
    readonly postCount: number
    readonly changes: readonly { readonly label: string; readonly change: number }[]
  }
}

/** First share minus second, in [-1, 1], with its own interval; headline method in both. */
export interface ShareDifference extends Omit<ShareInterval, 'share'> {
  readonly difference: number
}

/** How much shares differ between two deals. */
export interface DealDifference {
  readonly firstDealId: string
  readonly secondDealId: string
  readonly differences: readonly ShareDifference[]
}

/** How much shares differ between the posts of two dates. */
export interface DateDifference {
  /** Null for all posts, each once. */
  readonly dealId: string | null
  /** Beginning of an ISO 8601 date, such as 2026-03-14, 2026-03 or 2026. */
  readonly firstDate: string
  readonly secondDate: string
  /** Posts of each, and how many of them were labelled. */
  readonly first: { readonly populationCount: number; readonly labelledCount: number }
  readonly second: { readonly populationCount: number; readonly labelledCount: number }
  /** Second minus first; empty when one of the two has fewer than two labelled posts. */
  readonly differences: readonly ShareDifference[]
}
