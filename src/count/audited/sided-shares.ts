import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { auditedInterval } from '../../base/statistics/interval/exact-or-wilson.js'
import type { GroupAudit } from '../breakdown/breakdown-audit.js'

/**
 * Share of each side among the posts that take one. Given how many of a random sample do, those are a random sample of all that do: the interval
 * is that of their labels, and what the model saves is left out of it.
 *
 * @param shares of all labels
 * @returns null without a labelled side
 */
export function auditedSidedShares(
  sides: readonly string[],
  shares: ByLabel,
  { labelCounts, populationCount }: Pick<GroupAudit, 'labelCounts' | 'populationCount'>,
  confidenceLevel: number,
): GroupAudit['sidedShares'] {
  const sidedCount = sum(sides.map((side) => labelCounts[side] ?? 0))
  const sidedShare = sum(sides.map((side) => shares[side] ?? 0))
  if (sidedCount === 0 || sidedShare === 0) return null
  const rest = 1 - sidedCount / Math.max(sidedCount, sidedShare * populationCount)
  return sides.map((label) => {
    const share = (shares[label] ?? 0) / sidedShare
    const ofLabels = { labelShare: (labelCounts[label] ?? 0) / sidedCount, labelledSize: sidedCount }
    const { low, high } = auditedInterval(share, { ...ofLabels, effectiveSize: sidedCount / rest, designEffect: 1 }, confidenceLevel)
    return { label, share, low: Math.min(share, low), high: Math.max(share, high) }
  })
}
