import { segmentInBlocks } from '../../base/text/language/segment-in-blocks.js'
import { lazily } from '../../base/text/lazily.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'

/**
 * Large blocks of two-column characters (EastAsianWidth W and F).
 *
 * @see Unicode Standard Annex 11
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u
const EMOJI =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}/u
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u
const ASCII = /^[\x20-\x7e]*$/

/** Characters that could move the cursor or change the text direction. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu
/** Marks without a width, which could hide words. Joiners of letters and emoji stay. */
const HIDDEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/gu
const LONE_SURROGATE = /\p{Surrogate}/gu

const BLOCK_LENGTH = 512

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'grapheme' }))
const segmentGraphemes = (line: string): Iterable<Intl.SegmentData> =>
  segmentInBlocks(segmenter(), line, BLOCK_LENGTH)

/** Makes text one safe line: white space and controls become spaces, hidden marks go. */
export const toPlainLine = (text: string): string =>
  text
    .replace(CONTROLS, ' ')
    .replace(HIDDEN, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/\s+/g, ' ')
    .trim()

/** Terminal columns of a line: 2 for an emoji or wide character, 0 for a combining mark. */
export function displayWidth(line: string): number {
  if (ASCII.test(line)) return line.length
  if (line.length === 1) return graphemeWidth(line)
  let width = 0
  for (const { segment } of segmentGraphemes(line)) width += graphemeWidth(segment)
  return width
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme) || WIDE.test(grapheme)) return 2
  return INVISIBLE.test(grapheme) ? 0 : 1
}

/** Cuts a line to at most `width` columns with "…", and never within a grapheme. */
export function truncateLine(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  let taken = ''
  let used = 0
  for (const { segment } of segmentGraphemes(line)) {
    if (used + graphemeWidth(segment) > width - 1) break
    taken += segment
    used += graphemeWidth(segment)
  }
  return width < 1 ? '' : `${taken.trimEnd()}…`
}

/** A cell of exactly `width` columns. Right-to-left text is isolated from its neighbours. */
export function fitCell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitted = truncateLine(toPlainLine(text), width)
  const isolated = isolate(fitted)
  const padding = ' '.repeat(Math.max(0, width - displayWidth(fitted)))
  return align === 'left' ? isolated + padding : padding + isolated
}

/**
 * Wraps text at spaces into lines of at most `width` columns, and splits longer words. Every line
 * but the first has an indent. Right-to-left words are isolated.
 */
export function wrapLine(text: string, width: number, indent = 0): string[] {
  return breakLine(text, width, indent).map((one, index) =>
    isolateRuns(index === 0 ? one : ' '.repeat(indent) + one),
  )
}

/** {@link wrapLine} without the indents and isolates. */
function breakLine(text: string, width: number, indent = 0): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const end = (): void => {
    lines.push(line)
    line = ''
    used = 0
  }
  for (const word of toPlainLine(text).split(' ')) {
    const room = (): number => width - (lines.length === 0 ? 0 : indent)
    const wordWidth = displayWidth(word)
    if (line !== '' && used + 1 + wordWidth > room()) end()
    if (line !== '') {
      line += ' '
      used += 1
    }
    if (used + wordWidth <= room()) {
      line += word
      used += wordWidth
      continue
    }
    // A line too narrow for a grapheme still takes one.
    for (const { segment } of segmentGraphemes(word)) {
      if (line !== '' && used + graphemeWidth(segment) > room()) end()
      line += segment
      used += graphemeWidth(segment)
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

/** A text as 1 to `lineCount` lines for {@link fitCell}; the last may be cut. */
export function wrapCell(text: string, width: number, lineCount: number): string[] {
  // A text of 100,000 letters would be wrapped in vain.
  const lines = breakLine(toPlainLine(text).slice(0, 4 * width * lineCount), width)
  if (lines.length === 0) return ['']
  return lines.length <= lineCount
    ? lines
    : [...lines.slice(0, lineCount - 1), truncateLine(lines.slice(lineCount - 1).join(' '), width)]
}

/** A word of a command line: in quotes where a shell would read it otherwise. */
export const shellWord = (word: string): string =>
  /^[\w./@+-]+$/.test(word) ? word : `'${toPlainLine(word).replaceAll("'", "'\\''")}'`
