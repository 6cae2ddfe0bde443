const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
/** "Wed Oct 10 20:19:24 +0000 2018", as X's first API writes it. */
const X_API = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2}) (\d{4})$/
/** "Wed, 10 Oct 2018 20:19:24 +0000", as RFC 2822 and HTTP write it; the weekday and the seconds may be absent. */
const RFC_2822 =
  /^(?:[A-Z][a-z]{2}, ?)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2})(:\d{2})? (?:([+-]\d{2})(\d{2})|UTC?|GMT|Z)(?: \([A-Z]{1,5}\))?$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A smaller number counts seconds since 1970, others milliseconds. As seconds, the limit is in 5138; as milliseconds, in 1973. */
const MILLISECONDS_FROM = 1e11

/**
 * Converts a time to ISO 8601 in UTC with milliseconds. A time without a zone is taken as UTC. Null for any other value.
 *
 * @param value an ISO date or time, X's API form, that of RFC 2822, or seconds or milliseconds since 1970 (number or digits)
 * @example parseDate('2026-06-05 10:14+02:00') // => '2026-06-05T08:14:00.000Z'
 */
export function parseDate(value: string | number): string | null {
  if (typeof value === 'number' || /^\d{9,13}(?:\.\d{1,6})?$/.test(value)) {
    const count = Number(value)
    return toIso(count < MILLISECONDS_FROM ? count * 1000 : count)
  }
  const iso = ISO.exec(value.trim())
  if (iso) {
    const zone =
      iso[4] === undefined || iso[4] === 'UTC'
        ? 'Z'
        : iso[4].replace(/^([+-]\d{2}):?(\d{2})?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`)
    // Date.parse reads milliseconds only.
    const seconds = (iso[3] ?? ':00').replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')
    return toIso(Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${seconds}${zone}`))
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
  return month === 0 ? null : toIso(Date.parse(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}T${time}`))
}

const DAY_MS = 86_400_000
/** Cached date of the last day: posts of one dump are mostly in order of time. */
let lastDay = { number: Number.NaN, date: '' }
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))

function toIso(milliseconds: number): string | null {
  // Ten times as fast as toISOString, for whole seconds from 1970 to 9999.
  if (milliseconds >= 0 && milliseconds < 253_402_300_800_000 && milliseconds % 1000 === 0) {
    const day = Math.floor(milliseconds / DAY_MS)
    if (day !== lastDay.number) lastDay = { number: day, date: new Date(day * DAY_MS).toISOString().slice(0, 11) }
    const second = (milliseconds - day * DAY_MS) / 1000
    const minute = Math.floor(second / 60)
    return `${lastDay.date}${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:${TWO_DIGITS[second % 60]}.000Z`
  }
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
