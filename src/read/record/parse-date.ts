const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
/** "Wed Oct 10 20:19:24 +0000 2018", as X's first API writes it. */
const X_API = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2}) (\d{4})$/
/** "Wed, 10 Oct 2018 20:19:24 +0000", as RFC 2822 and HTTP write it; the weekday and the seconds may be absent. */
const RFC_2822 =
  /^(?:[A-Z][a-z]{2}, ?)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2})(:\d{2})? (?:([+-]\d{2})(\d{2})|UTC?|GMT|Z)(?: \([A-Z]{1,5}\))?$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Smaller numbers are no times: a year, a day such as 20260605, a position in a conversation. As seconds, the limit is in March 1973. */
const SECONDS_FROM = 1e8
/** Numbers from here on count milliseconds since 1970, others seconds. As seconds, the limit is in 5138; as milliseconds, in March 1973. */
const MILLISECONDS_FROM = 1e11

/**
 * Converts a time to ISO 8601 in UTC with milliseconds. A time without a zone is taken as UTC. Null for any other value, and for a day that
 * no calendar has.
 *
 * @param value an ISO date or time, X's API form, that of RFC 2822, or seconds or milliseconds since 1970 (number or digits, from 1e8 on)
 * @example parseDate('2026-06-05 10:14+02:00') // => '2026-06-05T08:14:00.000Z'
 */
export function parseDate(value: string | number): string | null {
  if (typeof value === 'number' || /^\d{9,13}(?:\.\d{1,6})?$/.test(value)) {
    const count = Number(value)
    return count < SECONDS_FROM ? null : toIso(Math.round(count < MILLISECONDS_FROM ? count * 1000 : count))
  }
  const iso = ISO.exec(value.trim())
  if (iso) {
    const zone =
      iso[4] === undefined || iso[4] === 'UTC'
        ? 'Z'
        : iso[4].replace(/^([+-]\d{2}):?(\d{2})?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`)
    // Date.parse reads milliseconds only.
    const seconds = (iso[3] ?? ':00').replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')
    return isDay(iso[1] ?? '') ? toIso(Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${seconds}${zone}`)) : null
  }
  const api = X_API.exec(value.trim())
  if (api) return fromParts(api[6], api[1], api[2], `${api[3]}${api[4]}:${api[5]}`)
  const mail = RFC_2822.exec(value.trim())
  return (
    mail && fromParts(mail[3], mail[2], mail[1], `${mail[4]}${mail[5] ?? ':00'}${mail[6] === undefined ? 'Z' : `${mail[6]}:${mail[7]}`}`)
  )
}

function fromParts(year = '', monthName = '', day = '', time = ''): string | null {
  const month = MONTHS.indexOf(monthName) + 1
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(date) ? toIso(Date.parse(`${date}T${time}`)) : null
}

/** Whether the calendar has the day: `Date.parse` takes 30 February for a day of March. */
const isDay = (date: string): boolean => toIso(Date.parse(`${date}T00:00Z`))?.startsWith(date) === true

function toIso(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
