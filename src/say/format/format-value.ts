import { formatNumber, formatPercent } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import type { GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/**
 * Probability of the label, or of the lean of a withheld label: "98%". At most ">99%": "100%" would
 * claim certainty.
 */
export function formatProbability({ label, lean, probabilities }: ScoredPost): string | null {
  const shown = label ?? lean
  const probability = shown === null ? undefined : probabilities?.[shown]
  return probability === undefined ? null : formatPercent(Math.min(0.999, probability))
}

/**
 * "14 March 2026, 18:05 UTC" for an ISO 8601 time in UTC, "14 March 2026" for a day; any other text
 * unchanged.
 */
export function formatTime(createdAt: string): string {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(createdAt)
    ? Date.parse(createdAt)
    : Number.NaN
  // Other programs write a day as its midnight.
  const clock = time % DAY === 0 ? '' : `, ${createdAt.slice(11, 16)} UTC`
  return Number.isNaN(time) ? createdAt : `${dayFormat().format(time)}${clock}`
}

/**
 * Draws a share as a bar of `width` columns. It is solid up to the low end, dark to the share,
 * light to the high end, then dots. Without an interval, the bar is solid up to the share.
 */
export function drawBar(
  share: number,
  interval: { readonly low: number; readonly high: number } | null,
  width: number,
): string {
  const columns = (value: number): number => Math.round(value * width)
  const shareEnd = columns(share)
  const lowEnd = interval ? Math.min(columns(interval.low), shareEnd) : shareEnd
  const highEnd = interval ? Math.max(columns(interval.high), shareEnd) : shareEnd
  return (
    '█'.repeat(lowEnd) +
    '▓'.repeat(shareEnd - lowEnd) +
    '░'.repeat(highEnd - shareEnd) +
    '·'.repeat(width - highEnd)
  )
}

const DAY = 24 * 60 * 60 * 1000
const dayFormat = lazily(
  () =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }),
)

/**
 * The days of posts: "18–19 November 2026". Adds "1 of 40 dated" if some have no date; empty if
 * none has one.
 */
export function formatDates({
  written: { first, last, undatedCount },
  postCount,
}: Pick<GroupBreakdown, 'written' | 'postCount'>): string {
  if (first === null || last === null) return ''
  return undatedCount === 0
    ? formatDays({ first, last })
    : `${formatNumber(postCount - undatedCount)} of ${formatNumber(postCount)} dated`
}

/**
 * Days as people write them, in UTC: "16 May 2026", "11–16 May 2026", "30 April – 2 May 2026".
 * Empty for invalid days.
 */
export function formatDays({
  first,
  last,
}: {
  readonly first: string
  readonly last: string
}): string {
  const [from, to] = [first, last].map((time) => new Date(time))
  if (!from || !to || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return ''
  const one = dayFormat().format(from)
  const other = dayFormat().format(to)
  if (one === other) return one
  const [day = '', month = '', year = ''] = one.split(' ')
  const [, otherMonth, otherYear] = other.split(' ')
  if (year !== otherYear) return `${one} – ${other}`
  return month === otherMonth ? `${day}–${other}` : `${day} ${month} – ${other}`
}

/** "48%"; "less than 1%" and "more than 99%" where rounding would claim none or all. */
export const percentWords = (share: number): string =>
  formatPercent(share).replace('<', 'less than ').replace('>', 'more than ')

/** "3f2a9c01d4e5…": enough of a hash for a reader to tell it from others. */
export const shortHash = (sha256: string): string => `${sha256.slice(0, 12)}…`

/**
 * Indented JSON. Keys keep their order and numbers their full precision: equal values give equal
 * bytes.
 */
export const renderJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
