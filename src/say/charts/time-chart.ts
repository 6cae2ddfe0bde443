import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import type { BreakdownOptions } from '../../count/breakdown/breakdown.js'
import { countAuthors, estimateIntervals, type JudgedPost, sharesOf } from '../../count/tally/authors.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type ChartContext, chartFrame, oneOf, type ReportChart } from './chart-context.js'
import { type GridRow, gridLabels, panelsOf, renderGrid, TOO_FEW } from './grid-chart.js'

/** Resamples of each interval. Choice: more precision would not be visible in the chart. */
const RESAMPLE_COUNT = 500
/** Times outside this range are errors of a clock or source. A single one would squeeze all other times into one bin. */
const [EARLIEST, LATEST] = [Date.UTC(1990), Date.UTC(2100)]

const timeOf = ({ createdAt }: Pick<ReportGroup['judged'][number]['post'], 'createdAt'>): number | null => {
  const time = Date.parse(createdAt ?? '')
  return time >= EARLIEST && time < LATEST ? time : null
}

/** The bins of all time charts of a report: one width, so that deals can be compared. Null where the posts with a time fill no two. */
export function binPosts(posts: readonly Pick<ReportGroup['judged'][number]['post'], 'createdAt'>[]): TimeBins | null {
  const times = posts.flatMap((post) => timeOf(post) ?? [])
  const maxCount = Math.min(MAX_BIN_COUNT, Math.floor(times.length / MIN_PERCENT_COUNT))
  return maxCount < 2 ? null : binTimes(times, maxCount)
}

/**
 * Draws the model's counts over time, a row for each stretch. Stretches of too few posts show no shares. Null where fewer than two show some.
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
  const rows = binning.bins.map((bin): GridRow => {
    const members = timed.flatMap(({ judged, time }) => (time >= bin.start && time < bin.end ? [judged] : []))
    return rowOf(bin.name, members, context.scheme, options)
  })
  const untimedCount = reported.judged.length - timed.length
  return renderGrid(rows, context, (plot) =>
    chartFrame({ ...reported, band: reported.bands.counts }, context, {
      ...plot,
      kind: 'time',
      title: `${reported.name}: ${oneOf(gridLabels(context.scheme))}, by ${binning.unit}`,
      subtitle: `Share of ${formatCount(timed.length, 'post')} with a time${untimedCount === 0 ? '' : ` (${formatNumber(untimedCount)} without)`}, %, by ${binning.unit}, UTC, as the model counts them`,
      postCount: reported.group.postCount,
      reading: `Bars: ${context.level} interval of each stretch, if different but similar people had posted; errors of the model are not in it. Where bars overlap, no change is shown.`,
    }),
  )
}

/** Counts of a stretch by the model, with intervals that treat authors as clusters. */
function rowOf(name: string, judged: readonly JudgedPost[], scheme: StanceScheme, options: BreakdownOptions): GridRow {
  const counts = scheme.labels.map((label) => judged.filter(({ judgement }) => judgement.label === label).length)
  const postCount = sum(counts)
  if (postCount < MIN_PERCENT_COUNT) return { name, postCount, shares: postCount === 0 ? '' : TOO_FEW }
  const { intervals } = estimateIntervals(countAuthors(judged, scheme), scheme, { ...options, resampleCount: RESAMPLE_COUNT })
  const group = { shares: sharesOf(scheme.labels, counts, scheme), intervals }
  return { name, postCount, shares: panelsOf({ group, audit: null }, scheme) }
}

export interface TimeBins {
  readonly unit: string
  /** Consecutive `[start, end)` in milliseconds since 1970, UTC; some may be empty. Names are as precise as the unit: "11 May, 14:00". */
  readonly bins: readonly { readonly start: number; readonly end: number; readonly name: string }[]
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
  calendarUnit('year', 12, 4),
]

/** More rows would be too long to read. */
export const MAX_BIN_COUNT = 12

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
    const bins: TimeBins['bins'][number][] = []
    for (let start = unit.floor(first); start <= last && (isLast || bins.length <= maxCount); start = unit.next(start)) {
      bins.push({ start, end: unit.next(start), name: unit.format(start) })
    }
    if (bins.length <= maxCount || isLast) return bins.length < 2 ? null : { unit: unit.name, bins }
  }
  return null
}
