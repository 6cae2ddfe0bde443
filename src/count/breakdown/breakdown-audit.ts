import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import type { ConfusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import type { NodeKind } from '../../base/thread/post.js'
import type { LearntRecord } from '../../judge/learn/cross-fitted-labels.js'
import type { CoderKind } from '../audit/audit.js'
import type { CoderRecord } from '../audit/coder-records.js'
import type { ThreadPlace } from '../thread/thread-address.js'

export const BY_LABELS = 'hypergeometric-mid-p'
/** Method of shares that a model helps to estimate: power-tuned prediction-powered inference. */
export const POWER_TUNED = 'ppi++'

/** A comparison of two sides. Shares and differences in [-1, 1]. */
export interface Lead {
  /** The side with the larger share; the first of the scheme in a tie. */
  readonly ahead: string
  readonly behind: string
  readonly difference: number
  readonly low: number
  readonly high: number
  /** `unclear`: the labels do not show which side is larger; `few`: too few posts to say. */
  readonly word: 'more' | 'unclear' | 'few'
  /** One side has more, but not without this. */
  readonly without?: {
    readonly one: 'account' | 'text'
    readonly postCount: number
    /** Labels of the other posts, for the side ahead and the one behind. */
    readonly otherCounts: readonly number[]
    readonly rest: Rest
  }
}

/** Why a lead falls without them; `few`: too few posts are left. */
export type Rest = 'few' | 'close' | 'turned'

/** An audit as a breakdown records it. */
export interface BreakdownAudit {
  /** SHA-256 of the audit file, hex; null when the audit did not come from a file. */
  readonly sha256: string | null
  /** SHA-256 of the scored files, hex; null if the posts did not come from a file. */
  readonly scoredSha256: string | null
  readonly size: number
  readonly seed: number
  readonly headlineMethod: string
  /** Reason of those who cite for accepting suspect labels. */
  readonly acceptedAgreement?: string
  /** Reason of those who cite why posts are on a company that none of them names. */
  readonly acceptedUnnamed?: string
  /** Other words of the move, under which its labels were given. */
  readonly acceptedWording?: string
  /** The labels that the model learnt. Each labelled unit was predicted without its label. */
  readonly learnt?: LearntRecord
  readonly counts: AuditCounts
  /** Most labels first. */
  readonly coders: readonly CoderRecord[]
  readonly origin: LabelOrigin
  readonly agreement: CoderAgreement
  /** Deals with at least one drawn post, in the order of the breakdown. */
  readonly deals: readonly DealAudit[]
  /** All posts, each once with its first deal; null with too few labelled posts. */
  readonly overall: GroupAudit | null
}

/** Outcomes of the drawn units; the others sum to the first. */
export interface AuditCounts {
  readonly drawnCount: number
  readonly labelledCount: number
  readonly openCount: number
  readonly skippedCount: number
  readonly unclearCount: number
  readonly undecidedCount: number
}

/** Agreement of coders before adjudication. Undefined numbers are null. */
export interface CoderAgreement {
  readonly doubleCodedCount: number
  readonly unanimousCount: number
  /** Undisputed labels that are marked unsure; absent for none. */
  readonly doubtCount?: number
  /** Labels that were given for another move; absent for none. */
  readonly carriedCount?: number
  /** Krippendorff's alpha, nominal, and its 95 % interval. */
  readonly alpha: number | null
  readonly alphaInterval: Interval | null
  readonly byLabel: readonly {
    readonly label: string
    readonly alpha: number | null
    readonly alphaInterval: Interval | null
  }[]
}

/**
 * A known author with 10 % or more of the posts, and at least two; the company, and whoever opened
 * the only thread, with any.
 */
export interface LargeAccount {
  readonly postCount: number
  readonly isMover?: true
  readonly isOpener?: true
  /** Spellings of its name, by case and marks; absent for one. */
  readonly spellingCount?: number
  readonly otherLabelCounts: ByLabel
  /** True if a side is ahead, but not without an account of as many posts. */
  readonly isDeciding?: true
}

/** The audit of one group of posts. Its intervals are among the group's `intervals`. */
export interface GroupAudit extends AuditCounts {
  readonly coders: readonly { readonly coder: string; readonly labelledCount: number }[]
  readonly agreement: CoderAgreement
  /** Posts that name neither of two moves, with another label for each; absent for none. */
  readonly apartCount?: number
  /** Posts of the file, where a user's column ties some, not all, of them to the deal. */
  readonly fileCount?: number
  readonly settledBy: readonly { readonly coder: string; readonly count: number }[]
  readonly largeAccounts: readonly LargeAccount[]
  /** Absent where no model labelled the posts. */
  readonly modelAgreement?: ModelAgreement
  readonly populationCount: number
  readonly threadCount: number
  readonly place?: ThreadPlace
  /** True if readers looked at all posts. */
  readonly isCensus: boolean
  readonly errorCount: number
  /** Labelled posts by label of the coders (rows) and of the model, as in `labelCounts`. */
  readonly confusion: ConfusionMatrix
  readonly labelCounts: ByLabel
  /**
   * Sum 1, or less in a census with posts that have no label; null with fewer than two labelled
   * posts, and for posts of several samples.
   */
  readonly shares: ByLabel | null
  readonly lead: Lead | null
  /** The label clearly above half, also without any one account or text. */
  readonly most: string | null
  /** Cross-fitted R² of a model's help, and the labels that would say as much without it. */
  readonly assisted?: { readonly explained: number; readonly worth: number }
}

export interface DealAudit extends GroupAudit {
  readonly dealId: string
}

/** The coders, the seed and the corrections. */
export interface LabelOrigin {
  readonly labelsBy: { readonly [Kind in CoderKind]: number }
  readonly isSeedChosen: boolean
  readonly round?: number
  readonly sizesBefore: readonly number[]
  /** ISO 8601; absent where no time is known. */
  readonly labelled?: { readonly first: string; readonly last: string }
  readonly correctedCount: number
  readonly setAside: { readonly [Kind in NodeKind]?: number }
}

/** Number of labels equal to the model's likeliest ones. */
export interface ModelAgreement {
  readonly judgedCount: number
  readonly equalCount: number
  /** True if the labels were given one after the other, and not in one import. */
  readonly isOneByOne: boolean
  /** Share that random labels of the same frequencies would equal. */
  readonly randomShare: number
}
