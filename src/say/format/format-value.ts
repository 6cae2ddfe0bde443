import { formatNumber } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import type { GroupBreakdown } from '../../count/breakdown/breakdown.js'

/** "14 March 2026, 18:05 UTC", or "14 March 2026" for a day; any other text unchanged. */
export function formatTime(createdAt: string): string {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(createdAt)
    ? Date.parse(createdAt)
    : Number.NaN
  // Other programs write a day as its midnight.
  const clock = time % DAY === 0 ? '' : `, ${createdAt.slice(11, 16)} UTC`
  return Number.isNaN(time) ? createdAt : `${dayFormat().format(time)}${clock}`
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

/** "18–19 November 2026"; "1 of 40 dated" if some have no date; empty if none has one. */
export function formatDates({
  written: { first, last, undatedCount },
  postCount,
}: Pick<GroupBreakdown, 'written' | 'postCount'>): string {
  if (first === null || last === null) return ''
  return undatedCount === 0
    ? formatDays({ first, last })
    : `${formatNumber(postCount - undatedCount)} of ${formatNumber(postCount)} dated`
}

/** If all are dated. */
export const datesOfAll = (group: Pick<GroupBreakdown, 'written' | 'postCount'>): string =>
  group.written.undatedCount === 0 ? formatDates(group) : ''

/** Days in UTC: "11–16 May 2026", "30 April – 2 May 2026". Empty for invalid ones. */
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

/** "less than 1%" for "<1%". */
export const percentWords = (percent: string): string =>
  percent.replace('<', 'less than ').replace('>', 'more than ')

/** Indented JSON: equal values give equal bytes. */
export const renderJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
