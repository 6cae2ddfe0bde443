import { pipeline, type Transform } from 'node:stream'
import zlib, { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { PipelineError } from '../../../base/errors.js'

const OUTPUT_BYTE_COUNT = 256 * 1024

/**
 * Decompresses a gzip or zstd stream, recognised by its first bytes. Passes other bytes through unchanged.
 *
 * @param onCompressed called before the first byte when the data are compressed
 */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, name: string, onCompressed: () => void): AsyncGenerator<Uint8Array> {
  const source = new ByteReader(chunks)
  const start = await source.peek(ZSTD_HEADER_BYTE_COUNT)
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  if (isGzip || isZstd(start)) onCompressed()
  if (isZstd(start)) return yield* decompressZstd(source, name)
  if (!isGzip) return yield* source.rest()
  try {
    yield* throughStream(source.rest(), createGunzip({ chunkSize: OUTPUT_BYTE_COUNT }))
  } catch (cause) {
    throw explainBrokenBytes(cause, 'gzip', name)
  }
}

const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
/** Longest header of a frame, from its magic number to the size of its content. */
const ZSTD_HEADER_BYTE_COUNT = 18
/** The decoder in JavaScript moves the window for every block: at 8 MiB it copies 64 bytes per byte. The levels of zstd up to 19 stay within it. */
const SCRIPT_WINDOW_BYTE_COUNT = 8 * 1024 * 1024
/** Compressed bytes per call of the decoder in JavaScript: 4 bytes can expand to 128 KiB. */
const SCRIPT_SLICE_BYTE_COUNT = 2048
const MEBIBYTE = 1024 * 1024
/** Frames with a larger window are refused, as the zstd program does by default. */
const MAX_WINDOW_BYTE_COUNT = 128 * MEBIBYTE

/** Node's decoder, from 22.15 on. */
const createNodeDecoder: ((options: object) => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress')

/** True if bytes start with a zstd frame or a skippable frame. */
function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false
  return littleEndian(bytes, 0, 4) === FRAME_MAGIC || isSkippable(bytes)
}

const isSkippable = (bytes: Uint8Array): boolean => {
  const magic = littleEndian(bytes, 0, 4)
  return magic - (magic % 16) === SKIPPABLE_MAGIC
}

function littleEndian(bytes: Uint8Array, start: number, count: number): number {
  let value = 0
  for (let at = start + count - 1; at >= start; at--) value = value * 256 + (bytes[at] ?? 0)
  return value
}

/**
 * The header of a frame: its length, and its window, the memory for back references.
 *
 * @see RFC 8878, section 3.1.1.1
 */
function headerOf(start: Uint8Array): { readonly byteCount: number; readonly windowByteCount: number; readonly hasChecksum: boolean } {
  const [descriptor = 0, window = 0] = start.subarray(4)
  const isSingleSegment = (descriptor & 0x20) !== 0
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  const content = littleEndian(start, 5 + dictionaryLength, sizeLength) + (sizeLength === 2 ? 256 : 0)
  return {
    byteCount: 5 + (isSingleSegment ? 0 : 1) + dictionaryLength + sizeLength,
    windowByteCount: isSingleSegment ? content : 2 ** (7 + (window >> 3)) * (8 + (window & 7)),
    hasChecksum: (descriptor & 4) !== 0,
  }
}

/**
 * Decompresses the frames of a zstd stream, each with its own decoder, since Node's decoder ends with a frame. Node before 22.15 needs a
 * decoder in JavaScript, for windows of up to 8 MiB. Throws `INPUT_UNREADABLE` for a larger window, before decoding, and for a stream that
 * ends within a frame.
 */
async function* decompressZstd(source: ByteReader, name: string): AsyncGenerator<Uint8Array> {
  const params = { [Number(Reflect.get(zlib.constants, 'ZSTD_d_windowLogMax'))]: Math.log2(MAX_WINDOW_BYTE_COUNT) }
  try {
    for (let start = await source.peek(ZSTD_HEADER_BYTE_COUNT); start.length > 0; start = await source.peek(ZSTD_HEADER_BYTE_COUNT)) {
      if (!isZstd(start)) throw new Error('bytes behind a frame that begin no other')
      if (isSkippable(start)) {
        await source.skip(8 + littleEndian(start, 4, 4))
        continue
      }
      const header = headerOf(start)
      checkWindow(header.windowByteCount, name)
      const frame = frameOf(source, header)
      yield* createNodeDecoder === undefined ? withScript(frame) : throughStream(frame, createNodeDecoder({ params }))
    }
  } catch (cause) {
    throw explainBrokenBytes(cause, 'zstd', name)
  } finally {
    await source.close()
  }
}

