import { largestOf } from '../../base/statistics/extremes.js'
import type { ShareBound } from '../../count/breakdown/breakdown-capture.js'
import type { ShareTable, shareWords } from '../facts/share-words.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import type { TableOptions } from './render-post-table.js'

const GAP = '  '

/** A heading, then bar, share and interval of each label. With few posts, a block is a post. */
export function renderShareBars(
  { rows, count, isPercent }: ShareTable,
  { scheme, width, style }: TableOptions,
): string[] {
  const labelWidth = Math.min(
    20,
    largestOf(rows.map(({ label }) => displayWidth(toPlainLine(label)))),
  )
  const intervalTitle = rows.some(({ interval }) => interval !== null) ? '95% interval' : ''
  const intervalWidth = Math.max(intervalTitle.length, 13)
  const barWidth = isPercent
    ? Math.max(10, width - labelWidth - 5 - intervalWidth - 3 * GAP.length)
    : Math.max(0, Math.min(width - 50, count))
  const line = (label: string, bar: string, share: string, interval: string): string =>
    [label, bar, fitCell(share, 5, 'right'), fitCell(interval, intervalWidth, 'right')]
      .join(GAP)
      .trimEnd()
  const heading = line(
    ' '.repeat(labelWidth),
    ' '.repeat(barWidth),
    isPercent ? 'share' : 'posts',
    intervalTitle,
  )
  return [
    style.dim(heading),
    ...rows.map(({ label, share, interval, text, range }) => {
      const paint = (cell: string): string => style.label(cell, scheme.sides.indexOf(label))
      return line(
        paint(fitCell(label, labelWidth)),
        paint(drawBar(share, interval, barWidth)),
        text,
        range ?? '',
      )
    }),
  ]
}

/**
 * A bar of `width` columns: solid to the low end, dark to the share, light to the high end, then
 * dots.
 */
export function drawBar(
  share: number,
  interval: Pick<ShareBound, 'low' | 'high'> | null,
  width: number,
): string {
  const columns = (value: number): number => Math.round(value * width)
  const shareEnd = columns(share)
  const lowEnd = interval ? Math.min(columns(interval.low), shareEnd) : shareEnd
  const highEnd = interval ? Math.max(columns(interval.high), shareEnd) : shareEnd
  return (
    '█'.repeat(lowEnd) +
    '▓'.repeat(shareEnd - lowEnd) +
    '░'.repeat(highEnd - shareEnd) +
    '·'.repeat(width - highEnd)
  )
}

/** "retreat 38% to 72%, neither 1% to 9%" */
export const listRanges = (
  ranges: readonly ShareBound[],
  words: Pick<ReturnType<typeof shareWords>, 'range'>,
): string => ranges.map((range) => `${range.label} ${words.range(range)}`).join(', ')
