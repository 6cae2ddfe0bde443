import { parseDate } from '../record/parse-date.js'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = '(?<name>[a-z]{3,9})\\.?'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?'
/** A day with its year, as pages print it in English or in numbers. */
const DAYS = [
  `${MONTH} ${DAY},? (?<year>\\d{4})`,
  `${DAY} ${MONTH},? (?<year>\\d{4})`,
  '(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})',
  '(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})',
].map((source) => new RegExp(`(?<![\\d\\p{L}])${source}(?!\\d)`, 'iu'))
const CLOCK = /(?<![\d.])(\d{1,2})[:.](\d{2})(?::(\d{2}))? ?(?:([ap])\.?m\b)?/i
/** A zone that the page names; the times of others are those of who copied the page, and are taken as UTC. */
const OTHER_ZONE = /\b(?:[ecmp][sd]?t|cest|bst|(?:utc|gmt)[+-]\d)\b/i

/** The time of a post as ISO 8601 where the year stands in it; else null, also for "3/4/2026", which is a day of March or of April. */
export function readYearTime(timeText: string): string | null {
  if (OTHER_ZONE.test(timeText)) return null
  for (const pattern of DAYS) {
    const found = pattern.exec(timeText)
    if (found === null) continue
    const { year, name, month = '', day = '' } = found.groups ?? {}
    const number = name === undefined ? month : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
    const [, hours = '0', minutes = '00', seconds = '00', half] = CLOCK.exec(timeText.replace(found[0], ' ')) ?? []
    const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
    const pad = (part: number | string): string => String(part).padStart(2, '0')
    return parseDate(`${year}-${pad(number)}-${pad(day)}T${pad(hour)}:${minutes}:${seconds}Z`)
  }
  return null
}
