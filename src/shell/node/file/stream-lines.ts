import { isUtf8 } from 'node:buffer'
import { PipelineError } from '../../../base/errors.js'
import { decode, MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'

export interface LineBatch {
  readonly lines: readonly string[]
  /** 1-based number of the first line. */
  readonly firstLineNumber: number
}

/**
 * Splits bytes into lines of UTF-8 as they arrive, in the memory of a chunk and of the longest
 * line. Lines end with LF; a CR before it stays. A byte order mark at the start is left out.
 */
export async function* streamLines(
  chunks: AsyncIterable<Uint8Array>,
  {
    name,
    maxLineByteCount = MAX_LINE_BYTE_COUNT,
  }: { readonly name: string; readonly maxLineByteCount?: number },
): AsyncGenerator<LineBatch> {
  let lineNumber = 1
  const onTooLong = (): never => {
    throw lineTooLong(name, maxLineByteCount, lineNumber)
  }
  for await (const { bytes, isEnded } of splitLineBlocks(chunks, maxLineByteCount, onTooLong)) {
    const lines = toLines(
      isEnded ? bytes.subarray(0, -1) : bytes,
      `${name}, from line ${lineNumber} on`,
    )
    const firstLineNumber = lineNumber
    lineNumber += lines.length
    if (firstLineNumber === 1) lines[0] = lines[0]?.replace(/^\ufeff/, '') ?? ''
    yield { lines, firstLineNumber }
  }
}

export function lineTooLong(
  name: string,
  maxLineByteCount: number,
  lineNumber: number,
): PipelineError {
  const message = `${name}: expected lines of at most ${maxLineByteCount} bytes, got a longer one on line ${lineNumber}. Check that the file holds one post a line.`
  return new PipelineError('INGEST_LINE_TOO_LONG', message, { context: { name, lineNumber } })
}

function toLines(bytes: Buffer, name: string): string[] {
  if (!isUtf8(bytes)) return decode(bytes, { name }).split('\n')
  // Decodes line by line: an ASCII line then takes a byte a character, and parses faster, whatever
  // its neighbours.
  const lines: string[] = []
  for (let start = 0, end = 0; end !== -1; start = end + 1) {
    end = bytes.indexOf(LINE_FEED, start)
    lines.push(bytes.toString('utf8', start, end === -1 ? bytes.length : end))
  }
  return lines
}

const LINE_FEED = 10

interface LineBlock {
  /** The lines with their line feeds. */
  readonly bytes: Buffer
  /** False for a last line that has no line feed. */
  readonly isEnded: boolean
}

/**
 * Splits bytes at line feeds as they arrive. Linear time for lines of any length, in the memory of
 * a chunk and of the longest line.
 *
 * @param maxLineByteCount without the line feed; default: no limit
 * @param onTooLong called as soon as a line exceeds the limit; throws
 */
export async function* splitLineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  maxLineByteCount = Number.POSITIVE_INFINITY,
  onTooLong = (): void => {},
): AsyncGenerator<LineBlock> {
  let held: Uint8Array[] = []
  let heldByteCount = 0
  const release = (isEnded: boolean): LineBlock => {
    const [only, ...others] = held
    const bytes =
      only && others.length === 0
        ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
        : Buffer.concat(held)
    held = []
    heldByteCount = 0
    return { bytes, isEnded }
  }
  for await (const chunk of chunks) {
    // A piece within the limit cannot hold a longer line.
    for (let at = 0; at < chunk.length; at += maxLineByteCount) {
      const piece = chunk.subarray(at, at + maxLineByteCount)
      const first = piece.indexOf(LINE_FEED)
      if (heldByteCount + (first === -1 ? piece.length : first) > maxLineByteCount) onTooLong()
      const end = piece.lastIndexOf(LINE_FEED) + 1
      if (end > 0) {
        held.push(piece.subarray(0, end))
        yield release(true)
      }
      if (end === piece.length) continue
      held.push(piece.subarray(end))
      heldByteCount += piece.length - end
    }
  }
  if (heldByteCount > 0) yield release(false)
}
