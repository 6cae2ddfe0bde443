import { isUtf8 } from 'node:buffer'
import { PipelineError } from '../errors.js'
import { MAX_LINE_BYTE_COUNT } from '../ingest/record/decode.js'

/** A line without its end; or why it is none. */
export type AnyLine = string | PipelineError

/** Lines that stand one behind the other. */
export interface AnyLineBatch {
  readonly lines: readonly AnyLine[]
  /** False for a last line that no line feed ends. */
  readonly isEnded: boolean
}

const LINE_FEED = 10
const BYTE_ORDER_MARK = 0xfeff

/**
 * Splits bytes into lines as they come, in the memory of a chunk and of the longest line. Unlike `readLines` it goes on behind a line
 * that is no UTF-8 or too long: every line feed ends one line, whatever stands before it. A byte order mark at a line's start is left out.
 */
export async function* readEveryLine(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineByteCount = MAX_LINE_BYTE_COUNT }: { readonly maxLineByteCount?: number } = {},
): AsyncGenerator<AnyLineBatch> {
  let waiting: Uint8Array[] = []
  let waitingByteCount = 0
  const wait = (bytes: Uint8Array): void => {
    waitingByteCount += bytes.length
    if (waitingByteCount > maxLineByteCount) waiting = []
    else waiting.push(bytes)
  }
  const take = (): AnyLine => {
    const line = waitingByteCount > maxLineByteCount ? tooLong(maxLineByteCount) : toLine(Buffer.concat(waiting))
    waiting = []
    waitingByteCount = 0
    return line
  }
  for await (const chunk of chunks) {
    const first = chunk.indexOf(LINE_FEED)
    if (first === -1) {
      wait(chunk)
      continue
    }
    const last = chunk.lastIndexOf(LINE_FEED)
    wait(chunk.subarray(0, first))
    const lines = [take()]
    if (last > first) for (const line of toLines(chunk.subarray(first + 1, last))) lines.push(line)
    if (last + 1 < chunk.length) wait(chunk.subarray(last + 1))
    yield { lines, isEnded: true }
  }
  if (waitingByteCount > 0) yield { lines: [take()], isEnded: false }
}

function toLines(bytes: Uint8Array): AnyLine[] {
  if (isUtf8(bytes)) return toText(bytes).split('\n').map(withoutMark)
  const lines: AnyLine[] = []
  for (let start = 0; start <= bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start)
    lines.push(toLine(bytes.subarray(start, end === -1 ? bytes.length : end)))
    if (end === -1) break
    start = end + 1
  }
  return lines
}

function toLine(bytes: Uint8Array): AnyLine {
  if (isUtf8(bytes)) return withoutMark(toText(bytes))
  return new PipelineError('INGEST_ENCODING', 'expected a line in UTF-8, got bytes that are none. Write the posts in UTF-8.')
}

const toText = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

const withoutMark = (line: string): string => (line.charCodeAt(0) === BYTE_ORDER_MARK ? line.slice(1) : line)

function tooLong(maxLineByteCount: number): PipelineError {
  const message = `expected a line of at most ${maxLineByteCount} bytes, got a longer one. Check that the input holds one post a line.`
  return new PipelineError('INGEST_LINE_TOO_LONG', message)
}
