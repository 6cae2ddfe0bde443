import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { estimateOf, formatEstimate } from '../facts/estimate.js'
import type { ReportGroup } from '../facts/report-group.js'
import { truncateLine } from '../format/display-width.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import { percentTick } from '../svg/reliability-chart.js'
import { textElement } from '../svg/svg-element.js'
import { type ChartContext, chartFrame, drawReportChart, formatConfidence, lookOf, type ReportChart } from './chart-context.js'
import { describeMarks, drawEstimate } from './draw-estimate.js'

const ROW_HEIGHT = 50
/** Width of the column of n, in pixels. */
const COUNT_WIDTH = 56
/** Average width of a letter of a deal's name, in pixels. */
const LETTER_WIDTH = 7

/**
 * Draws one side's share in each deal: one mark with its interval a row, the deal with the most posts first.
 *
 * @param groups deals with posts enough for a percentage
 * @returns null for fewer than two deals with shares
 */
export function renderOverviewChart(groups: readonly ReportGroup[], side: string, context: ChartContext): ReportChart | null {
  const rows = groups
    .flatMap((reported) => {
      const estimate = estimateOf(reported, side)
      return estimate === null ? [] : [{ reported, estimate }]
    })
    .sort((one, other) => other.reported.group.postCount - one.reported.group.postCount)
  const [first] = rows
  if (first === undefined || rows.length < 2) return null
  const isAudited = ({ estimate }: (typeof rows)[number]): boolean => estimate.counted !== null
  const { bands } = (rows.find((row) => !isAudited(row)) ?? rows.find(({ reported }) => reported.bands.shares !== null) ?? first).reported
  const index = context.scheme.labels.indexOf(side)
  const frame = chartFrame({ slug: 'overview', band: bands.shares }, context, {
    kind: String(index + 1),
    title: `Share of posts labelled ${isolate(side)}, by deal`,
    subtitle: `n = ${formatCount(
      rows.reduce((total, { reported }) => total + reported.group.postCount, 0),
      'post',
    )} in ${formatCount(rows.length, 'deal')}, the largest first`,
    reading: describeMarks(rows.some(isAudited), !rows.every(isAudited), formatConfidence(context)),
    plotHeight: rows.length * ROW_HEIGHT + 18,
    plotLeft: 20,
  })
  const description = rows
    .map(({ reported: { name, group }, estimate }) => `${name} ${formatEstimate(estimate)}, n = ${formatNumber(group.postCount)}`)
    .join('; ')
  return drawReportChart(frame, description, (area) => {
    const right = area.right - COUNT_WIDTH
    const x = linearScale([0, 1], [area.left, right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label', format: percentTick, tickCount: 5 }, { ...area, right }),
      textElement('n', { x: area.right, y: area.top + 10, 'text-anchor': 'end', class: 'soft' }),
      ...rows.flatMap(({ reported: { name, group }, estimate }, row) => {
        const top = area.top + 14 + row * ROW_HEIGHT
        return [
          textElement(truncateLine(name, Math.floor((right - area.left) / LETTER_WIDTH)), {
            x: area.left,
            y: top + 15,
            class: 'strong over',
          }),
          textElement(formatNumber(group.postCount), { x: area.right, y: top + 15, 'text-anchor': 'end' }),
          ...drawEstimate(estimate, x, top + 33, lookOf(context, side)),
        ]
      }),
    ]
  })
}
