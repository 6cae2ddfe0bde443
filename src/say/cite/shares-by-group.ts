import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber, nameSome } from '../../base/text/format-count.js'
import { MIN_SAMPLE_COUNT } from '../../count/audit/draw/sample-size.js'
import type { GroupShares, SharesBy } from '../../count/breakdown/breakdown.js'
import { MIN_GROUP_COUNT } from '../../count/share/split-by.js'
import { posts } from '../facts/finding-words.js'
import { shareWords } from '../facts/share-words.js'
import { isMostMissing, type Subject } from '../facts/subject.js'
import type { Wording } from '../facts/wording.js'
import { printableName } from '../format/names.js'

/** Words behind shares from fewer labels than a sample needs, or nothing. */
export const fewLabelsWords = (labelledCount: number): string =>
  labelledCount < MIN_SAMPLE_COUNT ? 'too few labels to name a side' : ''

/** "44% retreat, 29% shrewd pivot, 27% no side of 150 posts, 2 more without a label" */
function modelShares({ modelCounts = {}, postCount }: GroupShares, wording: Wording): string {
  const counts = Object.values(modelCounts)
  const total = sum(counts)
  const parts = shareWords(total).parts(counts.map((count) => count / Math.max(total, 1)))
  const shares = Object.keys(modelCounts).map(
    (label, index) => `${parts[index]} ${wording.name(label)}`,
  )
  const left = postCount - total
  const more = left === 0 ? '' : `, ${formatNumber(left)} more without a label`
  return `${shares.join(', ')} of ${posts(total)}${more}`
}

/** "44% retreat (34% to 54%), 29% shrewd pivot (21% to 39%) of 400 posts, from 78 labels" */
function auditedShares(
  { intervals, postCount, labelledCount }: GroupShares,
  { capture, wording }: Pick<Subject, 'capture' | 'wording'>,
): string {
  const words = shareWords(postCount)
  const parts = words.parts(intervals.map(({ share }) => share))
  const shares = intervals.map((interval, index) => {
    const isExact = interval.low === interval.high || isMostMissing(capture)
    const range = isExact ? '' : ` (${words.range(interval)})`
    return `${parts[index]} ${wording.name(interval.label)}${range}`
  })
  const read =
    labelledCount === postCount ? 'all labelled' : `from ${formatCount(labelledCount, 'label')}`
  const tooFew = fewLabelsWords(labelledCount)
  return `${shares.join(', ')} of ${posts(postCount)}, ${read}${tooFew === '' ? '' : `: ${tooFew}`}`
}

/**
 * Shares within the groups of a column: a line for each group, and one for all with too few labels.
 * No line names a leading side.
 */
export function byLines(
  { column, groups }: SharesBy,
  subject: Pick<Subject, 'capture' | 'wording'>,
): string[] {
  const by = printableName(column)
  const nameOf = ({ value }: GroupShares): string =>
    value === null ? `no ${by}` : printableName(value)
  if (groups.some(({ modelCounts }) => modelCounts !== undefined))
    return [
      `The model's own labels, not for print: nobody has checked them. By ${by}:`,
      ...groups.map((group) => `${nameOf(group)}: ${modelShares(group, subject.wording)}.`),
    ]
  const lines = groups
    .filter(({ intervals }) => intervals.length > 0)
    .map((group) => `${nameOf(group)}: ${auditedShares(group, subject)}.`)
  const left = groups
    .filter(({ intervals }) => intervals.length === 0)
    .map((group) => `${nameOf(group)} (${group.labelledCount} of ${posts(group.postCount)})`)
  return [
    lines.length === 0 ? '' : `By ${by}, from the same labels:`,
    ...lines,
    left.length === 0
      ? ''
      : `Too few labels for a share by ${by}, or to name a side (under ${MIN_GROUP_COUNT}): ${nameSome(left)}.`,
  ].filter(Boolean)
}
