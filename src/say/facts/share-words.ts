import { sum } from '../../base/statistics/estimate/mean.js'
import { roundToTotal } from '../../base/statistics/estimate/round-to-total.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import {
  formatNumber,
  formatPercent,
  formatPercentRange,
  MIN_PERCENT_COUNT,
  roundOutwards,
  toPercent,
} from '../../base/text/format-count.js'
import type { ShareInterval } from '../../count/breakdown/breakdown.js'
import { labelledCountOf } from '../../count/breakdown/breakdown-capture.js'
import type { Subject } from './subject.js'

/**
 * The form of shares: "55%" and "38% to 72%", or "7" and "5 to 9" with few posts.
 *
 * @param count posts that the shares are of
 * @param knownCount those that are not missing
 */
export function shareWords(count: number, knownCount = count) {
  const isPercent = knownCount >= MIN_PERCENT_COUNT
  return {
    isPercent,
    /** @param shares all parts of one whole */
    parts: (shares: readonly number[]): string[] =>
      isPercent ? shares.map(formatPercent) : countsOf(shares, count).map(formatNumber),
    range: (bounds: Interval): string => {
      const { low, high } = roundOutwards(bounds, count)
      return isPercent
        ? formatPercentRange(bounds)
        : `${formatNumber(low)} to ${formatNumber(high)}`
    },
  }
}

/** The posts behind shares of one whole, by largest remainder: 37 posts stay 37. */
export function countsOf(shares: readonly number[], postCount: number): number[] {
  const quotas = shares.map((share) => share * postCount)
  return roundToTotal(quotas, Math.round(sum(quotas)))
}

/**
 * Shares in percentage points or in posts. Each percentage is rounded alone: a printed one is true,
 * and three may sum to 99 or 101.
 */
export const valuesOf = (shares: readonly number[], { isPercent, count }: ShareForm): number[] =>
  isPercent ? shares.map(toPercent) : countsOf(shares, count)

type ShareForm = Pick<ShareTable, 'isPercent' | 'count'>

/** A share in [0, 1]: audited, or else counted by the model. */
export interface ShareRow {
  readonly label: string
  readonly share: number
  /** Null without an interval, and for one of zero width. */
  readonly interval: ShareInterval | null
  /** "44%", or "15" with few posts. */
  readonly text: string
  /** "24% to 38%"; null without an interval. */
  readonly range: string | null
}

/** The shares of a subject in the order of its scheme. */
export interface ShareTable {
  /** Empty where no post got a label. */
  readonly rows: readonly ShareRow[]
  /** Posts that the shares are of. */
  readonly count: number
  readonly isPercent: boolean
}

export function readShares({ group, audit, scheme: { labels } }: Subject): ShareTable {
  const count = audit === null ? labelledCountOf(group) : group.postCount
  const { isPercent, parts, range } = shareWords(count)
  const byLabel = audit?.shares ?? group.shares
  const shares = byLabel === null ? [] : labels.map((label) => byLabel[label] ?? 0)
  const texts = parts(shares)
  const rows = shares.map((share, index): ShareRow => {
    const label = labels[index] as string
    const text = texts[index] as string
    const interval =
      group.intervals.find((one) => one.label === label && one.low < one.high) ?? null
    return { label, share, interval, text, range: interval && range(interval) }
  })
  return { rows, count, isPercent }
}
