import { isolate, isolateRuns } from '../../text/right-to-left.js'

/**
 * Blocks whose letters take two columns, the large ones of Unicode's EastAsianWidth (W and F): Hangul Jamo, CJK,
 * kana, Hangul, compatibility and full-width forms, the ideographs beyond the first plane.
 *
 * @see Unicode Standard Annex 11
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}/u
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u
const ASCII = /^[\x20-\x7e]*$/

/** Controls (a post could move the cursor with them) and marks that turn the direction of what follows. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu
const LONE_SURROGATE = /\p{Surrogate}/gu

let segmenter: Intl.Segmenter | null = null

/** Opened when it is wanted: that takes some ten milliseconds. */
function graphemesOf(line: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(line)
}

/** One line that is safe on a terminal: white space and controls become single spaces, lone surrogates the replacement mark. */
export function toPlainLine(text: string): string {
  return text.replace(CONTROLS, ' ').replace(LONE_SURROGATE, '\ufffd').replace(/\s+/g, ' ').trim()
}

/** Columns that a line takes on a terminal: 2 for an emoji or a wide letter, 0 for marks, 1 for any other character. */
export function displayWidth(line: string): number {
  if (ASCII.test(line)) return line.length
  let width = 0
  for (const { segment } of graphemesOf(line)) width += widthOf(segment)
  return width
}

const widthOf = (grapheme: string): number => (EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : INVISIBLE.test(grapheme) ? 0 : 1)

/** The line itself when it fits, else its start and "…", never half a character; at most `width` columns. */
export function truncateLine(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  let taken = ''
  let used = 0
  for (const { segment } of graphemesOf(line)) {
    if (used + widthOf(segment) > width - 1) break
    taken += segment
    used += widthOf(segment)
  }
  return width < 1 ? '' : `${taken.trimEnd()}…`
}

/** The end of the line when it does not fit: ids of one source begin alike and differ at the end. */
export function truncateStart(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  const graphemes = [...graphemesOf(line)].map(({ segment }) => segment)
  let used = 0
  while (graphemes.length > 0 && used + widthOf(graphemes.at(-1) ?? '') <= width - 1) used += widthOf(graphemes.pop() ?? '')
  return `…${line.slice(graphemes.join('').length)}`
}

/** A cell of exactly `width` columns. Right-to-left text is isolated, so that it does not turn the cells beside it around. */
export function fitCell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitted = truncateLine(toPlainLine(text), width)
  const isolated = isolate(fitted)
  const padding = ' '.repeat(Math.max(0, width - displayWidth(fitted)))
  return align === 'left' ? isolated + padding : padding + isolated
}

/** A space, but not the one in "55 %". */
const WORD_BREAK = / (?!%)/

/**
 * Lines of at most `width` columns, broken at spaces; a word longer than a line is cut. `indent` spaces start every line but the first.
 * Right-to-left words are isolated, so that they do not turn what stands beside them around.
 */
export function wrapLine(text: string, width: number, indent = 0): string[] {
  const lines: string[] = []
  let line = ''
  for (let word of toPlainLine(text).split(WORD_BREAK)) {
    const room = (): number => width - (lines.length === 0 ? 0 : indent)
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room()) {
      lines.push(line)
      line = ''
    }
    while (displayWidth(word) > room()) {
      const head = headOf(word, room())
      lines.push(head)
      word = word.slice(head.length)
    }
    line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(line)
  return lines.map((one, index) => isolateRuns(index === 0 ? one : ' '.repeat(indent) + one))
}

/** As many characters as fit, at least one: a column narrower than a character must not hold up the loop. */
function headOf(word: string, width: number): string {
  let head = ''
  for (const { segment } of graphemesOf(word)) {
    if (head !== '' && displayWidth(head) + widthOf(segment) > width) break
    head += segment
  }
  return head
}
