import { largestOf } from '../../base/statistics/extremes.js'
import type { ShareBound } from '../../count/breakdown/breakdown.js'
import type { ShareTable, shareWords } from '../facts/share-words.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import type { TableOptions } from './render-post-table.js'

const GAP = '  '

/**
 * A heading, then one row per label: bar, share, interval. With few posts, bars have one block a
 * post and numbers count posts.
 */
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
 * Draws a share as a bar of `width` columns. It is solid up to the low end, dark to the share,
 * light to the high end, then dots. Without an interval, the bar is solid up to the share.
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
