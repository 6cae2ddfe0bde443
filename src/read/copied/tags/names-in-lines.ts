import { smallestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { lazily } from '../../../base/text/lazily.js'
import { halve } from '../lines/page-line.js'
import { wordsFor } from '../words/words.js'

/** Share of the names' lines that counts as most of them. */
const MOST_SHARE = 0.5
const LEAST_COUNT = 3

/** Signs behind a name anywhere, and those that part it only where most lines have them. */
const PARTS =
  /\t|\s{2,}|\s?[·•∙|]|\s[–—-]\s|\s?[[<]|\s?\((?=[\p{Lu}\d.,]{1,8}\))|\s(?=@[\w.-]{2,40}$)/u
const MAYBE_PARTS = [' (', ', ', ': ', ' @', '/']
/** What stands before a name: "answered May 4th 2022 by " */
const BEHIND_BY = /^.{3,60}\sby\s(?=\S)/u
/** "Ann Bo replied:" */
const SPEAKS = new RegExp(
  ` (?:${wordsFor('replied')}|${wordsFor('says')}|${wordsFor('edited')})$`,
  'iu',
)
const LEADING_SIGNS = /^[^\p{L}\p{N}_$@]{0,40}(?:u\/|Reply from )?/u
const TRAILING_SIGNS = /[\s"♦:：,;·•|–—-]{1,20}$|\s?(?:\.{3}|…)$/u

/**
 * Names in the lines that show them, by what all those lines share.
 *
 *     by Ann Bo (913) writes: on Tuesday  ->  Ann Bo
 *     Ann, Goole, 5 hours ago             ->  Ann        where most lines have a comma
 *     [–]ann_b 141 points                 ->  ann_b
 *     — answered May 4th 2022 by Ann Bo   ->  Ann Bo
 */
export function namesInLines(lines: readonly string[]): string[] {
  const isBehind = 2 * lines.filter((line) => BEHIND_BY.test(line)).length > lines.length
  const nameIn = (line: string): string => line.replace(BEHIND_BY, '').replace(/[.:]$/, '')
  const bare = (isBehind ? lines.map(nameIn) : lines).map((line) => line.replace(LEADING_SIGNS, ''))
  const addressed = withAddresses(bare)
  const first = bare.map((line) => addressed.get(line) ?? halve(line.split(PARTS)[0] ?? line))
  const shared = sharedWords(bare)
  const kept = first.map((line) => withoutShared(line, shared))
  const least = Math.max(LEAST_COUNT, MOST_SHARE * kept.length)
  const signs = MAYBE_PARTS.filter(
    (sign) => kept.filter((line) => line.indexOf(sign) > 0).length >= least,
  )
  const names = kept.map((line) => {
    const cuts = signs.map((sign) => line.indexOf(sign)).filter((at) => at > 0)
    return foldSpace(
      line
        .slice(0, smallestOf([line.length, ...cuts]))
        .replace(TRAILING_SIGNS, '')
        .replace(SPEAKS, ''),
    )
  })
  return withoutRoles(names)
}

/** A name and a part of the address that tells accounts without names apart. */
const ADDRESSED = /^(.{1,30}?)\s?\(\d{1,3}\.\d{1,3}\)/u

/**
 * Lines of accounts without names to these, where one name has several addresses.
 *
 *     ㅇㅇ(118.235) 03.02 10:11       -> ㅇㅇ(118.235)
 *     ㅇㅇ(223.38) 03.02 10:19        -> ㅇㅇ(223.38)
 */
function withAddresses(lines: readonly string[]): ReadonlyMap<string, string> {
  const matches = lines.flatMap((line) => {
    const [name, alone = ''] = ADDRESSED.exec(line) ?? []
    return name === undefined ? [] : [{ line, name, alone }]
  })
  const names = new Map(matches.map(({ name, alone }) => [name, alone]))
  const counts = countEach(names.values())
  return new Map(
    matches.flatMap(({ line, name, alone }) =>
      (counts.get(alone) ?? 0) > 1 ? [[line, name]] : [],
    ),
  )
}

const wordKey = (word: string): string => word.toLowerCase().replace(/\d[\d.,]*/g, '0')

/** Words that stand in most of several lines: "by", "posted", "points". */
function sharedWords(lines: readonly string[]): Set<string> {
  const counts = countEach(lines.flatMap((line) => [...new Set(line.split(/\s+/).map(wordKey))]))
  const varied = new Set(lines).size
  const least = Math.max(LEAST_COUNT, MOST_SHARE * lines.length)
  return new Set(
    [...counts].flatMap(([word, count]) => (varied >= LEAST_COUNT && count >= least ? word : [])),
  )
}

/** A line from behind shared words at its start to the next one; the line itself without others. */
function withoutShared(line: string, shared: ReadonlySet<string>): string {
  const words = line.split(/\s+/)
  const isShared = (word: string): boolean => shared.has(wordKey(word))
  const start = words.findIndex((word) => !isShared(word))
  if (start === -1) return line
  const length = words.slice(start).findIndex(isShared)
  return words.slice(start, length === -1 ? words.length : start + length).join(' ')
}

/** Names without a role behind them, where the page has them without it too: "ann_b OP". */
function withoutRoles(names: readonly string[]): string[] {
  const known = new Set(names)
  return names.map((name) => {
    const words = name.split(' ')
    const last = words.at(-1) ?? ''
    const shorter = words.slice(0, -1).join(' ')
    const isRole = shorter !== '' && known.has(shorter) && !/^\p{Lu}\p{Ll}+$/u.test(last)
    return isRole ? shorter : name
  })
}

/**
 * A line, cut at its moment or whole, without a day beside the name.
 *
 *     Ann Bo Monday, October 25 2010      -> Ann Bo
 *     ann_b on May 4, 2022, 3:47pm 2      -> ann_b
 *     22.09.20 | 12:45 ann_b              -> ann_b
 *     Ann BoMay 4, 2022 at 3:47 PM        -> Ann Bo
 */
export function withoutDay(shown: string, line: string): string {
  // "On May 4, 2022, Ann Bo wrote:"
  if (SAID.test(line)) return shown
  const { behind, glued, before } = dayPatterns()
  const name = shown.replace(DAY_IN_FRONT, '').replace(behind, '').replace(glued, '')
  // "Uncle Sam" is no Saturday.
  const bare = name === line ? name : name.replace(before, '')
  // The day may stand first.
  return /\p{L}/u.test(` ${bare}`.replace(before, '')) ? bare : shown
}

const SAID = new RegExp(` (?:${wordsFor('says')}):?\\s{0,3}$`, 'iu')
const DAY_IN_FRONT = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[\s|,]{1,4}(?:\d{1,2}[:.]\d{2}\s)?(?=\p{L})/u

/** A day and all behind it, maybe glued to a name, and words before a day. */
const dayPatterns = lazily(() => {
  const month = wordsFor('month')
  const capital = month.replace(/(?<=^|\|)\p{Ll}/gu, (letter) => letter.toUpperCase())
  const weekday = weekdays()
  const day = [
    `(?:${month})\\.? \\d`,
    `\\d{1,2}\\.? (?:de )?(?:${month})\\b`,
    '\\d{1,4}[./-]\\d{1,2}[./-]\\d',
  ].join('|')
  return {
    behind: new RegExp(`\\s(?:(?:${weekday})\\.?,? )?(?:${day})[^]*`, 'iu'),
    glued: new RegExp(`(?<=\\S)(?:${capital}) \\d[^]*`, 'u'),
    before: new RegExp(
      `\\s(?:${wordsFor('onDay')}|${wordsFor('at')}|${weekday})\\.?,?\\s{0,3}$`,
      'iu',
    ),
  }
})

/** Names of weekdays, long and short, as alternatives. */
function weekdays(): string {
  const week = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2026, 0, day + 1)))
  const formats = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl'].flatMap((locale) =>
    (['long', 'short'] as const).map(
      (weekday) => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }),
    ),
  )
  const names = formats.flatMap((format) => week.map((day) => format.format(day)))
  return [...new Set(names.map((name) => name.toLowerCase().replace(/\.$/, '')))].join('|')
}
