import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { decode, MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'
import { decompress, tapChunks } from './decompress.js'
import { lineTooLong } from './stream-lines.js'
import { systemCodeOf } from './system-fault.js'

interface OpenSourceOptions {
  /** Source of `-`, which may be open already. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | InputSource
  /**
   * Bytes to read on opening, to detect the format. A smaller input is read whole. Default {@link
   * SAMPLE_BYTE_COUNT}.
   */
  readonly headByteCount?: number
  /** Takes the bytes as they are read, decompressed. */
  readonly onBytes?: (bytes: Uint8Array) => void
}

/** An open input, decompressed if necessary, whose first bytes have been read. */
export interface InputSource extends AsyncIterable<Uint8Array> {
  readonly name: string
  readonly fileName: string | null
  /**
   * At least the first `headByteCount` bytes; everything when `isWhole`. Empty once `chunks` has
   * passed it.
   */
  readonly head: Uint8Array
  readonly isWhole: boolean
  /** All bytes, starting with the head. Can be called once. */
  chunks(): AsyncGenerator<Uint8Array>
  /** Releases the head. Must be called unless `chunks` was consumed to its end. */
  close(): Promise<void>
}

/** Bytes that suffice to detect the format of an input. */
const SAMPLE_BYTE_COUNT = 1024 * 1024
/**
 * Bytes per read. Choice: at four times this size, chunks survive garbage collection and memory
 * doubles.
 */
const READ_BYTE_COUNT = 256 * 1024
/** Largest data held whole: a text is not longer. A megabyte of gzip can hold a gigabyte. */
const WHOLE_BYTE_LIMIT = 512 * 1024 * 1024
/** Most lines held whole: each costs some 100 bytes beside its own. Choice. */
const WHOLE_LINE_LIMIT = 5_000_000

const PACKED_ENDING = /\.gz$/i

export const nameOf = (path: string): string => (path === '-' ? 'stdin' : path)

export async function openSource(
  path: string,
  {
    stdin = process.stdin,
    headByteCount = SAMPLE_BYTE_COUNT,
    onBytes = () => {},
  }: OpenSourceOptions = {},
): Promise<InputSource> {
  const opened = path === '-' && 'chunks' in stdin ? stdin : null
  if (opened?.isWhole || (opened?.head.length ?? 0) > headByteCount) return opened as InputSource
  const name = nameOf(path)
  const bytes = opened?.chunks() ?? tapChunks(decompress(readChunks(path, stdin), name), onBytes)
  const pieces: Uint8Array[] = []
  let byteCount = 0
  let lineCount = 0
  let isWhole = false
  while (byteCount < headByteCount) {
    const { value, done } = await bytes.next()
    if (done === true) {
      isWhole = true
      break
    }
    pieces.push(value)
    byteCount += value.length
    checkWhole(name, byteCount, (lineCount += countLineEnds(value)))
  }
  let head = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  pieces.length = 0
  return {
    name,
    fileName: path === '-' ? null : path.replace(PACKED_ENDING, ''),
    get head() {
      return head
    },
    isWhole,
    chunks,
    [Symbol.asyncIterator]: chunks,
    close: async () => {
      head = new Uint8Array(0)
      await bytes.return(undefined)
    },
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < head.length; start += READ_BYTE_COUNT)
      yield head.subarray(start, start + READ_BYTE_COUNT)
    head = new Uint8Array(0)
    yield* bytes
  }
}

export async function readWhole(source: InputSource): Promise<Uint8Array> {
  if (source.isWhole) return source.head
  // Parquet, workbooks and UTF-16 hold zeros, or begin with a mark.
  const isUtf8 = !source.head.includes(0) && (source.head[0] ?? 0) < 0xfe
  const pieces: Uint8Array[] = []
  let byteCount = 0
  let lineCount = 0
  let lineStart = 0
  for await (const chunk of source.chunks()) {
    // Old Mac files end lines with CR alone.
    const lastEnd = Math.max(chunk.lastIndexOf(10), chunk.lastIndexOf(13))
    if (lastEnd !== -1) lineStart = byteCount + lastEnd + 1
    pieces.push(chunk)
    lineCount += isUtf8 ? countLineEnds(chunk) : 0
    checkWhole(source.name, (byteCount += chunk.length), lineCount)
    if (isUtf8 && byteCount - lineStart > MAX_LINE_BYTE_COUNT)
      throw lineTooLong(source.name, MAX_LINE_BYTE_COUNT, lineCount + 1)
  }
  return Buffer.concat(pieces)
}

function countLineEnds(piece: Uint8Array): number {
  let count = 0
  for (let feed = piece.indexOf(10); feed !== -1; feed = piece.indexOf(10, feed + 1)) count += 1
  return count
}

/**
 * Decodes whole lines at the start of an input; null without one, or for bytes that are not text.
 */
export function sampleLines({
  head,
  isWhole,
  name,
}: Pick<InputSource, 'head' | 'isWhole' | 'name'>): string | null {
  const start = head.subarray(0, SAMPLE_BYTE_COUNT)
  const end = start.length < head.length || !isWhole ? start.lastIndexOf(10) : start.length
  if (end <= 0) return null
  try {
    return decode(start.subarray(0, end), { name })
  } catch {
    return null
  }
}

export const LARGER_ADVICE =
  'One file of JSONL whose threads stand together is read thread by thread: sort it by threadId. Or take the Spark job, scripts/spark/README.md.'

function checkWhole(name: string, byteCount: number, lineCount: number): void {
  if (byteCount <= WHOLE_BYTE_LIMIT && lineCount <= WHOLE_LINE_LIMIT) return
  const limit = byteCount > WHOLE_BYTE_LIMIT ? '512 MiB, unpacked,' : '5,000,000 lines'
  const message = `${name}: expected at most ${limit} in an input that is held at once, got more. ${LARGER_ADVICE}`
  throw new PipelineError('INGEST_TOO_LARGE', message, { context: { name } })
}

