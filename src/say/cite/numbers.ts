import { roundOutwards } from '../../base/text/format-count.js'
import type { ShareInterval } from '../../count/breakdown/breakdown.js'
import { percentWords } from '../format/format-value.js'

/** A share as it is to be quoted, with the numbers behind it: shares in [0, 1]. */
export interface QuotedShare extends ShareInterval {
  readonly printed: {
    /** Result to the nearest whole point, never "0%" or "100%" for less than all: "48%", "less than 1%". */
    readonly percent: string
    /** Bounds in whole points, outwards, so that they hold the computed ones. */
    readonly lowPercent: number
    readonly highPercent: number
    /** Posts: the nearest whole number, and bounds outwards. */
    readonly count: number
    readonly lowCount: number
    readonly highCount: number
  }
}

/**
 * @param populationCount posts that the share is of
 * @see AP Stylebook on polls: results to the nearest whole point
 */
export function quoteShare(interval: ShareInterval, populationCount: number): QuotedShare {
  const { share, low, high } = interval
  const [percent, count] = [
    roundOutwards({ low, high }),
    roundOutwards({ low, high }, populationCount),
  ]
  const printed = {
    // A sample without such a post, or without any other, does not prove 0% or 100%.
    percent: percentWords(low < high ? Math.min(1 - 1e-9, Math.max(1e-9, share)) : share),
    ...{ lowPercent: percent.low, highPercent: percent.high },
    ...{ count: Math.round(share * populationCount), lowCount: count.low, highCount: count.high },
  }
  return { ...interval, printed }
}
