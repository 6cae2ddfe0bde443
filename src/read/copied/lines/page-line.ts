import { foldSpace } from '../../../base/text/fold-text.js'
import { mapLines, type TextLine } from '../../../base/text/split-lines.js'

/** Line of a pasted page, white space folded. */
export interface PageLine extends TextLine {
  /** At most 300 units; longer lines are always text. */
  readonly words: string
  readonly indent: number
  /** Whole line, where words of the post follow its byline. */
  readonly whole?: PageLine
}

/** Half-open range of non-blank lines. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

export function rangesOf(places: readonly number[], opens: (at: number) => boolean = () => false): LineRange[] {
  const ranges: LineRange[] = []
  for (const at of places) {
    const above = ranges.at(-1)?.to === at && !opens(at) ? ranges.pop() : undefined
    ranges.push({ from: above?.from ?? at, to: at + 1 })
  }
  return ranges
}

export const linesIn = (ranges: readonly LineRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset))

const WORDS_LIMIT = 300
/** "Ann BoldAnn Bold": a name repeated for screen readers. */
const DOUBLED = /^(\p{Lu}\S* \S.{1,98}\S)\1$/u
export const halve = (words: string): string => words.replace(DOUBLED, '$1')

/** Distance of an offset from the start of its line, in UTF-16 units. */
export function indentOf(text: string, start: number): number {
  let at = start
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1
  return start - at
}

export function readPageLines(text: string): PageLine[] {
  return mapLines(text, ({ start, end, lineNumber, blankCountAbove }) => {
    const words = end - start <= WORDS_LIMIT ? halve(foldSpace(text.slice(start, end))) : ''
    return { start, end, lineNumber, blankCountAbove, words, indent: indentOf(text, start) }
  })
}

const QUOTE_OPENING = /^.{1,60} (?:said|wrote):$/i
const QUOTE_CLOSING = /^click to expand ?(?:\.{3}|…)?$/i
/** Shortest repeated words taken for a quotation. Shorter ones count below a line that names their author. */
const LEAST_QUOTED_LENGTH = 16
const LEAST_NAMED_LENGTH = 10
const QUOTE_OF = /(?: (?:said|wrote))?:(?: ?↑.{1,40})?$/i
const QUOTED_NAME = /^.{1,60}:(?: ?↑.{1,40})?$/

/** Lines quoted from a post above → their author, null for lines that name none. */
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
      // A line with "↑" comes from the program.
      const isTold = isNamed && lines[at - 1]?.words.includes('↑') && at !== places.at(-1)
      const isRepeated = source !== undefined && source.author !== author && words.length >= least && source.words.startsWith(words)
      if (!isTold && !isRepeated) continue
      quoted.set(at, null)
      // Names above a quotation carry "↑" when they are quoted themselves.
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
