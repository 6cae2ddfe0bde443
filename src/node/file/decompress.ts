import { createGunzip } from 'node:zlib'
import { decompressZstd, explainBrokenBytes, throughStream } from './decompress-zstd.js'
import { isZstd } from './zstd-frames.js'

/** Default limit of a zstd window: that of the zstd program. */
export const DEFAULT_MAX_WINDOW_BYTE_COUNT = 128 * 1024 * 1024
const OUTPUT_BYTE_COUNT = 256 * 1024

/** The name of the source, and the memory limit of the decoder. */
export interface DecompressOptions {
  /** Name of the source, for messages. */
  readonly name: string
  /** zstd frames with a larger window are rejected. Default {@link DEFAULT_MAX_WINDOW_BYTE_COUNT}. */
  readonly maxWindowByteCount?: number
}

/** Whether bytes start with the signature of gzip or zstd. */
export function isCompressed(bytes: Uint8Array): boolean {
  return isZstd(bytes) || isGzip(bytes)
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * Decompresses a gzip or zstd stream, recognised by its first bytes. Passes other bytes through unchanged.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE` for corrupt data, or a window above the limit
 */
export async function* decompress(
  given: AsyncIterable<Uint8Array>,
  { name, maxWindowByteCount = DEFAULT_MAX_WINDOW_BYTE_COUNT }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  const chunks = given[Symbol.asyncIterator]()
  const ahead: Uint8Array[] = []
  let start: Uint8Array = new Uint8Array(0)
  while (start.length < 4) {
    const { value, done } = await chunks.next()
    if (done === true) break
    ahead.push(value)
    start = ahead.length === 1 ? value : Buffer.concat(ahead)
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (start.length > 0) yield start
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  if (isZstd(start)) return yield* decompressZstd(all(), { name, maxWindowByteCount })
  if (!isGzip(start)) return yield* all()
  try {
    yield* throughStream(all(), createGunzip({ chunkSize: OUTPUT_BYTE_COUNT }))
  } catch (cause) {
    throw explainBrokenBytes(cause, 'gzip', name)
  }
}

/** Decompresses bytes in memory. See {@link decompress}. */
export async function decompressAll(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array> {
  if (!isCompressed(bytes)) return bytes
  const pieces: Uint8Array[] = []
  const given = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  for await (const piece of decompress(given(), options)) pieces.push(piece)
  return Buffer.concat(pieces)
}
