export { labelledCountOf } from '../../count/breakdown/dispositions.js'

import { formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT, roundOutwards } from '../../base/text/format-count.js'

/** How shares of so many posts are printed: in percent, or, where there are too few for it, in posts. */
export interface ShareWords {
  readonly isPercent: boolean
  /** "55%", or "7". */
  share(share: number): string
  /** "38% to 72%", or "5 to 9": rounded outwards. */
  range(bounds: { readonly low: number; readonly high: number }): string
}

/** @param count posts that the shares are of @param knownCount those of them that are not missing */
export function shareWords(count: number, knownCount = count): ShareWords {
  if (knownCount >= MIN_PERCENT_COUNT) return { isPercent: true, share: formatPercent, range: formatPercentRange }
  return {
    isPercent: false,
    share: (share) => formatNumber(Math.round(share * count)),
    range: (bounds) => {
      const { low, high } = roundOutwards(bounds, count)
      return `${low} to ${high}`
    },
  }
}
