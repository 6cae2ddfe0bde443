import { normalQuantile } from '../../base/statistics/interval/normal-quantile.js'
import { labelsNeeded } from '../../count/audit/draw/plan-audit.js'
import { MIN_QUOTED_COUNT } from '../../count/audited/quotable.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

/** Of a label that half of the posts take: the most that it can be. */
const MOST_VARIANCE = 0.25
/** From this many labels on, what they show of the classifier's errors is trusted; as in `planAudit`. */
const MIN_LABELLED_COUNT = 30

/** Labels that a group needs, all in all, by the formula of `planAudit`; never fewer than are quoted from. */
export interface NeededLabels {
  /** If the classifier goes on erring as in the labels so far; without help of the classifier where these are too few to tell. */
  readonly count: number
  readonly basis: 'labels' | 'hand'
  /** Sample over all deals that gives the group as many. */
  readonly size: number
  /** The size as an option of audit: "--size 60", "--size all". */
  readonly option: string
}

export interface NeededOptions {
  readonly postCount: number
  /** As a share in (0, 0.5]. */
  readonly halfWidth: number
  readonly confidenceLevel: number
  /** The labels so far and the largest standard error that they left; null where there are none. */
  readonly soFar: { readonly audit: GroupAudit; readonly standardError: number } | null
}

export function neededLabels(breakdown: Breakdown, { postCount, halfWidth, confidenceLevel, soFar }: NeededOptions): NeededLabels {
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  const need = (variance: number): number => labelsNeeded({ variance, unitCount: postCount, halfWidth, zScore })
  const labelledCount = soFar?.audit.labelledCount ?? 0
  const basis = labelledCount >= MIN_LABELLED_COUNT ? 'labels' : 'hand'
  const wanted = need(basis === 'labels' && soFar ? shownVariance(soFar.standardError, soFar.audit) : MOST_VARIANCE)
  const count = Math.min(postCount, Math.max(wanted, labelledCount + 1, MIN_QUOTED_COUNT))
  const unitCount = breakdown.deals.reduce((sum, deal) => sum + deal.postCount, breakdown.unlinkedPostCount)
  const size = Math.min(unitCount, Math.ceil((count * unitCount) / postCount))
  return { count, basis, size, option: `--size ${size === unitCount ? 'all' : Math.max(size, (breakdown.audit?.size ?? 0) + 1)}` }
}

/** The variance that a standard error speaks of: finite-population correction and pseudo-residuals taken out again. */
function shownVariance(standardError: number, { labelledCount, populationCount }: GroupAudit): number {
  const guarded = (standardError ** 2 * labelledCount * populationCount) / (populationCount - labelledCount)
  return Math.max(0, (guarded * (labelledCount + 3) - 2) / (labelledCount - 1))
}
