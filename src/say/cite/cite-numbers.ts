import { formatLevel, formatPercentRange, formatPercent as formatShortPercent, roundOutwards } from '../../base/text/format-count.js'
import type { ShareInterval } from '../../count/breakdown/breakdown.js'

export { formatLevel, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'

/** A share as it is to be quoted, with the numbers behind it: shares in [0, 1]. */
export interface QuotedShare {
  readonly label: string
  readonly share: number
  readonly low: number
  readonly high: number
  /** The longer of the two arms of the interval. */
  readonly margin: number
  readonly standardError: number
  readonly printed: PrintedShare
}

/** The same as it stands in print. */
export interface PrintedShare {
  /** Result to the nearest whole point, never "0%" or "100%" for less than all: "48%", "less than 1%". */
  readonly percent: string
  /** Bounds in whole points, outwards, so that they hold the computed ones. */
  readonly lowPercent: number
  readonly highPercent: number
  /** To the nearest half point; half a point at least unless there is none. */
  readonly marginPoints: number
  /** Posts: the nearest whole number, and bounds outwards. */
  readonly count: number
  readonly lowCount: number
  readonly highCount: number
}

/** Added before a bound is rounded outwards: a bound that is whole on paper, of percent or of posts, must not move to the next whole number. */
const SLACK = 1e-9
const COUNT_SLACK = 1e-7

/**
 * @param populationCount posts that the share is of
 * @see AP Stylebook on polls, older text: margins to the nearest half point, results to the nearest whole point
 */
export function quoteShare({ label, share, low, high, standardError }: HeadlineInterval, populationCount: number): QuotedShare {
  const margin = Math.max(share - low, high - share)
  return { label, share, low, high, margin, standardError, printed: printShare({ share, low, high }, populationCount) }
}

/** A headline interval has both. */
export type HeadlineInterval = ShareInterval & Required<Pick<ShareInterval, 'share' | 'standardError'>>

function printShare({ share, low, high }: { share: number; low: number; high: number }, populationCount: number): PrintedShare {
  const whole = roundOutwards({ low, high })
  return {
    percent: formatPercent(share),
    lowPercent: whole.low,
    highPercent: whole.high,
    marginPoints: roundMargin(Math.max(share - low, high - share)),
    count: Math.round(share * populationCount),
    lowCount: Math.max(0, Math.floor(low * populationCount + COUNT_SLACK)),
    highCount: Math.min(populationCount, Math.ceil(high * populationCount - COUNT_SLACK)),
  }
}

/** "48%"; "less than 1%" and "more than 99%" where rounding would claim none or all. */
export const formatPercent = (share: number): string => formatShortPercent(share).replace('<', 'less than ').replace('>', 'more than ')

/** "40% to 56%": whole points, outwards, so that they hold the exact ones. */
export const formatRange = formatPercentRange

/** Points to the nearest half, in steps of 0.5; a margin that is there is never printed as none. */
export function roundMargin(margin: number): number {
  if (margin < SLACK) return 0
  return Math.max(0.5, Math.round(margin * 200) / 2)
}

/** In how many samples so many intervals of one level hold together, at least (Bonferroni's bound). */
export const formatTogether = (confidenceLevel: number, count: number): string =>
  formatLevel(Math.max(0, 1 - count * (1 - confidenceLevel)))

/** "1 point", "8.5 points"; a minus as the true sign. */
export function formatPoints(points: number): string {
  const shown = String(Math.abs(points))
  return `${points < 0 ? '−' : ''}${shown} ${shown === '1' ? 'point' : 'points'}`
}
