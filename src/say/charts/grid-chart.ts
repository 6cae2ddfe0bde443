import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber, formatPercent, MIN_SHARE_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { lookOf } from '../facts/label-colours.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type Estimate, estimateOf, formatEstimate, labelledCountOf } from '../facts/share-words.js'
import { truncateLine } from '../format/display-width.js'
import { LINE_HEIGHT, MARGIN, type PlotArea, SMALL_LETTER, STRONG_LETTER, scaleLinear, textLines, wrapText } from '../svg/chart.js'
import { element, renderMarker, textElement } from '../svg/marks.js'
import { type ChartContext, type ChartDatum, type ChartWords, drawReportChart, oneOf, type ReportChart } from './chart-context.js'
import { describeMarks, drawInterval } from './share-rows.js'

/** A row of small multiples: a deal, or a stretch of time. */
export interface GridRow {
  readonly name: string
  readonly postCount: number
  /** The estimate of each label, or the reason why no share is drawn. */
  readonly shares: ReadonlyMap<string, Estimate> | string
}

/** Reason for a row without shares. */
export const TOO_FEW = 'too few for shares'

/** More labels than this leave a panel too narrow; the sides are drawn alone then. */
const MAX_PANELS = 3
/** Width of the panel of post counts, and of the space between panels, in pixels. */
const [COUNT_WIDTH, GAP] = [92, 14]
/** Height of a bar with its values above it; a name on its own line adds to it. */
const ROW_HEIGHT = 40

const panelWidth = ({ width }: ChartContext, labels: readonly string[]): number =>
  (width - MARGIN.text - MARGIN.right - COUNT_WIDTH) / labels.length - GAP

export const gridLabels = ({ labels, sides }: StanceScheme): readonly string[] => (labels.length > MAX_PANELS ? sides : labels)

/**
 * Draws rows with a panel for the number of posts and one for each label, all on one scale. A row that may not show shares gives the reason
 * instead. Null where fewer than two rows show shares: there is nothing to compare.
 */
export function renderGrid(rows: readonly GridRow[], context: ChartContext, words: ChartWords): ReportChart | null {
  if (rows.filter(({ shares }) => typeof shares !== 'string').length < 2) return null
  const labels = gridLabels(context.scheme)
  const isNamedAbove = rows.some(({ name }) => name.length * STRONG_LETTER > COUNT_WIDTH)
  const rowHeight = ROW_HEIGHT + (isNamedAbove ? LINE_HEIGHT : 0)
  const most = Math.max(1, ...rows.map(({ postCount }) => postCount))
  const heads = labels.map((label) => wrapText(label, Math.floor((panelWidth(context, labels) - 16) / STRONG_LETTER)).slice(0, 2))
  const headHeight = 6 + Math.max(...heads.map(({ length }) => length)) * LINE_HEIGHT
  const plot = { plotHeight: headHeight + rows.length * rowHeight, plotBottom: 26 }
  const said = { description: rows.map(describeGridRow).join('; '), data: rows.flatMap(dataOf) }
  const draw = (area: PlotArea): string[] => {
    const left = area.left + COUNT_WIDTH + GAP
    const width = panelWidth(context, labels)
    const panels = labels.map((label, index) => ({
      label,
      look: lookOf(context.scheme, label),
      head: heads[index] ?? [],
      x: scaleLinear([0, 1], [left + index * (width + GAP), left + index * (width + GAP) + width]),
    }))
    const plotTop = area.top + headHeight
    const drawRow = ({ name, postCount, shares }: GridRow, index: number): string[] => {
      const bottom = plotTop + (index + 1) * rowHeight
      const [valueY, barY] = [bottom - 22, bottom - 10]
      const nameWidth = isNamedAbove ? area.right - area.left : COUNT_WIDTH
      const why = typeof shares === 'string' ? wrapText(shares, Math.floor((area.right - left) / SMALL_LETTER)) : []
      return [
        textElement(truncateLine(name, Math.floor(nameWidth / STRONG_LETTER)), {
          x: area.left,
          y: isNamedAbove ? valueY - LINE_HEIGHT : valueY,
          class: 'strong over',
        }),
        element('rect', { class: 'band fill0', x: area.left, y: barY - 6, width: (postCount / most) * (COUNT_WIDTH - 40), height: 12 }),
        textElement(formatNumber(postCount), { x: area.left + (postCount / most) * (COUNT_WIDTH - 40) + 4, y: barY + 4, class: 'soft' }),
        ...textLines(why, { x: left, y: valueY + 8, class: 'soft over' }),
        ...panels.flatMap(({ label, look, x }) => {
          const estimate = typeof shares === 'string' ? undefined : shares.get(label)
          return estimate === undefined ? [] : [drawValue(estimate, x, valueY), ...drawInterval(estimate, x, barY, look)]
        }),
      ]
    }
    return [
      textElement('posts', { x: area.left, y: area.top + 10, class: 'soft' }),
      ...panels.flatMap(({ head, look, x }) => [
        renderMarker(look.shape, { x: x(0) + 5, y: area.top + 6 }, look.series, 5),
        ...textLines(head, { x: x(0) + 14, y: area.top + 10, class: 'strong' }),
        ...[0, 0.5, 1].map((tick) => element('line', { x1: x(tick), x2: x(tick), y1: plotTop, y2: area.bottom, class: 'grid' })),
        textElement('0', { x: x(0), y: area.bottom + 16, class: 'soft' }),
        textElement('100%', { x: x(1), y: area.bottom + 16, 'text-anchor': 'end', class: 'soft' }),
      ]),
      ...rows.flatMap(drawRow),
    ]
  }
  return drawReportChart(words, context, { ...plot, ...said, draw })
}

