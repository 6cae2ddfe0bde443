const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = '(?<name>[a-z]{3,9})\\.?'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?'
/** Day with its year, in English or numbers, as people, pages, mails and X's first API write it. */
const DAYS = [
  `${MONTH} ${DAY},? (?:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4} )?(?<year>\\d{4})`,
  `${DAY} ${MONTH},? (?<year>\\d{4})`,
  '(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})',
  '(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})',
  '(?<day>\\d{1,2})-(?<name>[a-z]{3})-(?<year>\\d{4}|\\d{2})',
].map((source) => new RegExp(`(?<![\\d\\p{L}])${source}(?!\\d)`, 'iu'))
const CLOCK =
  /(?<early>上午|午前)?(?<late>下午|午後)?\s?(?<![\d.+-])(\d{1,2})[:.](\d{2})(:\d{2})?(?:\s?([ap])\.?\s?m\b\.?)?(?:\s?(?:utc|gmt|z)?([+-]\d{2}):?(\d{2})\b)?/iu
/**
 * Mark of half a day in another language, as in "8:28 μ.μ." or "오후 8:28": the hour is not known.
 */
const OTHER_HALF = /\d[:.]\d{2}\s?\p{L}\.\s?\p{L}\.|오[전후]\s?\d/u
/** Named zones: "EST", "CEST". Some have several meanings. */
const OTHER_ZONE = /\b(?:[ecmp][sd]?t|cest|bst)\b/i

const ZONED = /\d[:.]\d{2}(?:[.,]\d{1,9})?\s?(?:z|utc|gmt|[+-]\d{2})/i

/** True for words with a clock and no zone behind it, which {@link parseDate} takes as UTC. */
export const lacksZone = (words: string): boolean => /\d:\d{2}/.test(words) && !ZONED.test(words)

/**
 * Smallest time. Years, days such as 20260605 and positions are smaller. As seconds: March 1973.
 */
const SECONDS_FROM = 1e8
/**
 * Smallest time in milliseconds; smaller ones are seconds. As seconds: year 5138; as milliseconds:
 * March 1973.
 */
const MILLISECONDS_FROM = 1e11

/**
 * Converts a time to ISO 8601 in UTC with milliseconds, and a day without a clock to a day. Times
 * without a zone are UTC. Null for ambiguous days such as "3/4/2026", for impossible days and for
 * other values.
 *
 * @param value ISO date or time, a day with its year, or seconds or milliseconds since 1970 (number
 *   or digits, from 1e8)
 */
export function parseDate(value: string | number): string | null {
  if (typeof value === 'number' || /^\d{9,13}(?:\.\d{1,6})?$/.test(value)) {
    const count = Number(value)
    return count < SECONDS_FROM
      ? null
      : toIso(Math.round(count < MILLISECONDS_FROM ? count * 1000 : count))
  }
  const iso = ISO.exec(value.trim())
  if (iso) {
    const zone =
      iso[4] === undefined || iso[4] === 'UTC'
        ? 'Z'
        : iso[4].replace(
            /^([+-]\d{2}):?(\d{2})?$/,
            (_, hours: string, minutes = '00') => `${hours}:${minutes}`,
          )
    // Date.parse reads at most milliseconds.
    const seconds = (iso[3] ?? ':00').replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')
    if (!isDay(iso[1] ?? '')) return null
    return iso[2] === undefined
      ? (iso[1] ?? null)
      : toIso(Date.parse(`${iso[1]}T${iso[2]}${seconds}${zone}`))
  }
  return /\d{4}|-\d\d\b/.test(value) && !OTHER_ZONE.test(value) ? parseWritten(value) : null
}

function parseWritten(text: string): string | null {
  const dayMatch = DAYS.map((pattern) => pattern.exec(text)).find((match) => match !== null)
  if (dayMatch == null) return null
  const { year, name, month = '', day = '' } = dayMatch.groups ?? {}
  const number = name === undefined ? month : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
  const clock = CLOCK.exec(text.replace(dayMatch[0], (words) => words.replace(/^[^:]*$/, ' ')))
  const [, , , hours, minutes, seconds = ':00', mark, zone, zoneMinutes] = clock ?? []
  const early = clock?.groups?.['early'] ? 'a' : undefined
  const half = mark ?? (clock?.groups?.['late'] ? 'p' : early)
  if (mark === undefined && OTHER_HALF.test(text)) return null
  const pad = (part: number | string): string => String(part).padStart(2, '0')
  const date = `${year?.padStart(4, '20')}-${pad(number)}-${pad(day)}`
  if (!isDay(date)) return null
  if (hours === undefined) return date
  const hour =
    half === undefined
      ? Number(hours)
      : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return toIso(
    Date.parse(
      `${date}T${pad(hour)}:${minutes}${seconds}${zone === undefined ? 'Z' : `${zone}:${zoneMinutes}`}`,
    ),
  )
}

const NUMBERED = /(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})(?!\d)/

/**
 * Decides between day and month for all times of a file, by a number above 12. Returns ISO days
 * with the words beside them, or undecided times unchanged, with their count.
 *
 * @example settleDayOrder(['20/01/19, 10:14', '3/2/19, 9:00']).of('3/2/19, 9:00') // =>
 *   '2019-02-03, 9:00'
 */
