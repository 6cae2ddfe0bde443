import type { Shortfall } from '../audited/readiness.js'
import type { ShareInterval } from '../breakdown/breakdown.js'

/** The value of `schema` in a change report. */
export const CHANGE_SCHEMA = 'dealstance/change@1'

/** Causes of change between two runs. */
export const CHANGE_CAUSES = ['new', 'deleted', 'edited', 'linked', 'judged', 'audited'] as const

/**
 * - `new`: posts of only the later run.
 * - `deleted`: posts of only the earlier run, including those of which the platform left an empty node.
 * - `edited`: posts with a different text, role or parent.
 * - `linked`: other posts with different deals, or the same deals in a different order.
 * - `judged`: other posts with a different label or probabilities, because of the model, its options or the context.
 * - `audited`: the hand labels, the posts drawn for them, and whether there is an audit at all.
 */
export type ChangeCause = (typeof CHANGE_CAUSES)[number]

/** Number of posts that each cause affects; `audited` counts units with a different outcome. A post can count as both linked and judged. */
export type CauseCounts = Readonly<Record<ChangeCause, number>>

/** The change of shares between two runs, by group, and how many posts each cause affects. */
export interface ChangeReport {
  readonly schema: typeof CHANGE_SCHEMA
  readonly from: RunSummary
  readonly to: RunSummary
  /** Deals in the order of the later breakdown, then deals of only the earlier one, then all posts (dealId null). */
  readonly groups: readonly GroupChange[]
}

/** The inputs of a run. */
export interface RunSummary {
  /** Null without posts. */
  readonly model: string | null
  readonly postCount: number
  readonly isAudited: boolean
}

/** The change of the shares of one deal, or of all posts. */
export interface GroupChange {
  /** Null for all posts, each counted once. */
  readonly dealId: string | null
  /** What the deal is called; its id where nobody knows its move, null for all posts. */
  readonly title: string | null
  /** Null for all posts, and for a deal outside the catalogue. */
  readonly mover: string | null
  readonly fromPostCount: number
  readonly toPostCount: number
  /** Posts to which the classifier gave a label: those that the counted shares are of. */
  readonly fromLabelledCount: number
  readonly toLabelledCount: number
  /** Number of posts that each cause affects; `audited` counts drawn posts with a different outcome. */
  readonly causeCounts: CauseCounts
  /** Changes of the classifier's counts. */
  readonly counted: readonly LabelChange[]
  /** What each run lacks before its shares may be printed; null where they may. */
  readonly fromMissing: Shortfall | null
  readonly toMissing: Shortfall | null
  /** Whether the later run has new posts and is the same otherwise: no earlier post is gone, different, or judged otherwise by the model or by hand. */
  readonly isOnlyGrown: boolean
  /** Changes of the audited shares; empty unless those of both runs may be printed. */
  readonly headline: readonly LabelChange[]
}

/** The change of one label's share. Shares in [0, 1], changes in [-1, 1]. */
export interface LabelChange {
  readonly label: string
  /** Null where the run has no post with a label in this group; `change` is then null as well. */
  readonly from: number | null
  readonly to: number | null
  readonly change: number | null
  /** Intervals of `from` and `to`; null where the breakdown has none. */
  readonly fromInterval: QuotedInterval | null
  readonly toInterval: QuotedInterval | null
  /** Whether `to` is in `fromInterval`; null where the two shares or intervals are not comparable. */
  readonly isWithinInterval: boolean | null
}

/** The interval quoted with a share: bounds in [0, 1]. */
export type QuotedInterval = Pick<ShareInterval, 'estimand' | 'method' | 'confidenceLevel' | 'low' | 'high'>
