import { isUtf8 } from 'node:buffer'
import { PipelineError } from '../../../base/errors.js'
import { decode, MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'

export interface LineBatch {
  readonly lines: readonly string[]
  /** 1-based number of the first line. */
  readonly firstLineNumber: number
}

/**
 * Splits bytes into lines of UTF-8 as they arrive, in the memory of a chunk and of the longest line. Lines end with LF; a CR before it
 * stays. A byte order mark at the start is left out.
 */
export async function* streamLines(
  chunks: AsyncIterable<Uint8Array>,
  { name, maxLineByteCount = MAX_LINE_BYTE_COUNT }: { readonly name: string; readonly maxLineByteCount?: number },
): AsyncGenerator<LineBatch> {
  let lineNumber = 1
  const onTooLong = (): never => {
    throw lineTooLong(name, maxLineByteCount, lineNumber)
  }
  for await (const { bytes, isEnded } of splitLineBlocks(chunks, { maxLineByteCount, onTooLong })) {
    const lines = toLines(isEnded ? bytes.subarray(0, -1) : bytes, `${name}, from line ${lineNumber} on`)
    const firstLineNumber = lineNumber
    lineNumber += lines.length
    if (firstLineNumber === 1) lines[0] = withoutMark(lines[0] ?? '')
    yield { lines, firstLineNumber }
  }
}

export function lineTooLong(name: string, maxLineByteCount: number, lineNumber: number): PipelineError {
  const message = `${name}: expected lines of at most ${maxLineByteCount} bytes, got a longer one on line ${lineNumber}. Check that the file holds one post a line.`
  return new PipelineError('INGEST_LINE_TOO_LONG', message, { context: { name, lineNumber } })
}

function toLines(bytes: Buffer, name: string): string[] {
  if (isUtf8(bytes)) return eachLine(bytes, (start, end) => bytes.toString('utf8', start, end))
  return decode(bytes, { name, maxLineByteCount: Number.POSITIVE_INFINITY }).split('\n')
}

/** Reads line by line: beside a line of other letters, one of ASCII still takes a byte a character, and is parsed faster. */
function eachLine<Line>(bytes: Buffer, read: (start: number, end: number) => Line): Line[] {
  const lines: Line[] = []
  for (let start = 0, end = 0; end !== -1; start = end + 1) {
    end = bytes.indexOf(LINE_FEED, start)
    lines.push(read(start, end === -1 ? bytes.length : end))
  }
  return lines
}

/** A line without its line feed, or the reason why it cannot be read. */
export type LineResult = string | PipelineError

export interface LineResultBatch {
  readonly lines: readonly LineResult[]
  /** False for a last line that no line feed ends. */
  readonly isEnded: boolean
}

const LINE_FEED = 10

/**
 * Splits bytes into lines as they arrive, in the memory of a chunk and of the longest line. Unlike `readLines` it continues after a line
 * that is not UTF-8 or too long: every line feed ends one line, whatever precedes it. A byte order mark at the start of a line is left out.
 */
export async function* streamLineResults(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineByteCount = MAX_LINE_BYTE_COUNT }: { readonly maxLineByteCount?: number } = {},
): AsyncGenerator<LineResultBatch> {
  for await (const { bytes, isEnded, isTooLong } of splitLineBlocks(chunks, { maxLineByteCount })) {
    const message = `expected a line of at most ${maxLineByteCount} bytes, got a longer one. Check that the input holds one post a line.`
    const lines = isTooLong ? [new PipelineError('INGEST_LINE_TOO_LONG', message)] : toResults(isEnded ? bytes.subarray(0, -1) : bytes)
    yield { lines, isEnded }
  }
}

function toResults(bytes: Buffer): LineResult[] {
  const isAllUtf8 = isUtf8(bytes)
  return eachLine<LineResult>(bytes, (start, end) => {
    if (!isAllUtf8 && !isUtf8(bytes.subarray(start, end)))
      return new PipelineError('INGEST_ENCODING', 'expected a line in UTF-8, got bytes that are none. Write the posts in UTF-8.')
    return withoutMark(bytes.toString('utf8', start, end))
  })
}

const withoutMark = (line: string): string => (line.startsWith('\ufeff') ? line.slice(1) : line)

export interface LineBlock {
  /** The lines with their line feeds; empty for a line that is too long. */
  readonly bytes: Buffer
  /** False for a last line that has no line feed. */
  readonly isEnded: boolean
  /** The block replaces a line that exceeds the limit. */
  readonly isTooLong: boolean
}

interface LineBlockOptions {
  /** In bytes, without the line feed. */
  readonly maxLineByteCount?: number
  /** Called as soon as a line exceeds the limit; may throw. Default: the line becomes a block of its own. */
  onTooLong?(): void
}

/**
 * Splits bytes at line feeds as they arrive: the only place that does. Linear time, however long the lines are, in the memory of a chunk
 * and of the longest line.
 */
export async function* splitLineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineByteCount = MAX_LINE_BYTE_COUNT, onTooLong }: LineBlockOptions = {},
): AsyncGenerator<LineBlock> {
  let held: Uint8Array[] = []
  let heldByteCount = 0
  let isTooLong = false
  const hold = (bytes: Uint8Array): void => {
    heldByteCount += bytes.length
    if (heldByteCount <= maxLineByteCount) held.push(bytes)
    else if (!isTooLong) {
      isTooLong = true
      held = []
      onTooLong?.()
    }
  }
  const release = (more: Uint8Array | null): LineBlock => {
    const bytes = isTooLong ? Buffer.alloc(0) : toBuffer(more === null ? held : [...held, more])
    const block: LineBlock = { bytes, isEnded: more !== null, isTooLong }
    held = []
    heldByteCount = 0
    isTooLong = false
    return block
  }
  for await (const chunk of chunks) {
    // A piece within the limit holds no line beyond it.
    for (let at = 0; at < chunk.length; at += maxLineByteCount) {
      const piece = chunk.subarray(at, at + maxLineByteCount)
      const first = piece.indexOf(LINE_FEED)
      if (first === -1) {
        hold(piece)
        continue
      }
      const end = piece.lastIndexOf(LINE_FEED) + 1
      if (heldByteCount + first > maxLineByteCount) {
        hold(piece.subarray(0, first))
        yield release(piece.subarray(0, 0))
        if (end > first + 1) yield release(piece.subarray(first + 1, end))
      } else yield release(piece.subarray(0, end))
      if (end < piece.length) hold(piece.subarray(end))
    }
  }
  if (heldByteCount > 0) yield release(null)
}

function toBuffer(pieces: readonly Uint8Array[]): Buffer {
  const [only, ...others] = pieces
  if (only === undefined || others.length > 0) return Buffer.concat(pieces)
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength)
}
