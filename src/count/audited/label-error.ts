import { sum } from '../../base/statistics/estimate/mean.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import type { GroupAudit } from '../breakdown/breakdown-audit.js'

/** Assumed error rate of the labels of one coder without double coding. Choice: coders with an alpha of .7 err as often. */
const UNCHECKED_ERROR = 0.1
/** Weight of the assumed rate, in doubly labelled units. A few that agree by chance do not prove an error-free coder. */
const PRIOR_COUNT = 10

/**
 * Error rate of the labels in force, from double coding. Coders with independent, even errors differ on 1 - (1 - e)² - e² / (k - 1) of k
 * labels. An agreed label is wrong where both err alike; a settled one as often as one coder's. Errors that coders share do not show.
 *
 * @see Rogan and Gladen (1978), Estimating prevalence from the results of a screening test, American Journal of Epidemiology 107:71
 */
export function labelErrorOf(audit: Pick<GroupAudit, 'agreement' | 'labelledCount' | 'settledBy'>, labelCount: number): number {
  const { agreement, labelledCount, settledBy } = audit
  const { doubleCodedCount, unanimousCount, agreementShare } = agreement
  const scale = labelCount / (labelCount - 1)
  const differingShare =
    (UNCHECKED_ERROR * (2 - scale * UNCHECKED_ERROR) * PRIOR_COUNT + (1 - (agreementShare ?? 1)) * doubleCodedCount) /
    (PRIOR_COUNT + doubleCodedCount)
  const ofOne = (1 - Math.sqrt(Math.max(0, 1 - scale * differingShare))) / scale
  const ofTwo = ofOne ** 2 / (labelCount - 1) / (1 - differingShare || 1)
  const agreedCount = Math.min(unanimousCount, labelledCount - sum(settledBy.map(({ count }) => count)))
  return labelledCount === 0 ? ofOne : ((labelledCount - agreedCount) * ofOne + agreedCount * ofTwo) / labelledCount
}

/** Widens an interval by the shares that are possible if this part of the labels, spread evenly, is wrong. */
export function widenByError({ low, high }: Interval, error: number, labelCount: number): Interval {
  const righted = (share: number): number =>
    Math.min(1, Math.max(0, (share - error / (labelCount - 1)) / (1 - (error * labelCount) / (labelCount - 1) || 1)))
  return { low: Math.min(low, righted(low)), high: Math.max(high, righted(high)) }
}

/** Standard deviation of the lead, in votes, that label errors alone give one of two tied sides. */
export function errorSpread(
  error: number,
  { postCount, sidedCount, labelCount }: { readonly postCount: number; readonly sidedCount: number; readonly labelCount: number },
): number {
  const toOne = error / (labelCount - 1)
  const ofSided = 1 - (labelCount - 2) * toOne - (1 - error - toOne) ** 2
  return Math.sqrt(sidedCount * ofSided + (postCount - sidedCount) * 2 * toOne)
}
