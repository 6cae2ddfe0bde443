import { formatPercent, formatPercentRange } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { type Estimate, estimateOf, formatEstimate } from '../facts/estimate.js'
import type { ReportGroup } from '../facts/report-group.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import { renderMarker } from '../svg/marks.js'
import { percentTick } from '../svg/reliability-chart.js'
import { textElement } from '../svg/svg-element.js'
import {
  type ChartContext,
  chartFrame,
  describeSample,
  drawReportChart,
  formatConfidence,
  lookOf,
  type ReportChart,
} from './chart-context.js'
import { describeMarks, drawEstimate } from './draw-estimate.js'

const ROW_HEIGHT = 48

/**
 * Draws the shares of a group, each with its interval. Shares that can be quoted stand in the title; any other chart is titled by what was
 * asked. Null for a group without shares.
 */
export function renderSharesChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { slug, audit, bands, name } = reported
  const rows = context.scheme.labels.flatMap((label) => {
    const estimate = estimateOf(reported, label)
    return estimate === null ? [] : [{ label, estimate }]
  })
  if (rows.length === 0) return null
  const level = formatConfidence(context)
  const said = rows.map(({ label, estimate }) =>
    bands.shares !== null ? isolate(label) : `${formatPercent(estimate.share)} ${isolate(label)}`,
  )
  const frame = chartFrame({ slug, band: bands.shares }, context, {
    kind: 'shares',
    title: `${name}: ${bands.shares !== null ? `${said.slice(0, -1).join(', ')} or ${said.at(-1)}?` : said.join(', ')}`,
    subtitle: describeSample(reported),
    reading: describeMarks(audit !== null, audit === null, level),
    plotHeight: rows.length * ROW_HEIGHT,
    plotLeft: 20,
  })
  const description = rows.map(({ label, estimate }) => describeRow(label, estimate, level)).join('; ')
  return drawReportChart(frame, description, (area) => {
    const x = linearScale([0, 1], [area.left, area.right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label', format: percentTick, tickCount: 5 }, area),
      ...rows.flatMap(({ label, estimate }, index) => {
        const look = lookOf(context, label)
        const top = area.top + index * ROW_HEIGHT
        return [
          renderMarker(look.shape, { x: area.left + 6, y: top + 11 }, look.series, { radius: 5 }),
          textElement(label, { x: area.left + 16, y: top + 15, class: 'strong over' }),
          textElement(formatEstimate(estimate), {
            x: area.right,
            y: top + 15,
            'text-anchor': 'end',
            class: audit === null ? 'soft over' : 'strong over',
          }),
          ...drawEstimate(estimate, x, top + 32, look),
        ]
      }),
    ]
  })
}

function describeRow(label: string, { share, interval, counted }: Estimate, level: string): string {
  const range = interval === null ? '' : ` (${level} interval ${formatPercentRange(interval)})`
  return counted === null
    ? `${isolate(label)} ${formatPercent(share)} counted by the model${range}`
    : `${isolate(label)} ${formatPercent(share)} by the audit${range}, ${formatPercent(counted)} counted by the model`
}
