import { pipeline, type Transform } from 'node:stream'
import zlib, { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { PipelineError } from '../../../base/errors.js'

const OUTPUT_BYTE_COUNT = 256 * 1024

/**
 * Decompresses a gzip or zstd stream, recognised by its first bytes. Passes other bytes through unchanged.
 *
 * @param onCompressed called before the first byte when the data are compressed
 * @param maxWindowByteCount zstd frames with a larger window are rejected; default: the limit of the zstd program
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  onCompressed: () => void,
  maxWindowByteCount = 128 * MEBIBYTE,
): AsyncGenerator<Uint8Array> {
  let byteCount = 0
  const source = chunks[Symbol.asyncIterator]()
  const ahead: Uint8Array[] = []
  while (byteCount < ZSTD_HEADER_BYTE_COUNT) {
    const { value, done } = await source.next()
    if (done === true) break
    ahead.push(value)
    byteCount += value.length
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* ahead
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value
    } finally {
      await source.return?.()
    }
  }
  const start = Buffer.concat(ahead.map((chunk) => chunk.subarray(0, ZSTD_HEADER_BYTE_COUNT)))
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  if (isGzip || isZstd(start)) onCompressed()
  if (isZstd(start)) return yield* decompressZstd(all(), { name, start, maxWindowByteCount })
  if (!isGzip) return yield* all()
  try {
    yield* throughStream(all(), createGunzip({ chunkSize: OUTPUT_BYTE_COUNT }))
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

/** Node's decoder, from 22.15 on. */
const createNodeDecoder: ((options: object) => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress')

/** Whether bytes start with a zstd frame or a skippable frame. */
function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false
  const magic = littleEndian(bytes, 0, 4)
  return magic === FRAME_MAGIC || magic - (magic % 16) === SKIPPABLE_MAGIC
}

function littleEndian(bytes: Uint8Array, start: number, count: number): number {
  let value = 0
  for (let at = start + count - 1; at >= start; at--) value = value * 256 + (bytes[at] ?? 0)
  return value
}

/**
 * The window of the first frame, in bytes: as much decoded text is held in memory for back references. 0 for a skippable frame.
 *
 * @see RFC 8878, section 3.1.1.1
 */
function windowOf(start: Uint8Array): number {
  if (littleEndian(start, 0, 4) !== FRAME_MAGIC) return 0
  const descriptor = start[4] ?? 0
  const isSingleSegment = (descriptor & 0x20) !== 0
  if (!isSingleSegment) {
    const base = 2 ** (10 + ((start[5] ?? 0) >> 3))
    return base + (base / 8) * ((start[5] ?? 0) & 7)
  }
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeLength = 2 ** (descriptor >> 6)
  return littleEndian(start, 5 + dictionaryLength, sizeLength) + (sizeLength === 2 ? 256 : 0)
}

/**
 * Decompresses a zstd stream with Node's decoder or, before Node 22.15, with one in JavaScript for windows of up to 8 MiB. Throws
 * `INPUT_UNREADABLE` for a larger window of the first frame, before anything is decoded.
 *
 * @param start the first bytes, at least {@link ZSTD_HEADER_BYTE_COUNT} of them where there are so many
 */
async function* decompressZstd(
  chunks: AsyncIterable<Uint8Array>,
  { name, start, maxWindowByteCount }: { readonly name: string; readonly start: Uint8Array; readonly maxWindowByteCount: number },
): AsyncGenerator<Uint8Array> {
  checkWindow(windowOf(start), maxWindowByteCount, name)
  try {
    if (createNodeDecoder === undefined) return yield* withScript(chunks)
    const windowLogMax = Math.min(31, Math.floor(Math.log2(maxWindowByteCount)))
    yield* throughStream(
      chunks,
      createNodeDecoder({ params: { [Number(Reflect.get(zlib.constants, 'ZSTD_d_windowLogMax'))]: windowLogMax } }),
    )
  } catch (cause) {
    throw explainBrokenBytes(cause, 'zstd', name)
  }
}

function checkWindow(byteCount: number, maxByteCount: number, name: string): void {
  const refuse = (limit: number, advice: string): PipelineError =>
    new PipelineError(
      'INPUT_UNREADABLE',
      `${name}: expected a zstd window of at most ${inMebibytes(limit)} MiB, got ${inMebibytes(byteCount)} MiB, ${advice}`,
      { context: { name, windowByteCount: byteCount } },
    )
  if (byteCount > maxByteCount)
    throw refuse(maxByteCount, `all of it held in memory. Pass --max-window ${inMebibytes(byteCount)} where there is room.`)
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
