import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { PipelineError } from '../../../base/errors.js'
import { builtIn } from '../built-in.js'
import { readAhead, tapChunks } from './chunks.js'
import { createFrameWalker } from './zstd-frames.js'

interface DecompressZstdOptions {
  /** Name of the source, for messages. */
  readonly name: string
  /** Frames with a larger window are rejected, because the window is held in memory. */
  readonly maxWindowByteCount: number
  /** Decoders to choose from. Default: all that are available. */
  readonly decoders?: readonly ZstdDecoder[]
}

/** The decoder of Node (from 22.15 on), the program `zstd`, or the one in JavaScript. */
export type ZstdDecoder = 'node' | 'program' | 'script'

/**
 * Above this window, the decoder in JavaScript is slow: it moves the window for every block, so at 8 MiB it copies 64 bytes per byte.
 * The levels of zstd up to 19 stay within it.
 */
const SCRIPT_WINDOW_BYTE_COUNT = 8 * 1024 * 1024
/** Largest window that the decoder in JavaScript supports. */
const SCRIPT_WINDOW_LIMIT = 128 * 1024 * 1024
/** Compressed bytes per call of the decoder in JavaScript: 4 bytes can expand to 128 KiB. */
const SCRIPT_SLICE_BYTE_COUNT = 2048
const MEBIBYTE = 1024 * 1024

/** Decompresses a zstd stream. Checks the window of each frame before decoding it. */
export async function* decompressZstd(chunks: AsyncIterable<Uint8Array>, options: DecompressZstdOptions): AsyncGenerator<Uint8Array> {
  const { name, maxWindowByteCount } = options
  const found: { decoder?: ZstdDecoder } = {}
  const walk = createFrameWalker((windowByteCount) => {
    if (windowByteCount > maxWindowByteCount) throw tooWide(name, windowByteCount, maxWindowByteCount)
    if (windowByteCount > 0) found.decoder ??= chooseDecoder(windowByteCount, options)
  })
  try {
    const { all } = await readAhead(tapChunks(chunks, walk), () => found.decoder !== undefined)
    const decoder = found.decoder ?? chooseDecoder(0, options)
    yield* decoder === 'node' ? withNode(all()) : decoder === 'program' ? withProgram(all()) : withScript(all())
  } catch (cause) {
    throw explainBrokenBytes(cause, 'zstd', name)
  }
}

const createNodeDecoder: ((options: object) => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress')

function chooseDecoder(windowByteCount: number, { name, decoders = ['node', 'program', 'script'] }: DecompressZstdOptions): ZstdDecoder {
  if (decoders.includes('node') && createNodeDecoder !== undefined) return 'node'
  const isSmall = windowByteCount <= SCRIPT_WINDOW_BYTE_COUNT
  if (decoders.includes('script') && isSmall) return 'script'
  if (decoders.includes('program') && hasProgram()) return 'program'
  if (decoders.includes('script') && windowByteCount <= SCRIPT_WINDOW_LIMIT) return 'script'
  const message = `${name}: expected a zstd window of at most ${SCRIPT_WINDOW_LIMIT / MEBIBYTE} MiB, got ${inMebibytes(windowByteCount)} MiB, which Node ${process.versions.node} cannot hold. Use Node 22.15 or newer, install the program zstd, or decompress the file first.`
  throw new PipelineError('INPUT_UNREADABLE', message, { context: { name, windowByteCount } })
}

const inMebibytes = (byteCount: number): number => Math.ceil(byteCount / MEBIBYTE)

function tooWide(name: string, windowByteCount: number, limit: number): PipelineError {
  const needed = inMebibytes(windowByteCount)
  const message = `${name}: expected a zstd window of at most ${inMebibytes(limit)} MiB, got ${needed} MiB, all of it held in memory. Pass --max-window ${needed} where there is room.`
  return new PipelineError('INPUT_UNREADABLE', message, { context: { name, windowByteCount } })
}

async function* withNode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const windowLogMax: unknown = Reflect.get(zlib.constants, 'ZSTD_d_windowLogMax')
  const decoder = createNodeDecoder?.({ params: { [String(windowLogMax)]: 31 } })
  if (decoder === undefined) return
  yield* throughStream(chunks, decoder)
}

/** Pipes chunks through a transform, and forwards errors of both sides. */
export async function* throughStream(chunks: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks)
  source.on('error', (cause) => transform.destroy(cause))
  source.pipe(transform)
  try {
    for await (const chunk of transform) yield chunk as Uint8Array
  } finally {
    source.destroy()
    transform.destroy()
  }
}

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

const hasProgram = (): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'zstd')))

async function* withProgram(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const child = builtIn
    .childProcess()
    .spawn('zstd', ['--decompress', '--stdout', '--quiet', '--long=31', '--memory=2048MB'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const source = Readable.from(chunks)
  let fault: Error | undefined
  source.on('error', (cause) => {
    fault = cause
    child.kill()
  })
  // When the program fails, it closes its input. Its exit code reports the failure.
  child.stdin.on('error', () => {})
  source.pipe(child.stdin)
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array
    const [code] = await ended
    if (fault) throw fault
    if (code !== 0) throw new Error(Buffer.concat(said).toString('utf8').trim() || `zstd ended with ${code}`)
  } finally {
    source.destroy()
    child.kill()
  }
}

/** Converts an error of decompression into a {@link PipelineError}. Returns a `PipelineError` unchanged. */
export function explainBrokenBytes(cause: unknown, form: 'gzip' | 'zstd', name: string): PipelineError {
  if (cause instanceof PipelineError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `${name}: expected ${form}, got bytes that cannot be decompressed (${why}). Fetch the file again.`
  return new PipelineError('INPUT_UNREADABLE', message, { cause, context: { name } })
}
