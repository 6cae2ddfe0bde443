/** A line that is not blank. Offsets are UTF-16 code units into the text, half-open. */
export interface TextLine {
  /** Offset of the first character that is not white space. */
  readonly start: number
  /** Offset after the last character that is not white space. */
  readonly end: number
  /** 1-based. */
  readonly lineNumber: number
  readonly blankCountAbove: number
}

/**
 * Visits every line of a text, including blank ones, with its offsets and 1-based number. A line
 * ends at LF, CRLF or a lone CR.
 */
export function forEachLine(
  text: string,
  visit: (start: number, end: number, lineNumber: number) => void,
): void {
  // Keep searches out of branches: V8 may hoist one, and search the rest of the text for every
  // line.
  let lineNumber = 0
  for (let position = 0; position < text.length; ) {
    const feed = text.indexOf('\n', position)
    const block = text.slice(position, feed === -1 ? text.length : feed)
    const isEnded = feed !== -1
    const end = isEnded && block.endsWith('\r') ? block.length - 1 : block.length
    let start = 0
    for (
      let next = block.indexOf('\r');
      next !== -1 && next < end;
      next = block.indexOf('\r', start)
    ) {
      visit(position + start, position + next, ++lineNumber)
      start = next + 1
    }
    if (isEnded || start < end) visit(position + start, position + end, ++lineNumber)
    position += block.length + 1
  }
}

export const splitLines = (text: string): TextLine[] => mapLines(text, (line) => line)

export function mapLines<Made>(text: string, make: (line: TextLine) => Made): Made[] {
  const lines: TextLine[] = []
  let blankCountAbove = 0
  forEachLine(text, (lineStart, lineEnd, lineNumber) => {
    const content = text.slice(lineStart, lineEnd)
    const trimmed = content.trim()
    if (trimmed === '') {
      blankCountAbove += 1
      return
    }
    const start = lineStart + (content.length - content.trimStart().length)
    lines.push({ start, end: start + trimmed.length, lineNumber, blankCountAbove })
    blankCountAbove = 0
  })
  return (isDoubleSpaced(lines) ? lines.map(withSingleSpace) : lines).map(make)
}

/** Tells a text with a blank line below each of its lines, the blank ones too. */
const isDoubleSpaced = (lines: readonly TextLine[]): boolean =>
  lines.some(({ blankCountAbove }, at) => at > 0 && blankCountAbove > 2) &&
  lines.every(({ blankCountAbove }, at) => at === 0 || blankCountAbove % 2 === 1)

const withSingleSpace = (line: TextLine): TextLine => ({
  ...line,
  blankCountAbove: Math.floor(line.blankCountAbove / 2),
})
