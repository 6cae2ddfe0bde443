import { shapeOf } from '../line-kinds.js'
import { type LineRange, linesIn } from '../lines/page-line.js'
import { MIN_POST_COUNT, MOST_SHARE, USUAL_SHARE } from '../lines/thresholds.js'
import { parseMoment } from '../tags/moments.js'
import type { MentionLine } from './mention-lines.js'
import { areSpeakers } from './name-labels.js'
import { type Named, NOBODY, placeAnswers, type Stretch } from './named-posts.js'
import { areSpread, opensBlock } from './parse-label.js'

const TAIL =
  /(?:^|\s)(?:\((?<bracketed>[^()\n]{2,40})\)|(?<=^|[\s"'“”»«])[–—] ?(?<behind>[\p{Lu}@][^–—:\n]{1,60}))$/u
const TAIL_LENGTH = 80
const OPENING_QUOTE = /^["“„«]/
const CLOSING_QUOTE = /^["”“»]/

/** Post with the name behind it: its lines of words, and their offsets in the text. */
interface Signed {
  readonly name: string
  readonly timeText: string | null
  readonly isBracketed: boolean
  readonly words: LineRange
  readonly start: number
  readonly end: number
  readonly tailLine: number
}

/**
 * Name behind the last words of a post, maybe with a place or a time; null for other lines.
 *
 *     Can't remember when I last went into a bank. (R. Sandhu)
 *     "It is a hedge." — Henrike D., Bremen
 */
function parseTail(text: string, { start, end }: MentionLine) {
  const from = Math.max(start, end - TAIL_LENGTH)
  const match = TAIL.exec(text.slice(from, end))
  const { bracketed, behind } = match?.groups ?? {}
  const [shown = '', ...others] = (bracketed ?? behind ?? '').split(/,\s?/)
  const name = shown.replace(/^@/, '')
  if (match === null || shapeOf(name) !== 'Name') return null
  const words = text.slice(start, from + match.index).trimEnd()
  const timeText = parseMoment(others.join(', '))?.time ?? null
  return { name, timeText, isBracketed: bracketed !== undefined, length: words.length }
}

const isAtEnd = (lines: readonly MentionLine[], at: number): boolean =>
  lines[at]?.role !== 'furniture' && (at + 1 >= lines.length || opensBlock(lines, at + 1))

/**
 * Posts up to each tail, from the tail above on; the first has one block, and items are their own.
 *
 *     Ours is on the list. Nearest one after that is 26 miles.
 *     (Gwen P.)
 */
function findSigned(
  text: string,
  lines: readonly MentionLine[],
  opens: (at: number) => boolean,
  hasItems: boolean,
): Signed[] {
  const signed: Signed[] = []
  let free = 0
  let opening = -1
  for (const [at, line] of lines.entries()) {
    const above = opening
    if (opens(at)) opening = at
    const tail = isAtEnd(lines, at) ? parseTail(text, line) : null
    if (tail === null) continue
    const { length, ...facts } = tail
    const to = length === 0 ? at : at + 1
    const end = length === 0 ? (lines[at - 1]?.end ?? 0) : line.start + length
    const first = length === 0 ? above : opening
    const from = hasItems || free === 0 ? first : free
    const { start = end } = lines[from] ?? {}
    if (start < end) signed.push({ ...facts, words: { from, to }, start, end, tailLine: at })
    free = at + 1
  }
  return signed
}

/**
 * What stands in quotation marks at the end of a post; null without them.
 *
 *     That's fair, I should have said so.
 *     "One of these ships was my first.     <-
 *     She rolls." — Ola                     <-
 */
function unquote(text: string, lines: readonly MentionLine[], post: Signed): Signed | null {
  const { words, end } = post
  const startOf = (at: number): number => lines[at]?.start ?? 0
  const from = linesIn([words]).findLast((at) => OPENING_QUOTE.test(text.charAt(startOf(at))))
  if (from === undefined || !CLOSING_QUOTE.test(text.charAt(end - 1))) return null
  return { ...post, words: { from, to: words.to }, start: startOf(from) + 1, end: end - 1 }
}

/** Posts that close with the names of several people, as most items, blocks or quotations do. */
export function findTails(text: string, mentionLines: readonly MentionLine[]): Named | null {
  const hasItems = mentionLines.some(({ depth }) => depth !== null)
  const opens = (at: number): boolean =>
    hasItems ? mentionLines[at]?.depth != null : opensBlock(mentionLines, at)
  const all = findSigned(text, mentionLines, opens, hasItems)
  const bracketed = all.filter(({ isBracketed }) => isBracketed)
  const signed =
    bracketed.length * 2 > all.length ? bracketed : all.filter((each) => !each.isBracketed)
  const quoted = signed.flatMap((post) => unquote(text, mentionLines, post) ?? [])
  const areQuoted = quoted.length >= Math.max(MIN_POST_COUNT, USUAL_SHARE * signed.length)
  const posts = areQuoted ? quoted : signed
  const span = { from: posts[0]?.words.from ?? 0, to: posts.at(-1)?.words.to ?? 0 }
  const openingCount = linesIn([span]).filter(opens).length
  const areMost = posts.length >= (hasItems ? MOST_SHARE : USUAL_SHARE) * openingCount
  const sentences = posts.filter(({ start, end }) => shapeOf(text.slice(start, end)) === 'long')
  const areSentences = sentences.length >= USUAL_SHARE * posts.length
  const names = posts.map(({ name }) => name)
  if (!(areQuoted || areMost) || !areSentences || !areSpread(names)) return null
  const startOf = new Map(posts.map(({ words, start }) => [words.from, start]))
  const endOf = new Map(posts.map(({ words, end }) => [words.to - 1, end]))
  const tailLines = new Set(posts.map(({ tailLine }) => tailLine))
  const lines = mentionLines.map(
    (line, at): MentionLine => ({
      ...line,
      start: startOf.get(at) ?? line.start,
      end: endOf.get(at) ?? line.end,
      role: tailLines.has(at) && !endOf.has(at) ? 'furniture' : line.role,
    }),
  )
  const stretches = posts.map(
    ({ name, timeText, words }): Stretch => ({
      ...NOBODY,
      name,
      timeText,
      byline: { from: words.from, to: words.from },
      words,
    }),
  )
  const form = 'close with the name of their author'
  const isGuess = !areSpeakers(names)
  return placeAnswers(text, { lines, stretches, form, isGuess, rootCount: stretches.length })
}
