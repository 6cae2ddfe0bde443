import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import { parseScoredPost } from '../../aggregate/breakdown/parse-scored-post.js'
import { PipelineError } from '../../errors.js'
import { decode } from '../../ingest/record/decode.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { explainReadFault } from '../file/read-input.js'
import { type LineBatch, readLines } from '../read-lines.js'

/** A file of scored posts that was read to its end. */
export interface ReadScoredFile extends EvidenceFile {
  readonly role: 'scored'
  readonly postCount: number
  readonly skippedCount: number
}

/** Where scored posts come from, and what a bad line does. */
export interface StreamScoredOptions {
  /** Where `-` reads from. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Told of each line that holds no scored post; the line is then left out. Absent: the first one throws. */
  readonly onBadRecord?: (error: PipelineError) => void
  /** That the posts were scored under. Default: the one that ships. */
  readonly scheme?: StanceScheme
  /** No bytes are no posts, as of a shard that has none; else they are a file that somebody failed to write. */
  readonly mayBeEmpty?: boolean
}

const CHUNK_BYTE_COUNT = 256 * 1024

/**
 * Reads scored posts as they come, some at a time, in memory that does not grow with the file.
 *
 * @param path output of `classify --format jsonl`; `-` is standard input
 * @returns the posts, then what file they stand in
 * @throws {PipelineError} `SCORED_INVALID` with the line, and what reading a file throws
 */
export async function* readScoredPosts(
  path: string,
  { stdin = process.stdin, onBadRecord, scheme, mayBeEmpty = false }: StreamScoredOptions = {},
): AsyncGenerator<readonly ScoredPost[], ReadScoredFile> {
  const name = path === '-' ? 'stdin' : path
  const hash = createHash('sha256')
  let [postCount, skippedCount] = [0, 0]
  for await (const { lines, firstLineNumber } of readTextLines(hashed(readBytesOf(path, stdin), hash), name, mayBeEmpty)) {
    const posts: ScoredPost[] = []
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const where = `line ${firstLineNumber + index} of ${name}`
      try {
        posts.push(parseScoredPost(parseLine(line, where), where, scheme))
      } catch (error) {
        // A post under another scheme is no bad record: it is a file that does not belong here.
        if (onBadRecord === undefined || !(error instanceof PipelineError) || error.code.startsWith('SCHEME_')) throw error
        onBadRecord(error)
        skippedCount += 1
      }
    }
    postCount += posts.length
    yield posts
  }
  return { role: 'scored', name: path === '-' ? null : basename(path), sha256: hash.digest('hex'), postCount, skippedCount }
}

async function* readBytesOf(path: string, stdin: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  try {
    const source = path === '-' ? stdin : createReadStream(path, { highWaterMark: CHUNK_BYTE_COUNT })
    for await (const chunk of source) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
  } catch (cause) {
    throw explainReadFault(path === '-' ? 'stdin' : path, cause)
  }
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: { update(data: Uint8Array): unknown }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** Lines of UTF-8 as they come; of UTF-16, as PowerShell redirects, all at once. */
async function* readTextLines(chunks: AsyncGenerator<Uint8Array>, name: string, mayBeEmpty: boolean): AsyncGenerator<LineBatch> {
  const first = await chunks.next()
  if (first.done === true) {
    if (!mayBeEmpty) decode(new Uint8Array(0), { name })
    return
  }
  const all = joined(first.value, chunks)
  const [one, two] = first.value
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) {
    const pieces: Uint8Array[] = []
    for await (const chunk of all) pieces.push(chunk)
    yield { lines: decode(Buffer.concat(pieces), { name }).split('\n'), firstLineNumber: 1 }
  } else yield* readLines(all, { name })
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

/** @throws {PipelineError} `SCORED_INVALID` */
export function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new PipelineError(
      'SCORED_INVALID',
      `expected a scored post as one JSON object, got a line that is no JSON (${where}). Give the output of classify --format jsonl unchanged.`,
      { cause, context: { where } },
    )
  }
}
