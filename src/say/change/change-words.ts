import { formatPercentRange, MIN_PERCENT_COUNT, roundOutwards } from '../../base/text/format-count.js'
import type { GroupChange, LabelChange, QuotedInterval } from '../../count/change/change.js'
import { formatPercent } from '../cite/numbers.js'

type End = 'from' | 'to'

/** How the shares of a group are printed: in percent, or, where a run has too few posts for it, as "7 of 12". */
export interface ChangeWords {
  readonly isPercent: boolean
  share(change: LabelChange, end: End, share: number): string
  range(change: LabelChange, end: End, bounds: Pick<QuotedInterval, 'low' | 'high'>): string
}

export function changeWords(group: GroupChange): ChangeWords {
  const counts = [group.fromLabelledCount, group.toLabelledCount].filter((count) => count > 0)
  if (counts.every((count) => count >= MIN_PERCENT_COUNT)) {
    return {
      isPercent: true,
      share: (_change, _end, share) => formatPercent(share),
      range: (_change, _end, bounds) => formatPercentRange(bounds),
    }
  }
  // An audited share is one of all posts, a counted one of those with a label.
  const countOf = (change: LabelChange, end: End): number =>
    change[`${end}Interval`]?.estimand === 'captured' ? group[`${end}PostCount`] : group[`${end}LabelledCount`]
  return {
    isPercent: false,
    share: (change, end, share) => `${Math.round(share * countOf(change, end))} of ${countOf(change, end)}`,
    range: (change, end, bounds) => {
      const count = countOf(change, end)
      const { low, high } = roundOutwards(bounds, count)
      return `${low} to ${high} of ${count}`
    },
  }
}
