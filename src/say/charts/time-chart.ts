import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import { isolate } from '../../base/text/right-to-left.js'
import { type BreakdownOptions, CLUSTER_BOOTSTRAP, type GroupBreakdown, type ShareInterval } from '../../count/breakdown/breakdown.js'
import { countAuthors, estimateIntervals, type JudgedPost, sharesOf } from '../../count/tally/authors.js'
import type { ReportGroup } from '../facts/report-group.js'
import { formatEstimate } from '../facts/share-words.js'
import { linearScale, renderLeftAxis } from '../svg/axes.js'
import { element, renderLine, renderMarker, textElement } from '../svg/marks.js'
import { type ChartContext, chartFrame, drawReportChart, formatConfidence, lookOf, type ReportChart } from './chart-context.js'

/** Resamples of each interval. Choice: more precision would not be visible in the chart. */
const RESAMPLE_COUNT = 500
/** Fewest labelled posts of a bin that is drawn. Choice: at 20 one post is 5 points; smaller bins invent reversals. */
const MIN_BIN_POSTS = 20
/** Times outside this range are errors of a clock or source. A single one would squeeze all other times into one bin. */
const [EARLIEST, LATEST] = [Date.UTC(1990), Date.UTC(2100)]
/** Width of a date below the axis, in pixels. */
const DATE_WIDTH = 84

const timeOf = ({ createdAt }: Pick<ReportGroup['judged'][number]['post'], 'createdAt'>): number | null => {
  const time = Date.parse(createdAt ?? '')
  return time >= EARLIEST && time < LATEST ? time : null
}

/** The bins of all time charts of a report: one width, so that deals can be compared. Null where the posts with a time fill no two. */
export function binPosts(posts: readonly Pick<ReportGroup['judged'][number]['post'], 'createdAt'>[]): TimeBins | null {
  const times = posts.flatMap((post) => timeOf(post) ?? [])
  const maxCount = Math.min(MAX_BIN_COUNT, Math.floor(times.length / MIN_BIN_POSTS))
  return maxCount < 2 ? null : binTimes(times, maxCount)
}

/**
 * Draws the model's counts of the sides over time: one mark with its interval per bin and side. Bins of too few posts are left out, and a
 * line joins only neighbours whose intervals lie apart. Null where fewer than two bins hold posts enough.
 */
export function renderTimeChart(
  reported: ReportGroup,
  context: ChartContext,
  options: BreakdownOptions,
  binning: TimeBins | null,
): ReportChart | null {
  if (binning === null) return null
  const timed = reported.judged.flatMap((judged) => {
    const time = timeOf(judged.post)
    return time === null ? [] : [{ judged, time }]
  })
  const bins = binning.bins.map((bin): { readonly bin: TimeBin; readonly group: JudgedShares } => {
    const members = timed.flatMap(({ judged, time }) => (time >= bin.start && time < bin.end ? [judged] : []))
    return { bin, group: countJudged(members, context.scheme, { ...options, resampleCount: RESAMPLE_COUNT }) }
  })
  const isDrawn = ({ labelledCount }: JudgedShares): boolean => labelledCount >= MIN_BIN_POSTS
  const drawn = bins.filter(({ group }) => isDrawn(group))
  if (drawn.length < 2) return null
  const { sides } = context.scheme
  const untimedCount = reported.judged.length - timed.length
  const frame = chartFrame({ slug: reported.slug, band: reported.bands.counts }, context, {
    kind: 'time',
    title: `${reported.name}: ${sides.join(' and ')} over time`,
    subtitle: `n = ${formatCount(timed.length, 'post')} with a time${untimedCount === 0 ? '' : `, ${formatNumber(untimedCount)} without`}; by ${binning.unit}, UTC; counts of the model`,
    reading: `Upright lines: ${formatConfidence(context)} interval of each stretch, if different but similar people had posted. Below: posts with a label; stretches of fewer than ${MIN_BIN_POSTS} are left out.`,
    plotHeight: 200,
    plotBottom: 44,
    legend: sides.map((label) => ({ mark: lookOf(context, label).shape, series: lookOf(context, label).series, label })),
  })
  const description = drawn.map(({ bin, group }) => `${bin.name}: ${sides.map((side) => describeShare(group, side)).join(', ')}`).join('; ')
  return drawReportChart(frame, description, (area) => {
    const y = linearScale([0, 1], [area.bottom, area.top])
    const step = (area.right - area.left) / bins.length
    const middleOf = (index: number): number => area.left + (index + 0.5) * step
    const skip = Math.ceil(DATE_WIDTH / step)
    const spread = Math.min(14, step / 3)
    return [
      ...renderLeftAxis({ scale: y, label: 'share of the posts' }, area),
      element('line', { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom, class: 'axis' }),
      ...bins.flatMap(({ bin, group }, index) => [
        ...(index % skip === 0
          ? [textElement(bin.name, { x: middleOf(index), y: area.bottom + 34, 'text-anchor': 'middle', class: 'soft' })]
          : []),
        textElement(formatNumber(group.labelledCount), {
          x: middleOf(index),
          y: area.bottom + 16,
          'text-anchor': 'middle',
          class: 'soft',
        }),
      ]),
      ...sides.flatMap((side, sideIndex) => {
        const { series, shape } = lookOf(context, side)
        const points = bins.flatMap(({ group }, index) => {
          const share = group.shares?.[side]
          if (share === undefined || !isDrawn(group)) return []
          const x = middleOf(index) + (sideIndex - (sides.length - 1) / 2) * spread
          return [{ index, x, y: y(share), interval: intervalOf(group, side) }]
        })
        return [
          ...runsOf(points).map((run) => renderLine(run, series)),
          ...points.flatMap((point) => {
            const { x, interval } = point
            const look = { class: `stroke${series}`, 'stroke-width': 2 }
            const range = interval && element('line', { x1: x, x2: x, y1: y(interval.low), y2: y(interval.high), ...look })
            return [...(range === null ? [] : [range]), renderMarker(shape, point, series, { fill: 'open' })]
          }),
        ]
      }),
    ]
  })
}

