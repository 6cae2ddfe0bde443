import { formatCount, formatNumber, MIN_SHARE_COUNT } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import { aggregate } from '../../count/aggregate.js'
import type { JudgedPost } from '../../count/tally/shares.js'
import { DAY_LENGTH } from '../../read/record/parse-date.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type ChartContext, oneOf, type ReportChart } from './chart-context.js'
import { type GridRow, gridLabels, panelsOf, renderGrid, TOO_FEW } from './grid-chart.js'

/** Times outside this range are errors of a clock or source. A single one would squeeze all other times into one bin. */
const [EARLIEST, LATEST] = [Date.UTC(1990), Date.UTC(2100)]

const timeOf = ({ createdAt }: Pick<ReportGroup['judged'][number]['post'], 'createdAt'>): number | null => {
  const time = Date.parse(createdAt ?? '')
  return time >= EARLIEST && time < LATEST ? time : null
}

/** The bins of all time charts of a report. They have one width, so that deals can be compared. Null if dated posts do not fill two. */
export function binPosts(posts: readonly Pick<ReportGroup['judged'][number]['post'], 'createdAt'>[]): TimeBins | null {
  const times = posts.flatMap((post) => timeOf(post) ?? [])
  const maxCount = Math.min(MAX_BIN_COUNT, Math.floor(times.length / MIN_SHARE_COUNT))
  // A post dated by its day fits no shorter bin.
  const isDaily = posts.some(({ createdAt }) => createdAt?.length === DAY_LENGTH)
  return maxCount < 2 ? null : binTimes(times, maxCount, isDaily)
}

/**
 * Draws the model's counts over time, a row for each stretch. Stretches of too few posts show no shares. Null where fewer than two show some.
 */
export function renderTimeChart(reported: ReportGroup, context: ChartContext, binning: TimeBins | null): ReportChart | null {
  if (binning === null) return null
  const timed = reported.judged.flatMap((judged) => {
    const time = timeOf(judged.post)
    return time === null ? [] : [{ judged, time }]
  })
  const rows = binning.bins.map((bin): GridRow => {
    const members = timed.flatMap(({ judged, time }) => (time >= bin.start && time < bin.end ? [judged] : []))
    return rowOf(bin.name, members, context)
  })
  const shown = timed.filter(({ judged }) => judged.judgement.label !== null)
  const leftCount = reported.judged.length - shown.length
  const what = shown.length < timed.length ? 'time and label' : 'a time'
  const { slug, name, dealId, bands, group } = reported
  return renderGrid(rows, context, {
    ...{ id: `${slug}-time`, dealId, band: bands.counts, postCount: group.postCount },
    title: `${name}: ${oneOf(gridLabels(context.scheme))}, by ${binning.unit}`,
    subtitle: `Share of ${formatCount(shown.length, 'post')} with ${what}${leftCount === 0 ? '' : ` (${formatNumber(leftCount)} without)`}, %, by ${binning.unit}, UTC, as the model counts them`,
    reading: 'Open marks: what the model counted. Few posts in a stretch change by chance alone.',
  })
}

/** Counts of a stretch by the model. */
function rowOf(name: string, judged: readonly JudgedPost[], { scheme }: ChartContext): GridRow {
  const posts = judged.flatMap(({ post, judgement: { label, status } }) =>
    label === null ? [] : [{ ...post, label, status, deals: [], stances: [] }],
  )
  const postCount = posts.length
  if (postCount < MIN_SHARE_COUNT) return { name, postCount, shares: postCount === 0 ? '' : TOO_FEW }
  const { overall } = aggregate(posts, { scheme })
  return { name, postCount, shares: panelsOf({ group: overall, audit: null }, scheme) }
}

export interface TimeBins {
  readonly unit: string
  /** Consecutive `[start, end)` in milliseconds since 1970, UTC; some may be empty. Names are as precise as the unit: "11 May, 14:00". */
  readonly bins: readonly { readonly start: number; readonly end: number; readonly name: string }[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** 1970-01-01 was a Thursday; weeks start on Monday, and so may shorter units. */
const MONDAY = 4 * DAY

/** Start of the unit that contains a moment, or of one ahead of it, in milliseconds since 1970. */
type StartOf = (ms: number, ahead?: number) => number
const fixed =
  (length: number): StartOf =>
  (ms, ahead = 0) =>
    (Math.floor((ms - MONDAY) / length) + ahead) * length + MONDAY
const calendar =
  (months: number): StartOf =>
  (ms, ahead = 0) => {
    const date = new Date(ms)
    return Date.UTC(date.getUTCFullYear(), (Math.floor(date.getUTCMonth() / months) + ahead) * months)
  }
const isoOf = (ms: number): string => new Date(ms).toISOString()
const dayFormat = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }))
const formatDay = (start: number): string => dayFormat().format(start)
const formatClock = (start: number): string => `${formatDay(start)}, ${isoOf(start).slice(11, 16)}`

const UNITS: readonly (readonly [name: string, startOf: StartOf, format: (start: number) => string])[] = [
  ['10 minutes', fixed(10 * MINUTE), formatClock],
  ['hour', fixed(HOUR), formatClock],
  ['6 hours', fixed(6 * HOUR), formatClock],
  ['day', fixed(DAY), formatDay],
  ['week', fixed(7 * DAY), formatDay],
  ['month', calendar(1), (start) => isoOf(start).slice(0, 7)],
  ['year', calendar(12), (start) => isoOf(start).slice(0, 4)],
]

/** More rows would be too long to read. */
export const MAX_BIN_COUNT = 12

/**
 * Bins of the shortest unit that covers all times in at most `maxCount` bins. Years, the longest unit, have no limit.
 *
 * @param times milliseconds since 1970
 * @param maxCount at least 2
 * @param isDaily true if a bin is a day or longer
 * @returns null without times, or where all of them fall in one bin
 */
export function binTimes(times: readonly number[], maxCount = MAX_BIN_COUNT, isDaily = false): TimeBins | null {
  if (times.length === 0) return null
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity])
  for (const [unit, startOf, format] of isDaily ? UNITS.slice(UNITS.findIndex(([unit]) => unit === 'day')) : UNITS) {
    const isLast = unit === UNITS.at(-1)?.[0]
    const bins: TimeBins['bins'][number][] = []
    for (let start = startOf(first); start <= last && (isLast || bins.length <= maxCount); start = startOf(start, 1)) {
      bins.push({ start, end: startOf(start, 1), name: format(start) })
    }
    if (bins.length <= maxCount || isLast) return bins.length < 2 ? null : { unit, bins }
  }
  return null
}
