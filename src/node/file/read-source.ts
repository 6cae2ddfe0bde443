import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { PipelineError } from '../../errors.js'
import { explainBrokenBytes, readZstd, throughStream } from './decompress-zstd.js'
import { explainReadFault } from './read-input.js'
import { isZstd } from './zstd-frames.js'

/** Where stdin comes from, and how much of an input is read at once. */
export interface OpenSourceOptions {
  /** Where `-` reads from. */
  readonly stdin: AsyncIterable<Uint8Array | string>
  /** So much is read at once, to see what the input is; a smaller input is then read whole. */
  readonly headByteCount: number
  /** Largest window of a zstd frame. */
  readonly maxWindowByteCount: number
}

/** An input whose beginning was read, decompressed where it was gzip or zstd. */
export interface InputSource {
  /** For messages: the path, or `stdin`. */
  readonly name: string
  /** The file's name without the ending of a compression; null for stdin. */
  readonly fileName: string | null
  /** The first `headByteCount` bytes or more; all of it when `isWhole`. Empty once `chunks` has gone beyond it. */
  readonly head: Uint8Array
  readonly isWhole: boolean
  /** Everything, the head first. Can be taken once. */
  chunks(): AsyncGenerator<Uint8Array>
  /** To be called when `chunks` was not taken to its end. Lets go of the head. */
  close(): Promise<void>
}

/** Choice: with four times as much the garbage of a batch outlives it, and memory doubles. */
const READ_BYTE_COUNT = 256 * 1024
/** More is not held in memory at once. */
const WHOLE_BYTE_LIMIT = 2 ** 31

/**
 * Opens a file, or standard input for `-`, plain or compressed: told by its first bytes, whatever its name.
 *
 * @throws {PipelineError} `INPUT_MISSING`, `INPUT_IS_DIRECTORY`, `INPUT_UNREADABLE`
 */
export async function openSource(path: string, { stdin, headByteCount, maxWindowByteCount }: OpenSourceOptions): Promise<InputSource> {
  const name = path === '-' ? 'stdin' : path
  const bytes = decompress(readChunks(path, stdin), { name, maxWindowByteCount })
  const pieces: Uint8Array[] = []
  let byteCount = 0
  let isWhole = false
  while (byteCount < headByteCount) {
    const { value, done } = await bytes.next()
    if (done === true) {
      isWhole = true
      break
    }
    pieces.push(value)
    byteCount += value.length
    checkWhole(name, byteCount)
  }
  let head = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  pieces.length = 0
  return {
    name,
    fileName: path === '-' ? null : path.replace(/\.(?:gz|zst|zstd)$/i, ''),
    get head() {
      return head
    },
    isWhole,
    chunks: async function* () {
      for (let start = 0; start < head.length; start += READ_BYTE_COUNT) yield head.subarray(start, start + READ_BYTE_COUNT)
      head = new Uint8Array(0)
      yield* bytes
    },
    close: async () => {
      head = new Uint8Array(0)
      await bytes.return(undefined)
    },
  }
}

/** Everything that an input holds, in memory. */
export async function readWhole(source: InputSource): Promise<Uint8Array> {
  if (source.isWhole) return source.head
  const pieces: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of source.chunks()) {
    pieces.push(chunk)
    byteCount += chunk.length
    checkWhole(source.name, byteCount)
  }
  return Buffer.concat(pieces)
}

function checkWhole(name: string, byteCount: number): void {
  if (byteCount <= WHOLE_BYTE_LIMIT) return
  const message = `${name}: expected a file that can be read into memory, got one over 2 GiB. Give it to ingest, one record a line, or split it.`
  throw new PipelineError('INPUT_UNREADABLE', message, { context: { name } })
}

async function* readChunks(path: string, stdin: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const name = path === '-' ? 'stdin' : path
  try {
    const chunks = path === '-' ? stdin : createReadStream(path, { highWaterMark: READ_BYTE_COUNT })
    for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
  } catch (cause) {
    throw explainReadFault(name, cause)
  }
}

async function* decompress(
  chunks: AsyncGenerator<Uint8Array>,
  options: { readonly name: string; readonly maxWindowByteCount: number },
): AsyncGenerator<Uint8Array> {
  const ahead: Uint8Array[] = []
  let start: Uint8Array = new Uint8Array(0)
  while (start.length < 4) {
    const { value, done } = await chunks.next()
    if (done === true) break
    ahead.push(value)
    start = ahead.length === 1 ? value : Buffer.concat(ahead)
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (start.length > 0) yield start
    yield* chunks
  }
  if (isZstd(start)) return yield* readZstd(all(), options)
  if (start[0] === 0x1f && start[1] === 0x8b) return yield* gunzip(all(), options.name)
  yield* all()
}

async function* gunzip(chunks: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* throughStream(chunks, createGunzip({ chunkSize: READ_BYTE_COUNT }))
  } catch (cause) {
    throw explainBrokenBytes(cause, 'gzip', name)
  }
}
