import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { largestOf } from '../../base/statistics/extremes.js'
import type { ShareInterval } from '../../count/breakdown/breakdown.js'
import { shareWords } from '../facts/share-words.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import { drawBar } from '../format/format-value.js'
import type { TableOptions } from './render-post-table.js'

const GAP = '  '

/**
 * A heading, then one row per label: bar, share, interval. With few posts, bars have one block a
 * post and numbers count posts.
 *
 * @param count posts that the shares are of
 * @param intervals of the shares, or empty
 */
export function renderShareBars(
  shares: ByLabel,
  count: number,
  intervals: readonly ShareInterval[],
  { scheme, width, style }: TableOptions,
): string[] {
  const words = shareWords(count)
  const labelWidth = Math.min(
    20,
    largestOf(scheme.labels.map((label) => displayWidth(toPlainLine(label)))),
  )
  const intervalOf = new Map(intervals.map((interval) => [interval.label, interval]))
  const intervalTitle = intervals.length === 0 ? '' : '95% interval'
  const intervalWidth = Math.max(intervalTitle.length, 13)
  const barWidth = words.isPercent
    ? Math.max(10, width - labelWidth - 5 - intervalWidth - 3 * GAP.length)
    : Math.min(width - 50, count)
  const row = (label: string, bar: string, share: string, interval: string): string => {
    return [label, bar, fitCell(share, 5, 'right'), fitCell(interval, intervalWidth, 'right')]
      .join(GAP)
      .trimEnd()
  }
  const lines = [
    style.dim(
      row(
        ' '.repeat(labelWidth),
        ' '.repeat(Math.max(0, barWidth)),
        words.isPercent ? 'share' : 'posts',
        intervalTitle,
      ),
    ),
  ]
  const parts = words.parts(scheme.labels.map((label) => shares[label] ?? 0))
  for (const [index, label] of scheme.labels.entries()) {
    const interval = intervalOf.get(label)
    const sideIndex = scheme.sides.indexOf(label)
    const paint = (text: string): string => style.label(text, sideIndex < 0 ? null : sideIndex)
    const share = shares[label] ?? 0
    lines.push(
      row(
        paint(fitCell(label, labelWidth)),
        paint(drawBar(share, interval, Math.max(0, barWidth))),
        parts[index] ?? '',
        interval && interval.low < interval.high ? words.range(interval) : '',
      ),
    )
  }
  return lines
}

/** "retreat 38% to 72%, neither 1% to 9%" */
export const listRanges = (
  ranges: readonly Pick<ShareInterval, 'label' | 'low' | 'high'>[],
  words: Pick<ReturnType<typeof shareWords>, 'range'>,
): string => ranges.map((range) => `${range.label} ${words.range(range)}`).join(', ')