/** Compressed bytes of blocks that are given to a decoder together. Choice. */
const TOGETHER_BYTE_COUNT = 128 * 1024

/**
 * The bytes of one frame: its header, its blocks, its checksum.
 *
 * @see RFC 8878, section 3.1.1
 */
async function* frameOf(source: ByteReader, header: ReturnType<typeof headerOf>): AsyncGenerator<Uint8Array> {
  let pieces = [await source.take(header.byteCount)]
  let byteCount = 0
  for (let isLast = false; !isLast; ) {
    const head = await source.take(3)
    const block = littleEndian(head, 0, 3)
    isLast = (block & 1) === 1
    // A block of one repeated byte holds only that byte.
    const body = await source.take(((block >> 1) & 3) === 1 ? 1 : block >> 3)
    pieces.push(head, body)
    byteCount += body.length
    if (byteCount < TOGETHER_BYTE_COUNT && !isLast) continue
    if (isLast && header.hasChecksum) pieces.push(await source.take(4))
    yield Buffer.concat(pieces)
    pieces = []
    byteCount = 0
  }
}

/** Takes bytes of a stream in pieces of a wanted length. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next bytes, which stay in the stream; fewer at its end. */
  async peek(count: number): Promise<Uint8Array> {
    const pieces = [this.#held]
    let length = this.#held.length
    while (length < count) {
      const { value, done } = await this.#chunks.next()
      if (done === true) break
      pieces.push(value)
      length += value.length
    }
    if (pieces.length > 1) this.#held = Buffer.concat(pieces)
    return this.#held.subarray(0, count)
  }

  /** @throws {Error} where the stream ends before */
  async take(count: number): Promise<Uint8Array> {
    const taken = await this.peek(count)
    if (taken.length < count) throw new Error('unexpected end of the file')
    this.#held = this.#held.subarray(count)
    return taken
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) left -= (await this.take(Math.min(left, Math.max(1, this.#held.length)))).length
  }

  /** All bytes that are left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      if (this.#held.length > 0) yield this.#held
      for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) yield next.value
    } finally {
      await this.close()
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}

function checkWindow(byteCount: number, name: string): void {
  const refuse = (limit: number, advice: string): PipelineError =>
    new PipelineError(
      'INPUT_UNREADABLE',
      `${name}: expected a zstd window of at most ${inMebibytes(limit)} MiB, got ${inMebibytes(byteCount)} MiB, ${advice}`,
      { context: { name, windowByteCount: byteCount } },
    )
  if (byteCount > MAX_WINDOW_BYTE_COUNT)
    throw refuse(MAX_WINDOW_BYTE_COUNT, `all of it held in memory. Unpack it first: zstd -dc --long=31 FILE | dealstance COMMAND -`)
  if (createNodeDecoder !== undefined || byteCount <= SCRIPT_WINDOW_BYTE_COUNT) return
  const advice = `too wide for Node ${process.versions.node}. Use Node 22.15 or newer, or install zstd and pipe: zstd -dc --long=31 FILE | dealstance COMMAND -`
  throw refuse(SCRIPT_WINDOW_BYTE_COUNT, advice)
}

const inMebibytes = (byteCount: number): number => Math.ceil(byteCount / MEBIBYTE)

async function* withScript(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  const decoder = new Decompress((piece) => void pieces.push(piece))
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SCRIPT_SLICE_BYTE_COUNT) {
      decoder.push(chunk.subarray(start, start + SCRIPT_SLICE_BYTE_COUNT))
      yield* pieces.splice(0)
    }
  }
  decoder.push(new Uint8Array(0), true)
  yield* pieces.splice(0)
}

/** Pipes chunks through a transform, and forwards errors of both sides. */
async function* throughStream(chunks: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  // A fault of the source comes through the transform.
  pipeline(chunks, transform, () => {})
  for await (const chunk of transform) yield chunk as Uint8Array
}

/** Converts an error of decompression into a {@link PipelineError}. Returns a `PipelineError` unchanged. */
function explainBrokenBytes(cause: unknown, form: 'gzip' | 'zstd', name: string): PipelineError {
  if (cause instanceof PipelineError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `${name}: expected ${form}, got bytes that cannot be decompressed (${why}). Fetch the file again.`
  return new PipelineError('INPUT_UNREADABLE', message, { cause, context: { name } })
}

/** Passes chunks on, and shows each to `take` first. */
export async function* tapChunks(chunks: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    take(chunk)
    yield chunk
  }
}