/** The value above its mark, with its interval where the panel is wide enough. */
function drawValue(estimate: Estimate, x: (share: number) => number, y: number): string {
  const whole = formatEstimate(estimate)
  const isWide = whole.length * STRONG_LETTER <= x(1) - x(0)
  const text = isWide ? whole : formatPercent(estimate.share)
  const half = (text.length * STRONG_LETTER) / 2
  const at = Math.max(x(0) + half, Math.min(x(1) - half, x(estimate.share)))
  return textElement(text, { x: at, y, 'text-anchor': 'middle', class: estimate.counted === null ? 'soft over' : 'strong over' })
}

function describeGridRow({ name, postCount, shares }: GridRow): string {
  const said =
    typeof shares === 'string' ? shares : [...shares].map(([label, estimate]) => `${isolate(label)} ${formatEstimate(estimate)}`).join(', ')
  return `${name} (${formatCount(postCount, 'post')}): ${said}`
}

const dataOf = ({ name, postCount, shares }: GridRow): ChartDatum[] =>
  typeof shares === 'string'
    ? [{ name, postCount, note: shares }]
    : [...shares].map(([label, estimate]) => ({ name, postCount, label, estimate }))

export const panelsOf = (group: Parameters<typeof estimateOf>[0], scheme: StanceScheme): ReadonlyMap<string, Estimate> =>
  new Map(
    gridLabels(scheme).flatMap((label) => [estimateOf(group, label)].flatMap((estimate) => (estimate === null ? [] : [[label, estimate]]))),
  )

/** Deals of a report with a section and a row, largest first. */
export const MAX_DEALS = 12

/**
 * Draws the shares of each deal. With an audit, only deals that are ready to print show shares. Without one, all show the model's counts
 * under their band.
 */
export function renderDealsChart(groups: readonly ReportGroup[], context: ChartContext): ReportChart | null {
  const deals = groups.filter(({ dealId }) => dealId !== null).slice(0, MAX_DEALS)
  const isChecked = deals.some(({ audit }) => audit !== null)
  const rows = deals.map((reported): GridRow => {
    const { name, group, bands } = reported
    const isFew = (isChecked ? group.postCount : labelledCountOf(group)) < MIN_SHARE_COUNT
    const why = isFew ? TOO_FEW : isChecked ? bands.shares : null
    return { name, postCount: group.postCount, shares: why ?? panelsOf(reported, context.scheme) }
  })
  const [first] = deals
  const postCount = sum(rows.map((row) => row.postCount))
  return renderGrid(rows, context, {
    ...{ id: 'deals-overview', dealId: null, band: isChecked ? null : (first?.bands.shares ?? null), postCount },
    title: `By deal: ${oneOf(gridLabels(context.scheme))}?`,
    subtitle: `Share of the posts of each deal, %: ${formatCount(postCount, 'post')} on ${formatCount(rows.length, 'deal')}, the largest first`,
    reading: describeMarks(isChecked ? (first?.labelled ?? null) : null),
  })
}
