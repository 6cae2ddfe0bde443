import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { PipelineError } from '../../../base/errors.js'

const OUTPUT_BYTE_COUNT = 256 * 1024
/** The decoder moves the window for every block: at 8 MiB it copies 64 bytes per byte. The levels of zstd up to 19 stay within it. */
const MAX_WINDOW_BYTE_COUNT = 8 * 1024 * 1024
/** Compressed bytes per call of the decoder: 4 bytes can expand to 128 KiB. */
const SLICE_BYTE_COUNT = 2048
const FRAME_MAGIC = 0xfd2fb528
/** Bytes up to the window of the first frame. */
const HEAD_BYTE_COUNT = 6

/**
 * Decompresses a gzip or zstd stream, recognised by its first bytes. Passes other bytes through unchanged.
 *
 * @param onCompressed called before the first byte when the data are compressed
 */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, name: string, onCompressed: () => void): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(chunks)
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const isZstd = head.length >= 4 && head.readUInt32LE() === FRAME_MAGIC
  if (!isGzip && !isZstd) return yield* all
  onCompressed()
  if (isZstd) checkWindow(head, name)
  try {
    yield* isZstd ? unpackZstd(all) : unpackGzip(all)
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `${name}: expected ${isZstd ? 'zstd' : 'gzip'}, got bytes that cannot be decompressed (${why}). Fetch the file again.`
    throw new PipelineError('INPUT_UNREADABLE', message, { cause, context: { name } })
  }
}

/** The first bytes, and all bytes with them. */
async function peek(chunks: AsyncIterable<Uint8Array>): Promise<{ head: Buffer; all: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < HEAD_BYTE_COUNT) {
    const { value, done } = await iterator.next()
    if (done === true) break
    head = Buffer.concat([head, value])
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head, all: all() }
}

/** Refuses a wide window, the memory for back references. @see RFC 8878, section 3.1.1.1 */
function checkWindow(head: Uint8Array, name: string): void {
  const [descriptor = 0, window = 0] = head.subarray(4)
  const isSingleSegment = (descriptor & 0x20) !== 0
  if (isSingleSegment || 2 ** (7 + (window >> 3)) * (8 + (window & 7)) <= MAX_WINDOW_BYTE_COUNT) return
  const message = `${name}: expected a zstd window of at most 8 MiB, as levels up to 19 have. Unpack it first: zstd -dc --long=31 FILE | dealstance COMMAND -`
  throw new PipelineError('INPUT_UNREADABLE', message, { context: { name } })
}

async function* unpackGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTE_COUNT })
  // A fault of the source comes through the transform.
  pipeline(chunks, gunzip, () => {})
  for await (const chunk of gunzip) yield chunk as Uint8Array
}

async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  const decoder = new Decompress((piece) => void pieces.push(piece))
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTE_COUNT) {
      decoder.push(chunk.subarray(start, start + SLICE_BYTE_COUNT))
      yield* pieces.splice(0)
    }
  }
  decoder.push(new Uint8Array(0), true)
  yield* pieces.splice(0)
}

/** Passes chunks on, and shows each to `take` first. */
export async function* tapChunks(chunks: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    take(chunk)
    yield chunk
  }
}
