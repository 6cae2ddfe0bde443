import type { ShareInterval } from '../breakdown/breakdown.js'
import type { CauseCounts, ChangeCause } from './mix-runs.js'

/** What `schema` of a change report says. */
export const CHANGE_SCHEMA = 'dealstance/change@1'

/** Why the shares of two runs differ, group by group. */
export interface ChangeReport {
  readonly schema: typeof CHANGE_SCHEMA
  /** How parts are found: the mean over all orders in which the causes can set in. */
  readonly method: 'shapley'
  readonly from: RunSummary
  readonly to: RunSummary
  /** Deals in the order of the later breakdown, then those of the earlier alone, then all posts, each once (dealId null). */
  readonly groups: readonly GroupChange[]
}

/** What a run was counted from. */
export interface RunSummary {
  /** Null without posts. */
  readonly model: string | null
  readonly postCount: number
  readonly isAudited: boolean
}

/** Why the shares of one deal, or of all posts, differ between two runs. */
export interface GroupChange {
  /** Null for all posts, each once. */
  readonly dealId: string | null
  /** Null for all posts, and for a deal that the catalogue does not hold. */
  readonly mover: string | null
  readonly fromPostCount: number
  readonly toPostCount: number
  /** Posts that each cause touches; `audited` counts drawn posts with another outcome. */
  readonly causeCounts: CauseCounts
  /** The classifier's counts. */
  readonly counted: readonly LabelChange[]
  /** What is quoted: the audit's estimate where a run has one, else the classifier's counts. Empty when neither run has one. */
  readonly headline: readonly LabelChange[]
}

/** How the share of one label moved. Shares in [0, 1], changes in [-1, 1]. */
export interface LabelChange {
  readonly label: string
  /** Null where the run has no post with a label in this group; `change` and `parts` are then null, too. */
  readonly from: number | null
  readonly to: number | null
  readonly change: number | null
  /** By cause; they sum to `change` up to floating-point rounding. */
  readonly parts: Readonly<Record<ChangeCause, number>> | null
  /** Around `from` and `to`: of the audit's estimate, else of the classifier's counts; null where the breakdown has none. */
  readonly fromInterval: QuotedInterval | null
  readonly toInterval: QuotedInterval | null
  /** Whether `to` lies in `fromInterval`; null where the two shares or their intervals are not of one kind. */
  readonly isWithinInterval: boolean | null
}

/** The interval that was to be quoted with a share: bounds in [0, 1]. */
export type QuotedInterval = Pick<ShareInterval, 'estimand' | 'method' | 'confidenceLevel' | 'low' | 'high'>
