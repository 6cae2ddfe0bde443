import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { PipelineError } from '../../../base/errors.js'

const OUTPUT_BYTE_COUNT = 256 * 1024
const GZIP = 0x1f8b
const ZSTD = 0x28b52ffd

/**
 * Decompresses a gzip stream, recognised by its first bytes. Passes other bytes through unchanged,
 * and refuses zstd.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < 4) {
    const { value, done } = await iterator.next()
    if (done === true) break
    head = Buffer.concat([head, value])
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  const refuse = (expected: string, got: string, advice: string, cause?: unknown): PipelineError =>
    new PipelineError('INPUT_UNREADABLE', `${name}: expected ${expected}, got ${got}. ${advice}`, {
      cause,
      context: { name },
    })
  if (head.length >= 4 && head.readUInt32BE() === ZSTD)
    throw refuse(
      'plain bytes or gzip',
      'zstd',
      'Unpack it first: zstd -dc --long=31 FILE > UNPACKED, and give UNPACKED.',
    )
  if (head.length < 2 || head.readUInt16BE() !== GZIP) return yield* all()
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTE_COUNT })
  // A fault of the source comes through the transform.
  pipeline(all(), gunzip, () => {})
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw refuse(
      'gzip',
      `bytes that cannot be decompressed (${why})`,
      'Fetch the file again.',
      cause,
    )
  }
}

/** Passes chunks on, and shows each to `take` first. */
export async function* tapChunks(
  chunks: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    take(chunk)
    yield chunk
  }
}
