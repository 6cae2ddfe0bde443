const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = '(?<name>[a-z]{3,9})\\.?'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?'
/** A day with its year in English or in numbers, as people, pages, mails and X's first API write it; the API puts the time between. */
const DAYS = [
  `${MONTH} ${DAY},? (?:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4} )?(?<year>\\d{4})`,
  `${DAY} ${MONTH},? (?<year>\\d{4})`,
  '(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})',
  '(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})',
].map((source) => new RegExp(`(?<![\\d\\p{L}])${source}(?!\\d)`, 'iu'))
const CLOCK = /(?<![\d.+-])(\d{1,2})[:.](\d{2})(:\d{2})?(?: ?([ap])\.?m\b)?(?: ?(?:utc|gmt|z)?([+-]\d{2}):?(\d{2})\b)?/i
/** Zones by name: those that are not UTC have several meanings. */
const OTHER_ZONE = /\b(?:[ecmp][sd]?t|cest|bst)\b/i

/** Smaller numbers are no times: a year, a day such as 20260605, a position in a conversation. As seconds, the limit is in March 1973. */
const SECONDS_FROM = 1e8
/** Numbers from here on count milliseconds since 1970, others seconds. As seconds, the limit is in 5138; as milliseconds, in March 1973. */
const MILLISECONDS_FROM = 1e11

/**
 * Converts a time to ISO 8601 in UTC with milliseconds. A time without a zone is taken as UTC. Null for any other value, also for
 * "3/4/2026", which is a day of March or of April, and for a day that no calendar has.
 *
 * @param value an ISO date or time, a day with its year in English or in numbers, or seconds or milliseconds since 1970 (number or digits,
 *   from 1e8 on)
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
  return /\d{4}/.test(value) && !OTHER_ZONE.test(value) ? readWritten(value) : null
}

function readWritten(text: string): string | null {
  const found = DAYS.map((pattern) => pattern.exec(text)).find((match) => match !== null)
  if (found == null) return null
  const { year, name, month = '', day = '' } = found.groups ?? {}
  const number = name === undefined ? month : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
  const [, hours = '0', minutes = '00', seconds = ':00', half, zone, zoneMinutes] =
    CLOCK.exec(text.replace(found[0], (words) => words.replace(/^[^:]*$/, ' '))) ?? []
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const pad = (part: number | string): string => String(part).padStart(2, '0')
  const date = `${year}-${pad(number)}-${pad(day)}`
  return isDay(date)
    ? toIso(Date.parse(`${date}T${pad(hour)}:${minutes}${seconds}${zone === undefined ? 'Z' : `${zone}:${zoneMinutes}`}`))
    : null
}

const AGE =
  /^(?:about |over |almost )?(an?|\d{1,3})\+? ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)\.?(?: ago)?$/i
const DAY_SECONDS = 86_400
const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: DAY_SECONDS, w: 604_800, mo: 2_630_016, y: 31_557_600 }

/** The seconds of an age such as "3h" or "2 days ago"; null for another text. */
export function secondsAgo(shown: string): number | null {
  const [, count = '', unit = ''] = AGE.exec(shown) ?? []
  return unit === '' ? null : (Number(count) || 1) * (SECONDS_OF[unit.slice(0, /^mo/i.test(unit) ? 2 : 1).toLowerCase()] ?? 0)
}

/**
 * The time that a page shows, reckoned from when the page was copied: an age in English or by a letter, "yesterday", a day without its
 * year. It is as exact as the unit shown. Null for another text.
 *
 * @param capturedAt ISO 8601
 * @example reckonTime('3h', '2026-06-05T12:00:00.000Z') // => '2026-06-05T09:00:00.000Z'
 */
export function reckonTime(shown: string, capturedAt: string): string | null {
  const captured = Date.parse(capturedAt)
  const dayBefore = (count: number): string => toIso(captured - count * DAY_SECONDS * 1000)?.slice(0, 10) ?? ''
  const age = secondsAgo(shown.trim().replace(/^(?:just )?now$/i, '1s'))
  if (age !== null) return toIso(captured - age * 1000)
  const dated = shown.trim().replace(/^(?:(yesterday)|today)\b/i, (_, isBefore) => dayBefore(isBefore === undefined ? 0 : 1))
  const year = Number(capturedAt.slice(0, 4))
  const days = [year, year - 1].map((each) => parseDate(dated.replace(/[a-z]{3,9}\.? \d{1,2}\b|\b\d{1,2}\.? [a-z]{3,9}/i, `$&, ${each}`)))
  return [parseDate(dated), ...days].find((day) => day !== null && Date.parse(day) <= captured + DAY_SECONDS * 1000) ?? null
}

/** Whether the calendar has the day: `Date.parse` takes 30 February for a day of March. */
const isDay = (date: string): boolean => toIso(Date.parse(`${date}T00:00Z`))?.startsWith(date) === true

function toIso(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
