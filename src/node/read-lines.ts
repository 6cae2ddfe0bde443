import { isUtf8 } from 'node:buffer'
import { PipelineError } from '../errors.js'
import { decode, MAX_LINE_BYTE_COUNT } from '../ingest/record/decode.js'

/** Lines that stand one behind the other. */
export interface LineBatch {
  readonly lines: readonly string[]
  /** 1-based number of the first of them. */
  readonly firstLineNumber: number
}

/** How lines are read. */
export interface ReadLinesOptions {
  /** Where the bytes are from, for messages. */
  readonly name: string
  readonly maxLineByteCount?: number
}

const LINE_FEED = 10

/**
 * Splits bytes into lines of UTF-8 as they come, in the memory of a chunk and of the longest line. Lines end with LF; a CR before it
 * stays. A byte order mark at the start is left out.
 *
 * @throws {PipelineError} `INGEST_ENCODING` or `INGEST_BINARY` with the place in the chunk, `INGEST_LINE_TOO_LONG`
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { name, maxLineByteCount = MAX_LINE_BYTE_COUNT }: ReadLinesOptions,
): AsyncGenerator<LineBatch> {
  let waiting: Uint8Array[] = []
  let waitingByteCount = 0
  let lineNumber = 1
  const take = (bytes: Uint8Array): LineBatch => {
    const text = toText(bytes, `${name}, from line ${lineNumber} on`)
    const lines = text.split('\n')
    const firstLineNumber = lineNumber
    lineNumber += lines.length
    if (firstLineNumber === 1 && lines[0]?.startsWith('\ufeff')) lines[0] = lines[0].slice(1)
    return { lines, firstLineNumber }
  }
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED)
    if (end === -1) {
      waiting.push(chunk)
      waitingByteCount += chunk.length
    } else {
      const whole = chunk.subarray(0, end)
      yield take(waiting.length === 0 ? whole : Buffer.concat([...waiting, whole]))
      waiting = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
      waitingByteCount = chunk.length - end - 1
    }
    if (waitingByteCount > maxLineByteCount) {
      const message = `${name}: expected lines of at most ${maxLineByteCount} bytes, got a longer one on line ${lineNumber}. Check that the file holds one post a line.`
      throw new PipelineError('INGEST_LINE_TOO_LONG', message, { context: { name, lineNumber } })
    }
  }
  if (waitingByteCount > 0) yield take(Buffer.concat(waiting))
}

function toText(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0) return ''
  if (!isUtf8(bytes)) return decode(bytes, { name, maxLineByteCount: Number.POSITIVE_INFINITY })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
