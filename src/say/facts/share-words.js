export { labelledCountOf } from '../../count/breakdown/dispositions.js';
import { formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js';
/** @param count posts that the shares are of @param knownCount those of them that are not missing */
export function shareWords(count, knownCount = count) {
    if (knownCount >= MIN_PERCENT_COUNT)
        return { isPercent: true, share: formatPercent, range: formatPercentRange };
    return {
        isPercent: false,
        share: (share) => formatNumber(Math.round(share * count)),
        range: ({ low, high }) => `${Math.floor(low * count + 1e-7)} to ${Math.ceil(high * count - 1e-7)}`,
    };
}
