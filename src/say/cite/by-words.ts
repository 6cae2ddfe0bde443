import { formatCount, nameSome } from '../../base/text/format-count.js'
import type { GroupShares, SharesBy } from '../../count/breakdown/breakdown.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import { MIN_GROUP_COUNT } from '../../count/share/split-by.js'
import { shareWords } from '../facts/share-words.js'
import type { Wording } from '../facts/wording.js'
import { printableName } from '../format/names.js'
import { posts } from '../rules/finding-words.js'
import { isMostMissing } from './sentence.js'

/**
 * The shares within the groups of a column: a line for each group, and one for all that have too
 * few labels.
 */
export function byLines(
  { column, groups }: SharesBy,
  { capture, wording }: { capture: CaptureCount; wording: Wording },
): string[] {
  const by = printableName(column)
  const few = groups.filter(({ intervals }) => intervals.length === 0)
  const nameOf = ({ value }: GroupShares): string =>
    value === null ? `no ${by}` : printableName(value)
  const lines = groups.flatMap((group) => {
    const { intervals, postCount, labelledCount } = group
    const words = shareWords(postCount)
    const parts = words.parts(intervals.map(({ share }) => share))
    const shares = intervals.map((interval, index) => {
      const range =
        interval.low === interval.high || isMostMissing(capture)
          ? ''
          : ` (${words.range(interval)})`
      return `${parts[index]} ${wording.name(interval.label)}${range}`
    })
    const read =
      labelledCount === postCount ? 'all labelled' : `from ${formatCount(labelledCount, 'label')}`
    return shares.length === 0
      ? []
      : [`${nameOf(group)}: ${shares.join(', ')} of ${posts(postCount)}, ${read}.`]
  })
  const left = few.map(
    (group) => `${nameOf(group)} (${group.labelledCount} of ${posts(group.postCount)})`,
  )
  return [
    ...(lines.length === 0 ? [] : [`By ${by}, from the same labels:`, ...lines]),
    ...(few.length === 0
      ? []
      : [`Too few labels for a share by ${by} (under ${MIN_GROUP_COUNT}): ${nameSome(left)}.`]),
  ]
}
