import { foldSpace } from '../../../base/text/fold-text.js'
import { mapLines, type TextLine } from '../../../base/text/split-lines.js'
import { LINE_LENGTH_LIMIT } from './thresholds.js'

/** Line of a pasted page, white space folded. */
export interface PageLine extends TextLine {
  /** At most 300 units; longer lines are always text. */
  readonly words: string
  /** Last units of the line as it stands in the text. */
  readonly tail?: string
  readonly indent: number
  /** True below a line of one space, with none but blank ones between. */
  readonly isBelowSpace?: true
  /** Whole line, where words of the post follow its byline. */
  readonly whole?: PageLine
}

/** Half-open range of non-blank lines. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

export function rangesOf(
  places: readonly number[],
  opens: (at: number) => boolean = () => false,
): LineRange[] {
  const ranges: LineRange[] = []
  for (const at of places) {
    const above = ranges.at(-1)?.to === at && !opens(at) ? ranges.pop() : undefined
    ranges.push({ from: above?.from ?? at, to: at + 1 })
  }
  return ranges
}

export const linesIn = (ranges: readonly LineRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset))

/** "Ann BoldAnn Bold": a name repeated for screen readers. */
const DOUBLED = /^(\p{Lu}\S* \S.{1,98}\S)\1$/u
export const halve = (words: string): string => words.replace(DOUBLED, '$1')

/** Distance of an offset from the start of its line, in UTF-16 units. */
export function indentOf(text: string, start: number): number {
  let at = start
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1
  return start - at
}

/** Digits of Arabic, Persian, Hindi, Bengali and Thai, with the signs between them. */
const OTHER_DIGITS = /[٠-٩۰-۹०-९০-৯๐-๙٫٬]/gu
const FROM_SIX = /[०-९০-৯]/u

/** "۱٫۹ هزار" -> "1.9 هزار": numbers and times are told by their digits. */
function withPlainDigits(words: string): string {
  return words.replace(OTHER_DIGITS, (sign) => {
    if (sign === '٫') return '.'
    if (sign === '٬') return ','
    // Unicode has the digits of each script in a row, from a code that ends in 0 or in 6.
    return String(((sign.codePointAt(0) ?? 0) - (FROM_SIX.test(sign) ? 6 : 0)) % 16)
  })
}

const TAIL_LENGTH = 80
/** End of a text with a line of one space, and blank ones below it. */
const SPACE_LINE = /[\n\r][ \u00a0]\r?\n[\n\r]{0,9}$/
const SPACE_LINE_LENGTH = 20
const endsInSpaceLine = (text: string, end: number): boolean =>
  SPACE_LINE.test(text.slice(Math.max(0, end - SPACE_LINE_LENGTH), end))

export function parsePageLines(text: string): PageLine[] {
  return mapLines(text, ({ start, end, lineNumber, blankCountAbove }) => {
    const isShort = end - start <= LINE_LENGTH_LIMIT
    const words = isShort ? halve(withPlainDigits(foldSpace(text.slice(start, end)))) : ''
    const tail = text.slice(Math.max(start, end - TAIL_LENGTH), end)
    const indent = indentOf(text, start)
    const line = { start, end, lineNumber, blankCountAbove, words, tail, indent }
    return blankCountAbove > 0 && endsInSpaceLine(text, start - indent)
      ? { ...line, isBelowSpace: true }
      : line
  })
}
