import { MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'

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

const LINE_FEED = 10

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