/** Runs of two points and more in neighbouring bins, each apart from the one before: where intervals overlap, a line would draw noise. */
function runsOf<Point extends { readonly index: number; readonly interval: Bounds | null }>(points: readonly Point[]): Point[][] {
  const runs: Point[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last?.index === point.index - 1 && isApart(last.interval, point.interval)) run.push(point)
    else runs.push([point])
  }
  return runs.filter(({ length }) => length > 1)
}

type Bounds = Pick<ShareInterval, 'low' | 'high'>

const isApart = (one: Bounds | null, other: Bounds | null): boolean =>
  one !== null && other !== null && (one.high < other.low || other.high < one.low)

function intervalOf(group: JudgedShares, label: string): Bounds | null {
  const found = group.intervals.find((interval) => interval.label === label && interval.method === CLUSTER_BOOTSTRAP)
  return found !== undefined && found.low < found.high ? found : null
}

const describeShare = (group: JudgedShares, label: string): string =>
  `${isolate(label)} ${formatEstimate({ share: group.shares?.[label] ?? 0, interval: intervalOf(group, label) })}`

interface JudgedShares extends Pick<GroupBreakdown, 'shares' | 'intervals'> {
  readonly labelledCount: number
}

/** Counts posts by label, with intervals that treat authors as clusters. */
function countJudged(judged: readonly JudgedPost[], scheme: StanceScheme, options: BreakdownOptions): JudgedShares {
  const counts = scheme.labels.map((label) => judged.filter(({ judgement }) => judgement.label === label).length)
  return {
    labelledCount: counts.reduce((total, count) => total + count, 0),
    shares: sharesOf(scheme.labels, counts, scheme),
    intervals: estimateIntervals(countAuthors(judged, scheme), scheme, options).intervals,
  }
}

/** The time interval `[start, end)`, in milliseconds since 1970, UTC. */
export interface TimeBin {
  readonly start: number
  readonly end: number
  /** Printed start, as precise as the unit: "11 May, 14:00", "11 May", "2026-05". */
  readonly name: string
}

export interface TimeBins {
  /** Name of the unit, such as "hour" or "day". */
  readonly unit: string
  /** Consecutive, earliest first; some may be empty. */
  readonly bins: readonly TimeBin[]
}

interface Unit {
  readonly name: string
  /** Start of the unit that contains a moment. */
  floor(ms: number): number
  next(start: number): number
  format(start: number): string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** 1970-01-01 was a Thursday; weeks start on Monday. */
const MONDAY = 4 * DAY

const isoOf = (ms: number): string => new Date(ms).toISOString()
const fixedUnit = (name: string, length: number, format: (start: number) => string, offset = 0): Unit => ({
  name,
  floor: (ms) => Math.floor((ms - offset) / length) * length + offset,
  next: (start) => start + length,
  format,
})
const calendarUnit = (name: string, months: number, letters: number): Unit => ({
  name,
  floor: (ms) => {
    const date = new Date(ms)
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months)
  },
  next: (start) => {
    const date = new Date(start)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months)
  },
  format: (start) => isoOf(start).slice(0, letters),
})
const dayFormat = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }))
const formatDay = (start: number): string => dayFormat().format(start)
const formatClock = (start: number): string => `${formatDay(start)}, ${isoOf(start).slice(11, 16)}`

const UNITS: readonly Unit[] = [
  fixedUnit('10 minutes', 10 * MINUTE, formatClock),
  fixedUnit('hour', HOUR, formatClock),
  fixedUnit('6 hours', 6 * HOUR, formatClock),
  fixedUnit('day', DAY, formatDay),
  fixedUnit('week', 7 * DAY, formatDay, MONDAY),
  calendarUnit('month', 1, 7),
  calendarUnit('quarter', 3, 7),
  calendarUnit('year', 12, 4),
]

/** More bins would be too narrow to read. */
export const MAX_BIN_COUNT = 16

/**
 * Bins of the shortest unit that covers all times in at most `maxCount` bins. Years, the longest unit, have no limit.
 *
 * @param times milliseconds since 1970
 * @param maxCount at least 2
 * @returns null without times, or where all of them fall in one bin
 */
export function binTimes(times: readonly number[], maxCount = MAX_BIN_COUNT): TimeBins | null {
  if (times.length === 0) return null
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity])
  for (const unit of UNITS) {
    const isLast = unit === UNITS.at(-1)
    const bins: TimeBin[] = []
    for (let start = unit.floor(first); start <= last && (isLast || bins.length <= maxCount); start = unit.next(start)) {
      bins.push({ start, end: unit.next(start), name: unit.format(start) })
    }
    if (bins.length <= maxCount || isLast) return bins.length < 2 ? null : { unit: unit.name, bins }
  }
  return null
}
