import type { BreakdownOptions } from '../../aggregate/breakdown/breakdown.js'
import { CLUSTER_BOOTSTRAP } from '../../aggregate/breakdown/breakdown.js'
import { countJudged, type JudgedShares } from '../../aggregate/tally/count-judged.js'
import { renderLeftAxis } from '../../svg/axes.js'
import { renderMarker } from '../../svg/marker.js'
import { renderLine } from '../../svg/marks.js'
import { percentTick } from '../../svg/reliability-chart.js'
import { linearScale } from '../../svg/scales.js'
import { element, textElement } from '../../svg/svg-element.js'
import { formatCount } from '../../text/format-count.js'
import { formatPercent, formatPercentRange } from '../../text/format-percent.js'
import { isolate } from '../../text/right-to-left.js'
import type { ReportGroup } from '../facts/report-group.js'
import { binTimes, MAX_BIN_COUNT, type TimeBin } from '../facts/time-bins.js'
import { type ChartContext, chartFrame, drawReportChart, formatConfidence, lookOf, type ReportChart } from './chart-context.js'

/** Resamples of each interval. Choice: more precision would not be visible in the chart. */
const RESAMPLE_COUNT = 500
/** Minimum mean number of posts in a bin. Choice: shares of fewer posts say nothing. */
const POSTS_PER_BIN = 5
/** Times outside this range are errors of a clock or source. A single one would squeeze all other times into one bin. */
const [EARLIEST, LATEST] = [Date.UTC(1990), Date.UTC(2100)]
/** Width of a date below the axis, in pixels. */
const DATE_WIDTH = 76

/**
 * Draws the classifier's shares of the sides over time: one marker with its interval per bin and side.
 *
 * @returns null for fewer than ten posts with a time, or where fewer than two bins hold a labelled post
 */
export function renderTimeChart(reported: ReportGroup, context: ChartContext, options: BreakdownOptions): ReportChart | null {
  const timed = reported.judged.flatMap((judged) => {
    const time = Date.parse(judged.post.createdAt ?? '')
    return time >= EARLIEST && time < LATEST ? [{ judged, time }] : []
  })
  const maxCount = Math.min(MAX_BIN_COUNT, Math.floor(timed.length / POSTS_PER_BIN))
  if (maxCount < 2) return null
  const binning = binTimes(
    timed.map(({ time }) => time),
    maxCount,
  )
  if (binning === null) return null
  const bins = binning.bins.map((bin): { readonly bin: TimeBin; readonly group: JudgedShares } => {
    const members = timed.flatMap(({ judged, time }) => (time >= bin.start && time < bin.end ? [judged] : []))
    return { bin, group: countJudged(members, context.scheme, { ...options, resampleCount: RESAMPLE_COUNT }) }
  })
  const labelled = bins.filter(({ group }) => group.shares !== null)
  if (labelled.length < 2) return null
  const { sides } = context.scheme
  const untimedCount = reported.judged.length - timed.length
  const frame = chartFrame(reported, context, {
    kind: 'time',
    title: `${reported.name}: ${sides.join(' and ')} over time`,
    subtitle: `n = ${formatCount(timed.length, 'post')} with a time${untimedCount === 0 ? '' : `, ${untimedCount} without`}; by ${binning.unit}, UTC; classifier counts`,
    reading: `Upright lines: ${formatConfidence(context)} interval of each stretch, if its authors were a random draw from a wider crowd. Open marks: one author, no interval. Below: posts with a label.`,
    plotHeight: 200,
    plotBottom: 44,
    legend: sides.map((label) => ({ mark: lookOf(context, label).shape, series: lookOf(context, label).series, label })),
  })
  const description = labelled
    .map(({ bin, group }) => `${bin.name}: ${sides.map((side) => describeShare(group, side)).join(', ')}`)
    .join('; ')
  return drawReportChart(frame, description, (area) => {
    const y = linearScale([0, 1], [area.bottom, area.top])
    const step = (area.right - area.left) / bins.length
    const middleOf = (index: number): number => area.left + (index + 0.5) * step
    const skip = Math.ceil(DATE_WIDTH / step)
    const spread = Math.min(14, step / 3)
    return [
      ...renderLeftAxis({ scale: y, label: 'share of the posts', format: percentTick, tickCount: 5 }, area),
      element('line', { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom, class: 'axis' }),
      ...bins.flatMap(({ bin, group }, index) => [
        ...(index % skip === 0
          ? [textElement(bin.name, { x: middleOf(index), y: area.bottom + 34, 'text-anchor': 'middle', class: 'soft' })]
          : []),
        textElement(String(group.postCount - group.unsureCount - group.unscoredCount), {
          x: middleOf(index),
          y: area.bottom + 16,
          'text-anchor': 'middle',
          class: 'soft count',
        }),
      ]),
      ...sides.flatMap((side, sideIndex) => {
        const { series, shape } = lookOf(context, side)
        const points = bins.flatMap(({ group }, index) => {
          const share = group.shares?.[side]
          if (share === undefined) return []
          const x = middleOf(index) + (sideIndex - (sides.length - 1) / 2) * spread
          return [{ x, y: y(share), interval: intervalOf(group, side), hint: describeShare(group, side) }]
        })
        return [
          renderLine(points, series, { isFaint: true }),
          ...points.flatMap((point) => {
            const { x, interval } = point
            const look = { class: `stroke${series}`, 'stroke-width': 2 }
            const range = interval && element('line', { x1: x, x2: x, y1: y(interval.low), y2: y(interval.high), ...look })
            return [...(range === null ? [] : [range]), renderMarker(shape, point, series, { fill: interval === null ? 'open' : 'series' })]
          }),
        ]
      }),
    ]
  })
}

function intervalOf(group: JudgedShares, label: string): { readonly low: number; readonly high: number } | null {
  const found = group.intervals.find((interval) => interval.label === label && interval.method === CLUSTER_BOOTSTRAP)
  return found !== undefined && found.low < found.high ? found : null
}

function describeShare(group: JudgedShares, label: string): string {
  const interval = intervalOf(group, label)
  return `${isolate(label)} ${formatPercent(group.shares?.[label] ?? 0)}${interval === null ? '' : ` (${formatPercentRange(interval)})`}`
}
