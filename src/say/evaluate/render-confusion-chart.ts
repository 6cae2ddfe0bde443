import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { LabelFigures } from '../../count/evaluate/measure.js'
import { CHART_WIDTH, LINE_HEIGHT, MARGIN, renderChart, STRONG_LETTER, textLines, wrapText } from '../svg/chart.js'
import { element, textElement } from '../svg/marks.js'

/** Width of the row names, least width and height of a cell, in pixels. */
const [NAME_WIDTH, CELL_WIDTH, CELL_HEIGHT] = [130, 80, 48]
/** Opacity of a cell that holds its whole row. Text on it keeps a contrast of 4.5:1 in every theme; see `render-confusion-chart.test.ts`. */
export const FULL_OPACITY = 0.45

/** Renders a confusion matrix as an SVG picture: a row per label by hand, cells shaded by their part of it. @param on name of the posts */
export function renderConfusionChart(
  { confusion }: Pick<LabelFigures, 'confusion'>,
  { labels }: StanceScheme,
  { model, on }: { readonly model: string; readonly on: string },
): string {
  const columns = [...labels, 'no label']
  const width = Math.max(CHART_WIDTH, NAME_WIDTH + columns.length * CELL_WIDTH + MARGIN.text + MARGIN.right)
  const cellWidth = (width - NAME_WIDTH - MARGIN.text - MARGIN.right) / columns.length
  const heads = columns.map((name) => wrapText(name, Math.floor(cellWidth / STRONG_LETTER)))
  const headHeight = Math.max(...heads.map(({ length }) => length)) * LINE_HEIGHT + 6
  const described = confusion.map(
    (row, at) => `labelled ${labels[at]}: ${row.map((count, to) => `${formatNumber(count)} ${columns[to]}`).join(', ')}`,
  )
  return renderChart({
    ...{
      id: 'confusion',
      title: `Confusion matrix of ${model}`,
      width,
      plotBottom: 8,
      plotHeight: headHeight + labels.length * CELL_HEIGHT,
    },
    subtitle: `${formatCount(sum(confusion.flat()), 'post')} of ${on}: rows by the label by hand, columns by the label of the model`,
    description: described.join('; '),
    notes: ['Each cell: posts, and their share of the row. Right labels stand in frames.'],
    draw: ({ left, top }) => {
      const xOf = (column: number): number => left + NAME_WIDTH + column * cellWidth
      const drawCell = (count: number, row: number, column: number): string[] => {
        const [y, total] = [top + headHeight + row * CELL_HEIGHT, sum(confusion[row] ?? [])]
        const box = { x: xOf(column) + 2, y: y + 2, width: cellWidth - 4, height: CELL_HEIGHT - 4 }
        const middle = { x: xOf(column) + cellWidth / 2, 'text-anchor': 'middle' }
        return [
          element('rect', { ...box, class: 'fill1', opacity: total === 0 ? 0 : (count / total) * FULL_OPACITY }),
          element('rect', { ...box, fill: 'none', class: row === column ? 'stroke0' : 'grid', 'stroke-width': row === column ? 2 : 1 }),
          textElement(formatNumber(count), { ...middle, y: y + 21, class: 'strong' }),
          ...(total === 0 ? [] : [textElement(`${Math.round((100 * count) / total)}%`, { ...middle, y: y + 38 })]),
        ]
      }
      return [
        ...heads.flatMap((lines, column) =>
          textLines(lines, { x: xOf(column) + cellWidth / 2, y: top + 12, 'text-anchor': 'middle', class: 'strong' }),
        ),
        ...labels.flatMap((label, row) => {
          const place = { x: left, y: top + headHeight + row * CELL_HEIGHT + 21, class: 'strong' }
          return textLines(wrapText(label, Math.floor(NAME_WIDTH / STRONG_LETTER)), place)
        }),
        ...confusion.flatMap((row, at) => row.flatMap((count, column) => drawCell(count, at, column))),
      ]
    },
  })
}
