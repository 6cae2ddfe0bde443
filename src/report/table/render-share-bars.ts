import type { ShareInterval } from '../../aggregate/breakdown/breakdown.js'
import type { ByLabel, StanceScheme } from '../../scheme/stance-scheme.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import { drawBar, formatShare, formatShareRange } from '../format/format-share.js'
import type { Style } from '../format/style.js'

const GAP = '  '

/** Scheme, width and style that a breakdown is printed with. */
export interface Layout {
  readonly scheme: StanceScheme
  readonly width: number
  readonly style: Style
}

/**
 * A heading, then one row per label: bar, share, interval.
 *
 * @param intervals of one method, or empty
 */
export function renderShareBars(shares: ByLabel, intervals: readonly ShareInterval[], { scheme, width, style }: Layout): string[] {
  const labelWidth = Math.min(20, Math.max(...scheme.labels.map((label) => displayWidth(toPlainLine(label)))))
  const intervalOf = new Map(intervals.map((interval) => [interval.label, interval]))
  const level = intervals[0]?.confidenceLevel
  const intervalTitle = level === undefined ? '' : `${Math.round(level * 1000) / 10} % interval`
  const barWidth = Math.max(10, width - labelWidth - 5 - Math.max(intervalTitle.length, 13) - 3 * GAP.length)
  const row = (label: string, bar: string, share: string, interval: string): string => {
    return [label, bar, fitCell(share, 5, 'right'), fitCell(interval, Math.max(intervalTitle.length, 13), 'right')].join(GAP).trimEnd()
  }
  const lines = [style.dim(row(' '.repeat(labelWidth), ' '.repeat(barWidth), 'share', intervalTitle))]
  for (const label of scheme.labels) {
    const interval = intervalOf.get(label)
    const sideIndex = scheme.sides.indexOf(label)
    const paint = (text: string): string => style.label(text, sideIndex < 0 ? null : sideIndex)
    const share = shares[label] ?? 0
    lines.push(
      row(
        paint(fitCell(label, labelWidth)),
        paint(drawBar(share, interval, barWidth)),
        formatShare(share),
        interval && interval.low < interval.high ? formatShareRange(interval) : '',
      ),
    )
  }
  return lines
}

/** "retreat 38 to 72 %, neither 1 to 9 %" */
export const listRanges = (ranges: readonly Pick<ShareInterval, 'label' | 'low' | 'high'>[]): string =>
  ranges.map((range) => `${range.label} ${formatShareRange(range)}`).join(', ')
