import { formatLevel, formatPercentRange, roundOutwards } from '../../base/text/format-count.js'
import type { ShareInterval } from '../../count/breakdown/breakdown.js'
import { percentWords } from '../format/format-value.js'

/** A share as it is to be quoted, with the numbers behind it: shares in [0, 1]. */
export interface QuotedShare extends Pick<ShareInterval, 'label' | 'share' | 'low' | 'high' | 'standardError'> {
  /** The longer of the two arms of the interval. */
  readonly margin: number
  readonly printed: PrintedShare
}

/** A share as printed. */
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

/**
 * @param populationCount posts that the share is of
 * @see AP Stylebook on polls, older text: margins to the nearest half point, results to the nearest whole point
 */
export function quoteShare({ label, share, low, high, standardError }: ShareInterval, populationCount: number): QuotedShare {
  const margin = marginOf({ share, low, high })
  const [percent, count] = [roundOutwards({ low, high }), roundOutwards({ low, high }, populationCount)]
  const printed: PrintedShare = {
    // A sample without such a post, or without any other, does not prove 0% or 100%.
    percent: percentWords(low < high ? Math.min(1 - 1e-9, Math.max(1e-9, share)) : share),
    ...{ lowPercent: percent.low, highPercent: percent.high, marginPoints: roundMargin(margin) },
    ...{ count: Math.round(share * populationCount), lowCount: count.low, highCount: count.high },
  }
  return { label, share, low, high, margin, standardError, printed }
}

/** Lower bound of the share of samples in which `count` intervals hold together (Bonferroni). */
export const formatTogether = (confidenceLevel: number, count: number): string =>
  formatLevel(Math.max(0, 1 - count * (1 - confidenceLevel)))

/** "1 point", "8.5 points"; with a true minus sign. */
export function formatPoints(points: number): string {
  const shown = String(Math.abs(points))
  return `${points < 0 ? '−' : ''}${shown} ${shown === '1' ? 'point' : 'points'}`
}

const marginOf = ({ share, low, high }: Pick<ShareInterval, 'share' | 'low' | 'high'>): number => Math.max(share - low, high - share)

/** Rounds to half points; a margin above 0 is never rounded to 0. */
const roundMargin = (margin: number): number => (margin < 1e-9 ? 0 : Math.max(0.5, Math.round(margin * 200) / 2))

/** "±8.5 points" where both arms of the interval print as the same margin, else its bounds, "17% to 33%". */
export function formatMargin(interval: Pick<ShareInterval, 'share' | 'low' | 'high'>): string {
  const { share, low, high } = interval
  const isEven = roundMargin(high - share) === roundMargin(share - low)
  return isEven ? `±${formatPoints(roundMargin(marginOf(interval)))}` : formatPercentRange(interval)
}
