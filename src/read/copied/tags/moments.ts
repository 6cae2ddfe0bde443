import { addTo } from '../../../base/statistics/group-by.js'
import { parseTime } from '../line-kinds.js'
import { parseTimedLine, type TimedLine } from '../timed-line.js'
import { wordsFor } from '../words/words.js'

const LENGTH_LIMIT = 60
/** Longest line of several parts, as "2d • Edited • Visible to anyone". */
const PARTS_LENGTH_LIMIT = 120
const WORD_LIMIT = 6
/** Parts that dots set apart, as in a byline. */
const PART_LIMIT = 5
const CLOCK =
  /(?<![\d:.,])(?:[01]?\d|2[0-3])[:h][0-5]\d(?![\d])|^\D{0,6}(?:[01]?\d|2[0-3])\.[0-5]\d(?: \S{1,4})?$/
const DATE =
  /(?<![\d.])(?:20\d{2}[-./年] ?(?:0?[1-9]|1[0-2])[-./月] ?\d{1,2}|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:20)?\d{2})(?![\d.]\d)|\d{1,2}月\d{1,2}日/
/** "BE: 0.19.12" */
const VERSION = /(?<![\d.])0\.\d+\.\d+/
const AGE = /^\d{1,3} ?(?!mil$|mio$|tys$|тыс$)\p{L}{1,3}\.?$/iu
const DAY =
  /^(?!\d+ (?:mil|mio|tys|тыс)\b)(?:\p{L}{2,10}\.? \d{1,2},?|\d{1,2}\.? (?:de )?\p{Ll}{3,9}\.?)(?: (?:de )?20\d{2})?$/u

/** Button behind a time: "22 June 2018 at 9:29 - Reply", "19:04 [ answer ]". */
const BUTTON_BEHIND = new RegExp(` ?(?:[-–—(] ?|\\[ ?)(?:${wordsFor('reply')})(?: ?[\\])])?$`, 'iu')
/** Line without dots at its ends, or a button: "12 h  · ". */
const bare = (words: string): string =>
  words.replace(BUTTON_BEHIND, '').replace(/^[·•|–-] ?| ?[·•|]$/gu, '')

/**
 * The moment of a line that tells one, in any language, with the name before it and the account
 * that it answers; null for other lines.
 *
 *     вчера в 14:20        -> вчера в 14:20     a clock among few words
 *     26-5-20 10:30        -> 26-5-20 10:30     digits of a date
 *     Ann, 2 hours ago     -> 2 hours ago       known words
 */
export function parseMoment(words: string): TimedLine | null {
  const parts = words.split(/ [·•|] /)
  const isLong = words.length > (parts.length > 1 ? PARTS_LENGTH_LIMIT : LENGTH_LIMIT)
  if (isLong || !/\d|\p{L}/u.test(words) || VERSION.test(words)) return null
  if (parts.length > 1 && parts.length <= PART_LIMIT)
    return parts.reduce<TimedLine | null>((moment, part) => moment ?? parseMoment(part), null)
  const shown = bare(words)
  const time = parseTime(shown)
  const known = time === null ? parseTimedLine(shown) : { time, name: null, to: null }
  if (known !== null) return known
  const isOther = /[!?…]$/.test(shown) || shown.split(' ').length > WORD_LIMIT
  const lastWord = shown.split(/\s/).at(-1) ?? ''
  const isDigital = /^\d/.test(shown) || /\d/.test(lastWord)
  const isMoment = isDigital && (CLOCK.test(shown) || DATE.test(shown))
  return isMoment && !isOther ? { time: shown, name: null, to: null } : null
}

/** True for a short line that may tell an age or a day. */
export const mayBeMoment = (words: string): boolean =>
  AGE.test(bare(words)) || DAY.test(bare(words))

/**
 * Moment glued to the end of a line.
 *
 *     Lives in CardiffUpdated 3y
 */
const GLUED =
  /(?<=[\p{Ll})])(?:Updated )?(\d{1,2}(?:mo|[smhdwy])|\p{Lu}\p{Ll}{2} \d{1,2}(?:, 20\d{2})?)$/u
export const gluedMoment = (words: string): string | null => GLUED.exec(words)?.[1] ?? null

const COUNTED = /^(?:(\p{L}{1,8}) )?\d{1,2} (\p{L}{1,12})\.?(?: (\p{L}{1,8}))?$/u
const LEAST_AGE_COUNT = 3
const STEM_LENGTH = 2

/**
 * Lines that tell ages in an unknown language: one word stands beside numbers of several units.
 *
 *     2 dni temu            temu beside dni, godzin
 *     20 godzin temu
 *     4 replies, 1 reply    none: no word beside
 */
export function findAges(lines: readonly string[]): Set<string> {
  const families = new Map<string, Map<string, string[]>>()
  for (const words of lines) {
    const [, before = '', unit = '', after = ''] = COUNTED.exec(bare(words)) ?? []
    if (before === '' && after === '') continue
    const family = `${before.toLowerCase()} ${after.toLowerCase()}`
    const units = families.get(family) ?? new Map<string, string[]>()
    families.set(family, units)
    addTo(units, unit.slice(0, STEM_LENGTH).toLowerCase(), words)
  }
  const severalUnits = [...families.values()].filter(({ size }) => size > 1)
  const lists = severalUnits.map((units) => [...units.values()].flat())
  return new Set(lists.filter(({ length }) => length >= LEAST_AGE_COUNT).flat())
}
