import { formatCount, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { type Estimate, estimateOf } from '../facts/estimate.js'
import type { ReportGroup } from '../facts/report-group.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import type { ChartFrame } from '../svg/chart.js'
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

const ROW_HEIGHT = 50
/** Columns of a dot, in pixels. */
const DOT_STEP = 14

/**
 * Draws the shares of a group, each with its interval as a bar; of few posts a dot each. Shares that can be quoted stand in the title; any
 * other chart is titled by what was asked. Null for a group without shares.
 */
export function renderSharesChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { slug, audit, bands, name, group } = reported
  const rows = context.scheme.labels.flatMap((label) => {
    const estimate = estimateOf(reported, label)
    return estimate === null ? [] : [{ label, estimate }]
  })
  if (rows.length === 0) return null
  const count = audit === null ? labelledCountOf(group) : group.postCount
  const words = shareWords(count)
  const level = formatConfidence(context)
  const isQuotable = bands.shares === null
  const said = rows.map(({ label, estimate }) => (isQuotable ? `${words.share(estimate.share)} ${isolate(label)}` : isolate(label)))
  const question = `${name}: ${isQuotable ? said.join(', ') : `${said.slice(0, -1).join(', ')} or ${said.at(-1)}?`}`
  const band = isQuotable || words.isPercent ? bands.shares : `${bands.shares}; ${formatCount(count, 'post')}, counts only`
  const framed = { title: context.title ?? question, subtitle: describeSample(reported), plotLeft: 20 }
  const frame = (plot: { readonly reading: string; readonly plotHeight: number; readonly plotBottom?: number }): ChartFrame =>
    chartFrame({ slug, band }, context, { kind: 'shares', ...framed, ...plot })
  if (!words.isPercent) return drawDots(rows, count, { frame, context })
  const description = rows.map(({ label, estimate }) => describeRow(label, estimate, level)).join('; ')
  const plot = { reading: describeMarks(audit !== null, audit === null, level), plotHeight: rows.length * ROW_HEIGHT }
  return drawReportChart(frame(plot), description, (area) => {
    const x = linearScale([0, 1], [area.left, area.right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label', format: percentTick, tickCount: 5 }, area),
      ...rows.flatMap(({ label, estimate }, index) => {
        const look = lookOf(context, label)
        const top = area.top + index * ROW_HEIGHT
        return [
          renderMarker(look.shape, { x: area.left + 6, y: top + 11 }, look.series, { radius: 5 }),
          textElement(label, { x: area.left + 16, y: top + 15, class: 'strong over' }),
          ...drawEstimate(estimate, x, top + 33, look),
        ]
      }),
    ]
  })
}

interface DotsOptions {
  readonly context: ChartContext
  frame(plot: { readonly reading: string; readonly plotHeight: number; readonly plotBottom: number }): ChartFrame
}

/** A dot a post, for posts too few for shares. */
function drawDots(rows: readonly SharesRow[], count: number, { context, frame }: DotsOptions): ReportChart {
  const words = shareWords(count)
  const plot = {
    reading: `A mark is a post: fewer than ${MIN_PERCENT_COUNT} are too few for shares.`,
    plotHeight: rows.length * ROW_HEIGHT,
    plotBottom: 8,
  }
  const description = rows.map(({ label, estimate }) => `${isolate(label)} ${words.share(estimate.share)}`).join('; ')
  return drawReportChart(frame(plot), `Of ${formatCount(count, 'post')}: ${description}`, (area) =>
    rows.flatMap(({ label, estimate: { share } }, index) => {
      const { shape, series } = lookOf(context, label)
      const top = area.top + index * ROW_HEIGHT
      const step = Math.min(DOT_STEP, (area.right - area.left) / MIN_PERCENT_COUNT)
      const dots = Array.from({ length: Math.round(share * count) }, (_, dot) =>
        renderMarker(shape, { x: area.left + 6 + dot * step, y: top + 33 }, series, { radius: 4.5 }),
      )
      return [textElement(`${label}: ${words.share(share)}`, { x: area.left, y: top + 15, class: 'strong' }), ...dots]
    }),
  )
}

interface SharesRow {
  readonly label: string
  readonly estimate: Estimate
}

function describeRow(label: string, { share, interval, counted }: Estimate, level: string): string {
  const range = interval === null ? '' : ` (${level} interval ${formatPercentRange(interval)})`
  return counted === null
    ? `${isolate(label)} ${formatPercent(share)} counted by the model${range}`
    : `${isolate(label)} ${formatPercent(share)} by the audit${range}, ${formatPercent(counted)} counted by the model`
}
