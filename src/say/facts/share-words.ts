import { roundToTotal, sum } from '../../base/statistics/estimate/mean.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import {
  formatNumber,
  formatPercentRange,
  MIN_PERCENT_COUNT,
  roundOutwards,
} from '../../base/text/format-count.js'
import type { GroupBreakdown, ShareInterval } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

export { labelledCountOf } from '../../count/breakdown/breakdown-capture.js'

/**
 * The form of shares of a group: "55%" and "38% to 72%", or "7" and "5 to 9" with few posts. Ranges
 * are rounded outwards.
 *
 * @param count posts that the shares are of @param knownCount those of them that are not missing
 */
export function shareWords(count: number, knownCount = count) {
  const isPercent = knownCount >= MIN_PERCENT_COUNT
  return {
    isPercent,
    /** @param shares all parts of one whole */
    parts: (shares: readonly number[]): string[] => {
      const whole = roundParts(shares, isPercent ? 100 : count)
      return whole.map((value, index) =>
        isPercent ? percentOf(value, shares[index] ?? 0) : formatNumber(value),
      )
    },
    range: (bounds: Interval): string => {
      const { low, high } = roundOutwards(bounds, count)
      return isPercent
        ? formatPercentRange(bounds)
        : `${formatNumber(low)} to ${formatNumber(high)}`
    },
  }
}

/**
 * Parts of a whole in whole units, by largest remainder: 37 posts stay 37.
 *
 * @param unit makes a share of 1: 100 percent points, or the number of posts
 */
export function roundParts(shares: readonly number[], unit = 100): number[] {
  const quotas = shares.map((share) => share * unit)
  return roundToTotal(quotas, Math.round(sum(quotas)))
}

/** "48%"; "<1%" and ">99%" where rounding would claim none or all. */
export function percentOf(wholePercent: number, share: number): string {
  if (share > 0 && wholePercent === 0) return '<1%'
  return share < 1 && wholePercent === 100 ? '>99%' : `${wholePercent}%`
}

/** A share as cards and charts show it: audited, or else counted by the model. Shares in [0, 1]. */
export interface Estimate {
  readonly share: number
  /** Null without an interval, and for one of zero width. */
  readonly interval: ShareInterval | null
  /** The model's count beside an audited share; else null. */
  readonly counted: number | null
}

/** The share of a label in a group; null for a group without shares. */
export function estimateOf(
  {
    group,
    audit,
  }: {
    readonly group: Pick<GroupBreakdown, 'shares' | 'intervals'>
    readonly audit: GroupAudit | null
  },
  label: string,
): Estimate | null {
  const labelInterval = group.intervals.find((interval) => interval.label === label)
  const interval =
    labelInterval !== undefined && labelInterval.low < labelInterval.high ? labelInterval : null
  const counted = group.shares?.[label] ?? 0
  if (audit?.shares) return { share: audit.shares[label] ?? 0, interval, counted }
  return group.shares === null ? null : { share: counted, interval: null, counted: null }
}
