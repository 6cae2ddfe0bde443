import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { PipelineError } from '../../errors.js'
import { createFrameWalker } from './zstd-frames.js'

export interface ReadZstdOptions {
  /** Where the bytes are from, for messages. */
  readonly name: string
  /** Frames whose window is larger are refused: it is held in memory. */
  readonly maxWindowByteCount: number
  /** Which decoders may be used, in order of preference. Default: all that this machine has. */
  readonly decoders?: readonly ZstdDecoder[]
}

/** Node's own (from 22.15 on), the program `zstd`, and one in JavaScript. */
export type ZstdDecoder = 'node' | 'program' | 'script'

/**
 * Above it the decoder in JavaScript, which moves its window for every block, gets slow: at 8 MiB it copies 64 bytes for one.
 * zstd's own levels up to 19 stay within it.
 */
const SCRIPT_WINDOW_BYTE_COUNT = 8 * 1024 * 1024
/** More than this it cannot hold. */
const SCRIPT_WINDOW_LIMIT = 128 * 1024 * 1024
/** Compressed bytes given at once to the decoder in JavaScript: a small piece can unfold to 128 KiB for every 4 bytes. */
const SCRIPT_SLICE_BYTE_COUNT = 2048
const MEBIBYTE = 1024 * 1024

/**
 * Decompresses zstd as it comes, every frame's window checked before the frame is decoded.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE` for bytes that are no zstd or end early, for a window above the limit (naming it), or one that
 *   no decoder at hand can hold
 */
export async function* readZstd(chunks: AsyncIterable<Uint8Array>, options: ReadZstdOptions): AsyncGenerator<Uint8Array> {
  const { name, maxWindowByteCount } = options
  let largest = 0
  const walk = createFrameWalker(({ windowByteCount }) => {
    if (windowByteCount > maxWindowByteCount) throw tooWide(name, windowByteCount, maxWindowByteCount)
    largest = Math.max(largest, windowByteCount)
  })
  const source = chunks[Symbol.asyncIterator]()
  const ahead: Uint8Array[] = []
  try {
    while (largest === 0) {
      const { value, done } = await source.next()
      if (done === true) break
      walk(value)
      ahead.push(value)
    }
    const checked = async function* (): AsyncGenerator<Uint8Array> {
      yield* ahead.splice(0)
      for (let next = await source.next(); next.done !== true; next = await source.next()) {
        walk(next.value)
        yield next.value
      }
    }
    const decoder = chooseDecoder(largest, options)
    yield* decoder === 'node' ? withNode(checked()) : decoder === 'program' ? withProgram(checked()) : withScript(checked())
  } catch (cause) {
    throw explainBrokenBytes(cause, 'zstd', name)
  } finally {
    await source.return?.()
  }
}

const createNodeDecoder: ((options: object) => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress')

function chooseDecoder(windowByteCount: number, { name, decoders = ['node', 'program', 'script'] }: ReadZstdOptions): ZstdDecoder {
  if (decoders.includes('node') && createNodeDecoder !== undefined) return 'node'
  const isSmall = windowByteCount <= SCRIPT_WINDOW_BYTE_COUNT
  if (decoders.includes('script') && isSmall) return 'script'
  if (decoders.includes('program') && hasProgram()) return 'program'
  if (decoders.includes('script') && windowByteCount <= SCRIPT_WINDOW_LIMIT) return 'script'
  throw new PipelineError(
    'INPUT_UNREADABLE',
    `${name}: expected a zstd window of at most ${SCRIPT_WINDOW_LIMIT / MEBIBYTE} MiB, got ${inMebibytes(windowByteCount)} MiB, which Node ${process.versions.node} cannot hold. Use Node 22.15 or newer, install the program zstd, or decompress the file first.`,
    { context: { name, windowByteCount } },
  )
}

const inMebibytes = (byteCount: number): number => Math.ceil(byteCount / MEBIBYTE)

function tooWide(name: string, windowByteCount: number, limit: number): PipelineError {
  const needed = inMebibytes(windowByteCount)
  return new PipelineError(
    'INPUT_UNREADABLE',
    `${name}: expected a zstd window of at most ${inMebibytes(limit)} MiB, got ${needed} MiB, all of it held in memory. Pass --max-window ${needed} where there is room.`,
    { context: { name, windowByteCount } },
  )
}

async function* withNode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const windowLogMax: unknown = Reflect.get(zlib.constants, 'ZSTD_d_windowLogMax')
  const decoder = createNodeDecoder?.({ params: { [String(windowLogMax)]: 31 } })
  if (decoder === undefined) return
  yield* throughStream(chunks, decoder)
}

/** Chunks through a transform, an error of either side passed on. */
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
  let pieces: Uint8Array[] = []
  const decoder = new Decompress((piece) => void pieces.push(piece))
  const take = (): Uint8Array[] => {
    const taken = pieces
    pieces = []
    return taken
  }
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SCRIPT_SLICE_BYTE_COUNT) {
      decoder.push(chunk.subarray(start, start + SCRIPT_SLICE_BYTE_COUNT))
      yield* take()
    }
  }
  decoder.push(new Uint8Array(0), true)
  yield* take()
}

let programFound: boolean | undefined

function hasProgram(): boolean {
  programFound ??= (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'zstd')))
  return programFound
}

async function* withProgram(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const child = spawn('zstd', ['--decompress', '--stdout', '--quiet', '--long=31', '--memory=2048MB'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const source = Readable.from(chunks)
  let fault: Error | undefined
  source.on('error', (cause) => {
    fault = cause
    child.kill()
  })
  // It closes its input when it fails: its exit code says so.
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

/** What went wrong while decompressing, as an error of this project; one that is already passes as it is. */
export function explainBrokenBytes(cause: unknown, form: 'gzip' | 'zstd', name: string): PipelineError {
  if (cause instanceof PipelineError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new PipelineError(
    'INPUT_UNREADABLE',
    `${name}: expected ${form}, got bytes that cannot be decompressed (${why}). Fetch the file again.`,
    { cause, context: { name } },
  )
}
