import { sum } from '../../base/statistics/estimate/mean.js'
import { hypergeometricInterval } from '../../base/statistics/interval/hypergeometric.js'
import type { ShareInterval } from '../breakdown/breakdown.js'

export const CONFIDENCE_LEVEL = 0.95

export interface SampleCounts {
  readonly populationCount: number
  /** Units with each label, in the order of the scheme. */
  readonly hitCounts: readonly number[]
  readonly missingCount: number
  /** Of the missing, those that can still get a label: skipped or undecided. Default: 0. */
  readonly pendingCount?: number
}

/**
 * Shares k of n with their 95 % mid-P hypergeometric intervals, one formula for every count.
 * Missing labels of a sample are set to none and to all of each label; where all were read, the
 * unreadable are a part of all. Without sampling error and pending labels, low and high are equal.
 *
 * @param counts at least one label
 * @see Berry and Armitage (1995), The Statistician 44:417; Horowitz and Manski (2000), JASA 95:77
 */
export function shareIntervals(counts: SampleCounts, labels: readonly string[]): ShareInterval[] {
  const { populationCount, hitCounts, missingCount, pendingCount = 0 } = counts
  const labelledCount = sum(hitCounts)
  const sampleCount = labelledCount + missingCount
  const boundsOf = (hits: number) =>
    hypergeometricInterval(hits, sampleCount, populationCount, CONFIDENCE_LEVEL)
  const isAllRead = sampleCount === populationCount
  const unknownCount = isAllRead ? pendingCount : missingCount
  const knownCount = isAllRead ? populationCount - pendingCount : labelledCount
  return labels.map((label, index): ShareInterval => {
    const hits = hitCounts[index] ?? 0
    const share = hits / knownCount
    const { low } = boundsOf(hits)
    const { high } = boundsOf(hits + unknownCount)
    const variance =
      (share * (1 - share) * (1 - sampleCount / populationCount)) / Math.max(1, labelledCount - 1)
    return {
      label,
      share,
      low: Math.min(low, share),
      high: Math.max(high, share),
      standardError: Math.sqrt(variance),
    }
  })
}
