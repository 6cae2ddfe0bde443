import { formatPercent } from '../../base/text/format-count.js'
import { lazily } from '../../base/text/lazily.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Probability of the label, or of the lean where the label is withheld: "98%", at most ">99%", since "100%" would claim certainty. */
export function formatProbability({ label, lean, probabilities }: ScoredPost): string | null {
  const shown = label ?? lean
  const probability = shown === null ? undefined : probabilities?.[shown]
  return probability === undefined ? null : formatPercent(Math.min(0.999, probability))
}

/** A number with its sign and a true minus: "+0.21", "−0.40", "0.00". */
export function formatSigned(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals)
  return Number(digits) === 0 ? digits : `${value < 0 ? '−' : '+'}${digits}`
}

/** "14 March 2026, 18:05 UTC" for an ISO 8601 time in UTC; any other text unchanged. */
export function formatTime(createdAt: string): string {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/.test(createdAt) ? Date.parse(createdAt) : Number.NaN
  return Number.isNaN(time) ? createdAt : `${dayFormat().format(time)}, ${createdAt.slice(11, 16)} UTC`
}

/**
 * Draws a share as a bar of `width` columns: solid up to the interval's low end, dark up to the share, light up to the high end, then
 * dots. Without an interval, the bar is solid up to the share.
 */
export function drawBar(share: number, interval: { readonly low: number; readonly high: number } | undefined, width: number): string {
  const columns = (value: number): number => Math.round(value * width)
  const shareEnd = columns(share)
  const lowEnd = interval ? Math.min(columns(interval.low), shareEnd) : shareEnd
  const highEnd = interval ? Math.max(columns(interval.high), shareEnd) : shareEnd
  return '█'.repeat(lowEnd) + '▓'.repeat(shareEnd - lowEnd) + '░'.repeat(highEnd - shareEnd) + '·'.repeat(width - highEnd)
}

/** "20 July 2026", in UTC. */
const dayFormat = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }))

/** First and last time of writing, ISO 8601 UTC. */
export interface TimeSpan {
  readonly first: string
  readonly last: string
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT/

/** A span with further times in it; null as long as no post has a time. */
export function widenSpan(span: TimeSpan | null, posts: Iterable<{ readonly createdAt: string | null }>): TimeSpan | null {
  let wide = span
  for (const { createdAt: at } of posts) {
    if (at === null || !ISO_TIME.test(at)) continue
    if (wide === null) wide = { first: at, last: at }
    else if (at < wide.first) wide = { ...wide, first: at }
    else if (at > wide.last) wide = { ...wide, last: at }
  }
  return wide
}

/** Days as people write them, in UTC: "16 May 2026", "11–16 May 2026", "30 April – 2 May 2026"; empty where they are no days. */
export function formatDays({ first, last }: TimeSpan): string {
  const [from, to] = [first, last].map((time) => new Date(time))
  if (!from || !to || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return ''
  const [one, other] = [dayFormat().format(from), dayFormat().format(to)]
  if (one === other) return one
  const [day = '', month = '', year = ''] = one.split(' ')
  const [, otherMonth, otherYear] = other.split(' ')
  if (year !== otherYear) return `${one} – ${other}`
  return month === otherMonth ? `${day}–${other}` : `${day} ${month} – ${other}`
}
