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
 * Walks the lines of a text, blank ones too. A line ends at LF, CRLF or a lone CR.
 *
 * @param visit gets where the line starts, where its content ends (half-open, UTF-16) and its number, 1-based
 */
export function forEachLine(text: string, visit: (start: number, end: number, lineNumber: number) => void): void {
  let lineNumber = 0
  let position = 0
  let nextReturn = text.indexOf('\r')
  let nextFeed = text.indexOf('\n')
  while (position < text.length) {
    if (nextReturn !== -1 && nextReturn < position) nextReturn = text.indexOf('\r', position)
    if (nextFeed !== -1 && nextFeed < position) nextFeed = text.indexOf('\n', position)
    const terminator = nextReturn !== -1 && (nextFeed === -1 || nextReturn < nextFeed) ? nextReturn : nextFeed
    lineNumber += 1
    visit(position, terminator === -1 ? text.length : terminator, lineNumber)
    position = terminator === -1 ? text.length : terminator + (text[terminator] === '\r' && text[terminator + 1] === '\n' ? 2 : 1)
  }
}

/** Finds the lines that are not blank. Linear time; blank lines cost no memory. */
export function splitLines(text: string): TextLine[] {
  return mapLines(text, (line) => line)
}

/** `splitLines`, keeping what is made of each line: with millions of them, both lists at once take too much memory. */
export function mapLines<Made>(text: string, make: (line: TextLine) => Made): Made[] {
  const lines: Made[] = []
  let blankCountAbove = 0
  forEachLine(text, (lineStart, lineEnd, lineNumber) => {
    const content = text.slice(lineStart, lineEnd)
    const trimmed = content.trim()
    if (trimmed === '') {
      blankCountAbove += 1
      return
    }
    const start = lineStart + (content.length - content.trimStart().length)
    lines.push(make({ start, end: start + trimmed.length, lineNumber, blankCountAbove }))
    blankCountAbove = 0
  })
  return lines
}
