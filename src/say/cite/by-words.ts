import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber, nameSome } from '../../base/text/format-count.js'
import { MIN_SAMPLE_COUNT } from '../../count/audit/draw/sample-size.js'
import type { GroupShares, SharesBy } from '../../count/breakdown/breakdown.js'
import { MIN_GROUP_COUNT } from '../../count/share/split-by.js'
import { shareWords } from '../facts/share-words.js'
import { isMostMissing, type Subject } from '../facts/subject.js'
import type { Wording } from '../facts/wording.js'
import { printableName } from '../format/names.js'
import { posts } from '../rules/finding-words.js'

/** Line above shares that nobody has checked. */
const MODEL_LINE = "The model's own labels, not for print: nobody has checked them."

/** Words behind shares from fewer labels than a sample needs, or nothing. */
export const fewLabelsWords = (labelledCount: number): string =>
  labelledCount < MIN_SAMPLE_COUNT ? 'too few labels to name a side' : ''

const nameOf = ({ value }: GroupShares, by: string): string =>
  value === null ? `no ${by}` : printableName(value)

/** "Daily: 44% retreat, 29% shrewd pivot, 27% no side of 150 posts, 2 more without a label." */
function modelLine(group: GroupShares, by: string, wording: Wording): string {
  const counts = Object.entries(group.modelCounts ?? {})
  const total = sum(counts.map(([, count]) => count))
  const parts = shareWords(total).parts(counts.map(([, count]) => count / Math.max(total, 1)))
  const shares = counts.map(([label], index) => `${parts[index]} ${wording.name(label)}`)
  const left = group.postCount - total
  const more = left === 0 ? '' : `, ${formatNumber(left)} more without a label`
  return `${nameOf(group, by)}: ${shares.join(', ')} of ${posts(total)}${more}.`
}

/**
 * Shares within the groups of a column: a line for each group, and one for all with too few labels.
 * No line names a leading side.
 */
export function byLines(
  { column, groups }: SharesBy,
  { capture, wording }: Pick<Subject, 'capture' | 'wording'>,
): string[] {
  const by = printableName(column)
  if (groups.some(({ modelCounts }) => modelCounts !== undefined))
    return [`${MODEL_LINE} By ${by}:`, ...groups.map((group) => modelLine(group, by, wording))]
  const few = groups.filter(({ intervals }) => intervals.length === 0)
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
    const tooFew = fewLabelsWords(labelledCount)
    const caution = tooFew === '' ? '' : `: ${tooFew}`
    return shares.length === 0
      ? []
      : [`${nameOf(group, by)}: ${shares.join(', ')} of ${posts(postCount)}, ${read}${caution}.`]
  })
  const left = few.map(
    (group) => `${nameOf(group, by)} (${group.labelledCount} of ${posts(group.postCount)})`,
  )
  return [
    ...(lines.length === 0 ? [] : [`By ${by}, from the same labels:`, ...lines]),
    ...(few.length === 0
      ? []
      : [
          `Too few labels for a share by ${by}, or to name a side (under ${MIN_GROUP_COUNT}): ${nameSome(left)}.`,
        ]),
  ]
}
