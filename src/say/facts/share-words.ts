import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import {
  formatNumber,
  formatPercent,
  formatPercentRange,
  MIN_PERCENT_COUNT,
  roundOutwards,
} from '../../base/text/format-count.js'
import type { GroupBreakdown, ShareInterval } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

export { labelledCountOf } from '../../count/breakdown/breakdown-capture.js'

/**
 * The form of shares of a group: "55%" and "38% to 72%", or "7" and "5 to 9" with few posts. Ranges are rounded outwards.
 *
 * @param count posts that the shares are of @param knownCount those of them that are not missing
 */
export function shareWords(count: number, knownCount = count) {
  const isPercent = knownCount >= MIN_PERCENT_COUNT
  return {
    isPercent,
    share: (share: number): string =>
      isPercent ? formatPercent(share) : formatNumber(Math.round(share * count)),
    range: (bounds: Interval): string => {
      const { low, high } = roundOutwards(bounds, count)
      return isPercent ? formatPercentRange(bounds) : `${low} to ${high}`
    },
  }
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
  const found = group.intervals.find((interval) => interval.label === label)
  const interval = found !== undefined && found.low < found.high ? found : null
  const counted = group.shares?.[label] ?? 0
  if (audit?.shares) return { share: audit.shares[label] ?? 0, interval, counted }
  return group.shares === null ? null : { share: counted, interval: null, counted: null }
}
