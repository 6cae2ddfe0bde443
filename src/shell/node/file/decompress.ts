import { createGunzip } from 'node:zlib'
import { PipelineError } from '../../../base/errors.js'
import { readAhead } from './chunks.js'
import { decompressZstd, explainBrokenBytes, isZstd, throughStream, ZSTD_HEADER_BYTE_COUNT } from './decompress-zstd.js'

/** Default limit of a zstd window: that of the zstd program. */
const DEFAULT_MAX_WINDOW_BYTE_COUNT = 128 * 1024 * 1024
const OUTPUT_BYTE_COUNT = 256 * 1024

interface DecompressOptions {
  /** Name of the source, for messages. */
  readonly name: string
  /** zstd frames with a larger window are rejected. Default {@link DEFAULT_MAX_WINDOW_BYTE_COUNT}. */
  readonly maxWindowByteCount?: number | undefined
  /** Called before the first byte when the data are compressed. */
  readonly onCompressed?: () => void
}

/** Compressed data that are held as a whole may be so large. A megabyte of gzip can hold a gigabyte. */
export const UNPACKED_BYTE_LIMIT = 512 * 1024 * 1024

export const isCompressed = (bytes: Uint8Array): boolean => isZstd(bytes) || isGzip(bytes)

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

export function unpackedTooLarge(name: string): PipelineError {
  const message = `${name}: expected at most 512 MiB after decompression in an input that is read whole, got more. Give it to ingest, one record a line, or decompress it first where there is room.`
  return new PipelineError('INPUT_UNREADABLE', message, { context: { name } })
}

/** Decompresses a gzip or zstd stream, recognised by its first bytes. Passes other bytes through unchanged. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  { name, maxWindowByteCount = DEFAULT_MAX_WINDOW_BYTE_COUNT, onCompressed }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  let byteCount = 0
  const { ahead, all } = await readAhead(chunks, ({ length }) => (byteCount += length) >= ZSTD_HEADER_BYTE_COUNT)
  const start = Buffer.concat(ahead.map((chunk) => chunk.subarray(0, ZSTD_HEADER_BYTE_COUNT)))
  if (isCompressed(start)) onCompressed?.()
  if (isZstd(start)) return yield* decompressZstd(all(), { name, start, maxWindowByteCount })
  if (!isGzip(start)) return yield* all()
  try {
    yield* throughStream(all(), createGunzip({ chunkSize: OUTPUT_BYTE_COUNT }))
  } catch (cause) {
    throw explainBrokenBytes(cause, 'gzip', name)
  }
}

export async function decompressAll(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array> {
  if (!isCompressed(bytes)) return bytes
  const given = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  const pieces: Uint8Array[] = []
  let byteCount = 0
  for await (const piece of decompress(given(), options)) {
    byteCount += piece.length
    if (byteCount > UNPACKED_BYTE_LIMIT) throw unpackedTooLarge(options.name)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
