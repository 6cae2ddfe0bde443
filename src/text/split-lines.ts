/** A line that holds more than white space. Offsets are UTF-16, half-open, into the text that was split. */
export interface TextLine {
  /** First unit that is no white space. */
  readonly start: number
  /** Behind the last unit that is no white space. */
  readonly end: number
  /** 1-based. */
  readonly lineNumber: number
  /** Blank lines directly above. */
  readonly blankCountAbove: number
}

/**
 * Finds the lines that are not blank. A line ends at LF, CRLF or a lone CR.
 * Linear time; a text of blank lines costs no memory.
 */
export function splitLines(text: string): TextLine[] {
  const lines: TextLine[] = []
  let lineNumber = 0
  let blankCountAbove = 0
  let position = 0
  let nextReturn = text.indexOf('\r')
  let nextFeed = text.indexOf('\n')
  while (position < text.length) {
    if (nextReturn !== -1 && nextReturn < position) nextReturn = text.indexOf('\r', position)
    if (nextFeed !== -1 && nextFeed < position) nextFeed = text.indexOf('\n', position)
    const ends = nextReturn !== -1 && (nextFeed === -1 || nextReturn < nextFeed) ? nextReturn : nextFeed
    const lineEnd = ends === -1 ? text.length : ends
    lineNumber += 1
    const content = text.slice(position, lineEnd)
    const trimmed = content.trim()
    if (trimmed === '') blankCountAbove += 1
    else {
      const start = position + (content.length - content.trimStart().length)
      lines.push({ start, end: start + trimmed.length, lineNumber, blankCountAbove })
      blankCountAbove = 0
    }
    position = ends === -1 ? text.length : ends + (text[ends] === '\r' && text[ends + 1] === '\n' ? 2 : 1)
  }
  return lines
}
