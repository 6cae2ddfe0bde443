import { smallestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { halve } from '../lines/page-line.js'
import { wordsFor } from '../words/words.js'

/** Share of the names' lines that counts as most of them. */
const MOST_SHARE = 0.5
const LEAST_COUNT = 3

/** Signs behind a name anywhere, and those that part it only where most lines have them. */
const PARTS =
  /\t|\s{2,}|\s?[·•∙|]|\s[–—-]\s|\s?[[<]|\s?\((?=[\p{Lu}\d.,]{1,8}\))|\s(?=@[\w.-]{2,40}$)/u
const MAYBE_PARTS = [' (', ', ', ': ', ' @', '/']
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
 */
export function namesInLines(lines: readonly string[]): string[] {
  const bare = lines.map((line) => line.replace(LEADING_SIGNS, ''))
  const first = bare.map((line) => halve(line.split(PARTS)[0] ?? line))
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
