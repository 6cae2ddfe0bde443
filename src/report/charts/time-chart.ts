import type { BreakdownOptions } from '../../aggregate/breakdown/breakdown.js'
import { CLUSTER_BOOTSTRAP } from '../../aggregate/breakdown/breakdown.js'
import { countJudged, type JudgedShares } from '../../aggregate/tally/count-judged.js'
import { renderLeftAxis } from '../../svg/axes.js'
import { renderChart } from '../../svg/chart.js'
import { renderMarker } from '../../svg/marker.js'
import { renderLine } from '../../svg/marks.js'
import { percentTick } from '../../svg/reliability-chart.js'
import { linearScale } from '../../svg/scales.js'
import { element, textElement } from '../../svg/svg-element.js'
import { formatCount } from '../../text/format-count.js'
import { isolate } from '../../text/right-to-left.js'
import type { ReportGroup } from '../facts/report-group.js'
import { binTimes, MAX_BIN_COUNT, type TimeBin } from '../facts/time-bins.js'
import { formatShare, formatShareRange } from '../format/format-share.js'
import { type ChartContext, chartFrame, levelOf, lookOf, type ReportChart, reportChart } from './chart-context.js'

/** As many resamples as a drawn line can show. */
const RESAMPLE_COUNT = 500
/** Fewer posts in a stretch, on average, say nothing of its shares. */
const POSTS_PER_BIN = 5
/** Times outside are slips of a clock or of a source: one of them would press all others into one stretch. */
const [EARLIEST, LATEST] = [Date.UTC(1990), Date.UTC(2100)]
/** Letters of a date below the axis, in pixels. */
const DATE_WIDTH = 76

interface BinShares {
  readonly bin: TimeBin
  readonly group: JudgedShares
}

/**
 * The shares of the sides over time, by the classifier: a marker per stretch and side with its interval.
 *
 * @returns null for fewer than ten posts with a time, or where fewer than two stretches hold a label
 */
export function renderTimeChart(reported: ReportGroup, context: ChartContext, options: BreakdownOptions): ReportChart | null {
  const timed = reported.judged.flatMap((judged) => {
    const time = Date.parse(judged.post.createdAt ?? '')
    return time >= EARLIEST && time < LATEST ? [{ judged, time }] : []
  })
  const maxCount = Math.min(MAX_BIN_COUNT, Math.floor(timed.length / POSTS_PER_BIN))
  if (maxCount < 2) return null
  const found = binTimes(
    timed.map(({ time }) => time),
    maxCount,
  )
  if (found === null) return null
  const all = found.bins.map((bin): BinShares => {
    const members = timed.flatMap(({ judged, time }) => (time >= bin.start && time < bin.end ? [judged] : []))
    return {
      bin,
      group: countJudged(members, context.scheme, { ...options, resampleCount: RESAMPLE_COUNT }),
    }
  })
  const shown = all.filter(({ group }) => group.shares !== null)
  if (shown.length < 2) return null
  const { sides } = context.scheme
  const untimed = reported.judged.length - timed.length
  const frame = {
    ...chartFrame(reported, context, {
      kind: 'time',
      title: `${reported.name}: ${sides.join(' and ')} over time`,
      subtitle: `n = ${formatCount(timed.length, 'post')} with a time${untimed === 0 ? '' : `, ${untimed} without`}; by ${found.unit}, UTC; classifier counts`,
      reading: `Upright lines: ${levelOf(context)} interval of each stretch, if its authors were a random draw from a wider crowd. Open marks: one author, no interval. Below: posts with a label.`,
    }),
    plotHeight: 200,
    plotBottom: 44,
    legend: sides.map((label) => ({ mark: lookOf(context, label).shape, series: lookOf(context, label).series, label })),
  }
  const description = shown.map(({ bin, group }) => `${bin.name}: ${sides.map((side) => describeShare(group, side)).join(', ')}`).join('; ')
  const svg = renderChart({
    ...frame,
    description,
    draw: (area) => {
      const y = linearScale([0, 1], [area.bottom, area.top])
      const step = (area.right - area.left) / all.length
      const middleOf = (index: number): number => area.left + (index + 0.5) * step
      const skip = Math.ceil(DATE_WIDTH / step)
      const spread = Math.min(14, step / 3)
      return [
        ...renderLeftAxis({ scale: y, label: 'share of the posts', format: percentTick, tickCount: 5 }, area),
        element('line', { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom, class: 'axis' }),
        ...all.flatMap(({ bin, group }, index) => [
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
          const points = all.flatMap(({ group }, index) => {
            const share = group.shares?.[side]
            if (share === undefined) return []
            const x = middleOf(index) + (sideIndex - (sides.length - 1) / 2) * spread
            return [{ x, y: y(share), interval: intervalOf(group, side), hint: describeShare(group, side) }]
          })
          return [
            renderLine(points, series, { isFaint: true }),
            ...points.flatMap((point) => [
              ...(point.interval === null
                ? []
                : [
                    element('line', {
                      x1: point.x,
                      x2: point.x,
                      y1: y(point.interval.low),
                      y2: y(point.interval.high),
                      class: `stroke${series}`,
                      'stroke-width': 2,
                    }),
                  ]),
              renderMarker(shape, point, series, { fill: point.interval === null ? 'open' : 'series' }),
            ]),
          ]
        }),
      ]
    },
  })
  return reportChart(frame, description, svg)
}

function intervalOf(group: JudgedShares, label: string): { readonly low: number; readonly high: number } | null {
  const found = group.intervals.find((interval) => interval.label === label && interval.method === CLUSTER_BOOTSTRAP)
  return found !== undefined && found.low < found.high ? found : null
}

function describeShare(group: JudgedShares, label: string): string {
  const interval = intervalOf(group, label)
  return `${isolate(label)} ${formatShare(group.shares?.[label] ?? 0)}${interval === null ? '' : ` (${formatShareRange(interval)})`}`
}
