import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { SEEN } from '../facts/label-meanings.js'
import { countsOf, readShares, type ShareRow, type ShareTable } from '../facts/share-words.js'
import { isMostMissing, type Subject } from '../facts/subject.js'

/** Up to this number, each post is a mark; more are a bar. */
const MAX_MARKS = 100

/** The rows of a picture of shares, one for each label; null without shares. */
export function pictureRows(subject: Subject) {
  const { audit, capture, scheme } = subject
  const table = readShares(subject)
  const { count, isPercent } = table
  if (table.rows.length === 0) return null
  const markCounts = countsOf(
    table.rows.map(({ share }) => share),
    count,
  )
  const isOwn = !isDefaultScheme(scheme)
  const rows = table.rows.map((row, index) => {
    const { label } = row
    // As in the sentence: a bracket would read as the margin of the whole thread.
    const interval = isMostMissing(capture) ? null : row.interval
    const markCount = markCounts[index] as number
    const readCount = Math.min(markCount, audit?.labelCounts[label] ?? 0)
    return {
      ...row,
      interval,
      name: label === scheme.neutral && !isOwn ? 'took no side' : label,
      seen: isOwn || SEEN[label] === undefined ? '' : `saw ${SEEN[label]}`,
      value: amountIn({ ...row, interval }, table),
      markCount,
      readCount: audit?.isCensus ? markCount : readCount,
    }
  })
  // A mark is a post: a range has none.
  const isMarked = count <= MAX_MARKS && rows.every(({ interval }) => interval === null)
  return { rows, count, isPercent, isMarked, isAudited: audit !== null }
}

/** The rows of a picture, and how it counts. */
export type PictureRows = NonNullable<ReturnType<typeof pictureRows>>

/** True if both ends of a share's interval are printed. */
export const hasRange = ({ share, interval }: Pick<ShareRow, 'share' | 'interval'>): boolean =>
  interval !== null && share > 0 && share < 1

/** "41% (34% to 49%)", "15 of 41", "at most 2%": none of a sample is not none of all. */
function amountIn(
  { share, interval, text, range }: ShareRow,
  { count, isPercent }: ShareTable,
): string {
  const of = isPercent ? '' : ` of ${count}`
  if (interval === null) return `${text}${of}`
  if (hasRange({ share, interval })) return `${isPercent ? '' : 'about '}${text}${of} (${range})`
  const { low, high } = roundOutwards(interval, isPercent ? 100 : count)
  return `${share === 0 ? `at most ${high}` : `at least ${low}`}${isPercent ? '%' : of}`
}
