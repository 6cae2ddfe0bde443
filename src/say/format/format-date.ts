const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

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
  const [one, other] = [DAY.format(from), DAY.format(to)]
  if (one === other) return one
  const [day = '', month = '', year = ''] = one.split(' ')
  const [, otherMonth, otherYear] = other.split(' ')
  if (year !== otherYear) return `${one} – ${other}`
  return month === otherMonth ? `${day}–${other}` : `${day} ${month} – ${other}`
}
