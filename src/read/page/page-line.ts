import { foldSpace } from '../../base/text/fold-text.js'
import { mapLines, type TextLine } from '../../base/text/split-lines.js'

/** A line of a pasted page with its words, white space folded. */
export interface PageLine extends TextLine {
  /** At most 300 units; longer lines are nothing but text. */
  readonly words: string
  readonly indent: number
}

/** Lines of a pasted page, half-open, as indices into its lines that are not blank. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** Ranges of lines that stand together. @param opens whether a line opens a range, whatever stands above */
export function rangesOf(places: readonly number[], opens: (at: number) => boolean = () => false): LineRange[] {
  const ranges: LineRange[] = []
  for (const at of places) {
    const above = ranges.at(-1)?.to === at && !opens(at) ? ranges.pop() : undefined
    ranges.push({ from: above?.from ?? at, to: at + 1 })
  }
  return ranges
}

/** The lines of ranges. */
export const linesIn = (ranges: readonly LineRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset))

const WORDS_LIMIT = 300

/** How far from the start of its line a place in a text stands, in UTF-16 units. */
export function indentOf(text: string, start: number): number {
  let at = start
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1
  return start - at
}

export function readPageLines(text: string): PageLine[] {
  return mapLines(text, ({ start, end, lineNumber, blankCountAbove }) => {
    const words = end - start <= WORDS_LIMIT ? foldSpace(text.slice(start, end)) : ''
    return { start, end, lineNumber, blankCountAbove, words, indent: indentOf(text, start) }
  })
}

const QUOTE_OPENING = /^.{1,60} (?:said|wrote):$/i
const QUOTE_CLOSING = /^click to expand ?(?:\.{3}|…)?$/i
/** Shortest words that are held for a quotation, and how they are looked up; fewer do below a line that says whose they are. */
const LEAST_QUOTED_LENGTH = 16
const LEAST_NAMED_LENGTH = 10
const QUOTE_OF = /(?: (?:said|wrote))?:(?: ?↑.{1,40})?$/i
const QUOTED_NAME = /^.{1,60}:(?: ?↑.{1,40})?$/

/**
 * Lines of posts that repeat words of a post above by another account, where words of its own follow: quotations that the copy no longer
 * sets apart, with the line that says whose they are: of that line, who wrote them; of others null.
 */
export function findQuotations(
  text: string,
  lines: readonly PageLine[],
  posts: readonly { readonly parts: readonly LineRange[]; readonly author: string | null }[],
): ReadonlyMap<number, string | null> {
  const found = new Map<number, string | null>()
  const stretches = new Map<string, { readonly words: string; readonly author: string | null }>()
  for (const { parts, author } of posts) {
    const places = linesIn(parts)
    const quoted = new Map<number, string | null>()
    let opening = -1
    for (const at of places) {
      if (QUOTE_OPENING.test(lines[at]?.words ?? '')) opening = at
      if (QUOTE_CLOSING.test(lines[at]?.words ?? '')) {
        for (let line = opening === -1 ? at : opening; line <= at; line += 1) quoted.set(line, null)
        opening = -1
      }
      const words = lines[at]?.words.toLowerCase().replace(/^[“"„]+|(?<![”"…])[”"…]+$/gu, '') ?? ''
      const isNamed = at !== places[0] && QUOTED_NAME.test(lines[at - 1]?.words ?? '')
      const least = isNamed || quoted.has(at - 1) ? LEAST_NAMED_LENGTH : LEAST_QUOTED_LENGTH
      const source = /^\S+ \S+ ./.test(words) ? stretches.get(words.slice(0, least)) : undefined
      // A line with an arrow is no one's words but the program's.
      const isTold = isNamed && lines[at - 1]?.words.includes('↑') && at !== places.at(-1)
      const isRepeated = source !== undefined && source.author !== author && words.length >= least && source.words.startsWith(words)
      if (!isTold && !isRepeated) continue
      quoted.set(at, null)
      // Above who is quoted, names of whom that quotes have an arrow.
      const isNamer = (up: number, words = lines[up]?.words ?? ''): boolean =>
        !quoted.has(up) && QUOTED_NAME.test(words) && (up === at - 1 || words.includes('↑'))
      for (let up = at - 1; up >= (places[0] ?? at) && isNamer(up); up -= 1)
        quoted.set(up, up === at - 1 && isRepeated ? source.author : (lines[up]?.words.replace(QUOTE_OF, '') ?? null))
    }
    if (quoted.size < places.length) for (const [at, by] of quoted) found.set(at, by)
    for (const at of places) {
      if (found.has(at)) continue
      const words = foldSpace(text.slice(lines[at]?.start, lines[at]?.end)).toLowerCase()
      for (const { index } of words.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu))
        for (const length of [LEAST_NAMED_LENGTH, LEAST_QUOTED_LENGTH])
          stretches.set(words.slice(index, index + length), { words: words.slice(index), author })
    }
  }
  return found
}

/** A count with its thousands or millions: "1,234", "1.234", "12.3k". Null for no count. */
export function readPageCount(words: string | undefined): number | null {
  const [, digits, size = ''] = /^(-?\d[\d,]*(?:\.\d{1,2})?)\s?([km]?)$/i.exec(words?.replace(/^(\d{1,3})\.(?=\d{3}$)/, '$1') ?? '') ?? []
  if (digits === undefined) return null
  const count = Math.round(Number(digits.replaceAll(',', '')) * (size === '' ? 1 : size.toLowerCase() === 'k' ? 1000 : 1_000_000))
  return Number.isSafeInteger(count) ? Math.max(0, count) : null
}