async function* readChunks(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array> {
  const name = nameOf(path)
  try {
    const chunks = path === '-' ? stdin : readNamed(path)
    for await (const chunk of chunks)
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
  } catch (cause) {
    throw explainReadFault(name, cause)
  }
}

/** A pipe with a name, which can be opened once, and what was read of it. */
interface NamedPipe {
  readonly rest: AsyncIterator<Uint8Array>
  /** Null once it is too much to hold. */
  pieces: Uint8Array[] | null
  byteCount: number
}

const namedPipes = new Map<string, NamedPipe>()

const readNamed = (path: string): AsyncIterable<Uint8Array> =>
  isFile(path) || isFolder(path) || !isThere(path) ? streamOf(path) : readPipe(path)

const streamOf = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream(path, { highWaterMark: READ_BYTE_COUNT })

/**
 * Reads a FIFO, or a pipe as a shell makes it for `<(…)`: the first reading holds it for others.
 */
async function* readPipe(path: string): AsyncGenerator<Uint8Array> {
  const pipe = namedPipes.get(path) ?? {
    rest: streamOf(path)[Symbol.asyncIterator](),
    pieces: [],
    byteCount: 0,
  }
  namedPipes.set(path, pipe)
  if (pipe.pieces === null) {
    const message = `${path}: expected a pipe of at most 512 MiB where it is read twice, got more. Write it to a file first.`
    throw new PipelineError('INGEST_TOO_LARGE', message, { context: { path } })
  }
  yield* pipe.pieces
  for (;;) {
    const { value, done } = await pipe.rest.next()
    if (done === true) return
    pipe.byteCount += value.length
    if (pipe.byteCount > WHOLE_BYTE_LIMIT) pipe.pieces = null
    pipe.pieces?.push(value)
    yield value
  }
}

/** Lets go of all pipes at the end of a command. */
export async function closePipes(): Promise<void> {
  const pipes = [...namedPipes.values()]
  namedPipes.clear()
  for (const { rest } of pipes) await rest.return?.()
}

export interface ReadInputOptions {
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Content of the file, if not posts, for the refusal of an empty one. */
  readonly what?: string
}

export async function readInput(path: string, options: ReadInputOptions = {}): Promise<string> {
  return decode(await readBytes(path, options.stdin, options.what), { name: nameOf(path) })
}

export async function readBytes(
  path: string,
  stdin?: AsyncIterable<Uint8Array | string>,
  what?: string,
): Promise<Uint8Array> {
  const { head } = await openSource(path, {
    ...(stdin && { stdin }),
    headByteCount: Number.POSITIVE_INFINITY,
  })
  if (what !== undefined && head.length === 0)
    throw new PipelineError(
      'INGEST_EMPTY',
      `${nameOf(path)}: expected ${what}, got no bytes. Check that the file was saved.`,
    )
  return head
}

async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

export const hashFile = (path: string): Promise<string> =>
  hashOf(createReadStream(path, { highWaterMark: 2 ** 20 }))

/**
 * SHA-256 of a file's decompressed bytes; null if it cannot be read twice. A ConvoKit corpus is a
 * folder with one file of posts.
 */
export async function hashContent(path: string): Promise<string | null> {
  const posts = join(path, 'utterances.jsonl')
  const file = isThere(posts) ? posts : path
  if (!isFile(file)) return null
  return hashOf((await openSource(file)).chunks())
}

export const isThere = (path: string): boolean => existsSync(path)

/** Total bytes of plain files. Null where it is not known, as for a pipe or a compressed file. */
export function byteCountOf(paths: readonly string[]): number | null {
  let byteCount = 0
  for (const path of paths) {
    const facts = path === '-' || PACKED_ENDING.test(path) ? null : statOf(path)
    if (!facts?.isFile()) return null
    byteCount += facts.size
  }
  return byteCount
}

export const isFile = (path: string): boolean => statOf(path)?.isFile() === true

/** File facts of a path; null if it cannot be looked at. */
function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

export const isFolder = (path: string): boolean => statOf(path)?.isDirectory() === true

/**
 * A key that all paths to one file share, through links or in other case. A missing file has its
 * place below an existing folder.
 */
export function fileKeyOf(path: string): string {
  const folder = dirname(resolve(path))
  const name = basename(resolve(path))
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return folder === resolve(path) ? folder : join(fileKeyOf(folder), name)
  }
}

function explainReadFault(path: string, cause: unknown): PipelineError {
  const code = systemCodeOf(cause) ?? 'unknown'
  const fail = (errorCode: ErrorCode, message: string): PipelineError =>
    new PipelineError(errorCode, `${path}: ${message}`, {
      cause,
      context: { path, systemCode: code },
    })
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fail('INPUT_MISSING', 'no file at this path. Check the path, or give - to read stdin.')
  }
  if (code === 'EISDIR') {
    return fail(
      'INPUT_IS_DIRECTORY',
      `expected a file, got a directory. Name the files in it: ${path.replace(/\/$/, '')}/*.txt`,
    )
  }
  if (code === 'ELOOP')
    return fail(
      'INPUT_UNREADABLE',
      'expected a file, got links that lead to each other in a loop. Name the file itself.',
    )
  const isForbidden = code === 'EACCES' || code === 'EPERM'
  const got = isForbidden ? 'no permission to read it' : `the system error ${code}`
  return fail(
    'INPUT_UNREADABLE',
    `expected a file that can be read, got ${got}. Check its permissions and size.`,
  )
}