export function settleDayOrder(times: readonly string[]): {
  readonly unknownCount: number
  of(time: string): string
} {
  const matches = times.map((time) => NUMBERED.exec(time)).filter((match) => match !== null)
  const [isDayFirst, isMonthFirst] = [1, 3].map((place) =>
    matches.some((match) => Number(match[place]) > 12),
  ) as [boolean, boolean]
  if (isDayFirst === isMonthFirst)
    return { unknownCount: matches.filter(([, , sign]) => sign !== '.').length, of: (time) => time }
  const isoOf = (_: string, one: string, __: string, other: string, year: string): string => {
    const [day, month] = isDayFirst ? [one, other] : [other, one]
    return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  }
  return { unknownCount: 0, of: (time) => time.replace(NUMBERED, isoOf) }
}

const AGE =
  /^(?:about |over |almost )?(an?|\d{1,3})\+? ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)\.?(?: ago)?$/i
const DAY_SECONDS = 86_400
const DAY_MS = DAY_SECONDS * 1000
/** Length of a day such as 2026-06-05, which shows no clock. */
export const DAY_LENGTH = 10
const SECONDS_OF: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: DAY_SECONDS,
  w: 604_800,
  mo: 2_630_016,
  y: 31_557_600,
}

/** Age in seconds, rounded down to its unit. */
export type Age = Readonly<Record<'seconds' | 'unit', number>>

/** True for an age that is surely above another one. */
export const isOlderAge = (age: Age, other: Age): boolean =>
  age.seconds >= other.seconds + other.unit

/** Age such as "3h" or "2 days ago" in seconds, with those of its unit; null for other texts. */
export function parseAge(shown: string): Age | null {
  const [, count = '', name = ''] = AGE.exec(shown) ?? []
  const unit = SECONDS_OF[name.slice(0, /^mo/i.test(name) ? 2 : 1).toLowerCase()]
  return unit === undefined ? null : { seconds: (Number(count) || 1) * unit, unit }
}

/** Seconds of an age such as "3h" or "2 days ago"; null for other texts. */
export const secondsAgo = (shown: string): number | null => parseAge(shown)?.seconds ?? null

/**
 * Time shown by a page, counted from its copy: an age, "yesterday", or a day without a year.
 * As exact as the unit shown: days ago give a day. Null for other texts.
 *
 * @param capturedAt ISO 8601
 * @example reckonTime('3h', '2026-06-05T12:00:00.000Z') // => '2026-06-05T09:00:00.000Z'
 */
export function reckonTime(shown: string, capturedAt: string): string | null {
  const captured = Date.parse(capturedAt)
  const dayBefore = (count: number): string =>
    toIso(captured - count * DAY_MS)?.slice(0, DAY_LENGTH) ?? ''
  const age = secondsAgo(shown.trim().replace(/^(?:just )?now$/i, '1s'))
  if (age !== null)
    return (
      toIso(captured - age * 1000)?.slice(0, age < DAY_SECONDS ? undefined : DAY_LENGTH) ?? null
    )
  const dated = shown
    .trim()
    .replace(/^(?:(yesterday)|today)\b/i, (_, isBefore) =>
      dayBefore(isBefore === undefined ? 0 : 1),
    )
  const year = Number(capturedAt.slice(0, 4))
  const days = [year, year - 1].map((each) => inYear(dated, each))
  return (
    [parseDate(dated), ...days].find(
      (day) => day !== null && Date.parse(day) <= captured + DAY_MS,
    ) ?? null
  )
}

/**
 * Time of a reply's yearless day: the first such day from the day before its thread was opened.
 * Zones differ. Null for other texts, such as the age "3h".
 *
 * @param openedAt when the thread was opened, ISO 8601
 * @example dayAfter('Jan 2', '2026-12-30T12:00:00.000Z') // => '2027-01-02'
 */
export function dayAfter(shown: string, openedAt: string): string | null {
  const year = Number(openedAt.slice(0, 4))
  const days = [year, year + 1].map((each) => inYear(shown, each))
  const from = Math.floor(Date.parse(openedAt) / DAY_MS - 1) * DAY_MS
  return days.find((day) => day !== null && Date.parse(day) >= from) ?? null
}

/**
 * Time of a yearless day such as "19 Nov" or "Nov 19, 10:14" in a given year. Null for other texts.
 */
const inYear = (shown: string, year: number): string | null =>
  parseDate(shown.replace(/[a-z]{3,9}\.? \d{1,2}\b|\b\d{1,2}\.? [a-z]{3,9}/i, `$&, ${year}`))

/**
 * True for a real day: `Date.parse` takes 30 February for a day of March. It is slow, and asked
 * from the 29th on alone.
 */
const isDay = (date: string): boolean =>
  /-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/.test(date) ||
  toIso(Date.parse(`${date}T00:00Z`))?.startsWith(date) === true

function toIso(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/**
 * Posts without a time, dated by the time that their page shows, and their number.
 *
 * @param timeOf gives null for an unusable time
 */
export function dateShown<
  Shown extends {
    readonly createdAt: string | null
    readonly meta: Readonly<Record<string, unknown>>
  },
>(
  posts: readonly Shown[],
  timeOf: (shown: string, post: Shown) => string | null,
): { readonly posts: Shown[]; readonly count: number } {
  let count = 0
  const dated = posts.map((post) => {
    const shown = post.createdAt === null ? post.meta['timeText'] : undefined
    const createdAt = typeof shown === 'string' ? timeOf(shown, post) : null
    if (createdAt !== null) count += 1
    return createdAt === null ? post : { ...post, createdAt }
  })
  return { posts: dated, count }
}
