import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import { DUPLICATE_FLAG } from '../../../judge/post-flags.js'
import type { RunCheck } from '../../../judge/stance/run-check.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { ApartThreads } from '../../../read/link/apart-threads.js'
import { decode } from '../../../read/record/decode.js'
import { tapChunks } from '../file/decompress.js'
import { nameOf, openSource, readWhole } from '../file/read-source.js'
import { type LineBatch, streamLines } from '../file/stream-lines.js'
import { refuseUnscored } from './scored-head.js'

/** The totals of a file of scored posts, after it was read to its end. */
export interface ReadScoredFile extends EvidenceFile {
  readonly role: 'scored'
  readonly postCount: number
  /** Renamed threads, since another file has a different thread of the same name: see `ApartThreads`. */
  readonly apart?: readonly string[]
}

/** Options of {@link readScoredPosts}. */
export interface StreamScoredOptions {
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Scheme of the posts. Default: the built-in scheme. */
  readonly scheme?: StanceScheme | undefined
  /** Accepts an empty file, such as that of an empty part. Default: an empty file is an error. */
  readonly mayBeEmpty?: boolean
  /** New names of threads: see `findApartThreads`. */
  readonly names?: ThreadNames | undefined
  /** Refuses posts of a run with other options. */
  readonly run?: RunCheck | undefined
  /** Also takes the bytes, for a hash over several files. */
  readonly onBytes?: (bytes: Uint8Array) => void
}

/**
 * Streams scored posts in batches, in memory that does not grow with the file. The hash covers the decompressed bytes.
 *
 * @param path output of `classify --format jsonl`; `-` for standard input
 * @returns the posts, then the totals of the file
 * @throws {PipelineError} `SCORED_INVALID` with the line, or for a table; and errors of reading a file
 */
export async function* readScoredPosts(
  path: string,
  options: StreamScoredOptions = {},
): AsyncGenerator<readonly ScoredPost[], ReadScoredFile> {
  const { scheme = STANCE_SCHEME, names, run, onBytes, ...reading } = options
  const name = nameOf(path)
  const hash = createHash('sha256')
  let postCount = 0
  const take = (bytes: Uint8Array): void => {
    hash.update(bytes)
    onBytes?.(bytes)
  }
  for await (const { lines, firstLineNumber } of readScoredLines(path, { ...reading, onBytes: take })) {
    const posts: ScoredPost[] = []
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const where = `line ${firstLineNumber + index} of ${name}`
      posts.push(parseScoredPost(parseLine(line, where), where, scheme))
    }
    for (const post of posts) run?.take(post, name)
    postCount += posts.length
    yield names === undefined || names.size === 0 ? posts : posts.map((post) => renamePost(post, names))
  }
  return {
    role: 'scored',
    name: path === '-' ? null : basename(path),
    sha256: hash.digest('hex'),
    postCount,
    ...(names !== undefined && names.size > 0 && { apart: [...names.values()] }),
  }
}

/**
 * Streams the lines of a scored file. UTF-16, which PowerShell writes, is decoded all at once.
 *
 * @throws {PipelineError} `SCORED_INVALID` for a table, and for what has not been classified
 */
async function* readScoredLines(
  path: string,
  { stdin = process.stdin, mayBeEmpty = false, onBytes = () => {} }: Pick<StreamScoredOptions, 'stdin' | 'mayBeEmpty' | 'onBytes'>,
): AsyncGenerator<LineBatch> {
  const source = await openSource(path, { stdin })
  const { head, name } = source
  try {
    refuseUnscored(path, source)
    if (head.length === 0 && !mayBeEmpty) throw noPosts(name)
    const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
    if (isUtf16) {
      const bytes = await readWhole(source)
      onBytes(bytes)
      return yield { lines: decode(bytes, { name }).split('\n'), firstLineNumber: 1 }
    }
    const chunks = tapChunks(source.chunks(), (chunk) => {
      onBytes(chunk)
      // Throws `INGEST_BINARY` for a zero byte.
      if (chunk.includes(0)) decode(chunk, { name })
    })
    yield* streamLines(chunks, { name })
  } finally {
    await source.close()
  }
}

const parseLine = (line: string, where: string): unknown =>
  parseJson(line, (cause) => {
    const message = `expected a scored post as one JSON object, got a line that is not JSON (${where}). Give the output of classify unchanged.`
    throw new PipelineError('SCORED_INVALID', message, { cause, context: { where } })
  })

const noPosts = (names: string): PipelineError =>
  new PipelineError('INGEST_EMPTY', `${names}: expected scored posts, got no posts. Give the output of classify --out scored.jsonl.`)

/** New names of threads, by the old ones. */
type ThreadNames = ReadonlyMap<string, string>

/** Renames the thread of a post, and in its flag of a repetition. */
function renamePost(post: ScoredPost, names: ThreadNames): ScoredPost {
  const threadId = names.get(post.threadId) ?? post.threadId
  const flags = post.flags.map((flag) => {
    const [, old, id] = REPEATED_ELSEWHERE.exec(flag) ?? []
    const name = old === undefined ? undefined : names.get(old)
    return name === undefined ? flag : `${DUPLICATE_FLAG}${name}/${id}`
  })
  return { ...post, threadId, flags }
}

const REPEATED_ELSEWHERE = new RegExp(`^${DUPLICATE_FLAG}([^/]*)/(.*)$`)

/** Matches a line with a post of a thread whose name another file may use for another thread. */
const MAY_SHARE = /"threadId":"t(?:\d+|-u?[0-9a-f]{10}[-\d]*)"/

/**
 * Finds threads of several files that share a name by chance, see `ApartThreads`.
 *
 * @param openStdin of `-`, which is read again when the posts are counted
 * @returns for each path the new names of its threads
 */
export async function findApartThreads(
  paths: readonly string[],
  scheme: StanceScheme,
  openStdin: () => AsyncIterable<Uint8Array | string>,
): Promise<readonly ThreadNames[]> {
  const threads = new ApartThreads()
  for (const [index, path] of paths.entries()) {
    for await (const { lines } of readScoredLines(path, { stdin: openStdin(), mayBeEmpty: true })) {
      for (const line of lines) {
        if (!MAY_SHARE.test(line)) continue
        try {
          threads.add(index, parseScoredPost(parseLine(line, ''), '', scheme))
        } catch {
          // The code that counts posts reports the bad record.
        }
      }
    }
  }
  const names = threads.names()
  return paths.map((_, index) => names.get(index) ?? new Map())
}

/** Scored posts and their files. */
export interface ScoredFile {
  /** In the order of the given paths. */
  readonly posts: readonly ScoredPost[]
  /** SHA-256 of the decompressed files, concatenated in the order of `files`; 64 hex digits. */
  readonly sha256: string
  /** One per path, in the order of their names: no order of the paths changes the evidence. */
  readonly files: readonly (ReadScoredFile & { readonly path: string })[]
}

/** Source of stdin, and a tap for the bytes. */
export type ReadScoredOptions = Omit<StreamScoredOptions, 'mayBeEmpty' | 'names'>

/** Paths in the order of their files' names; standard input first. */
export function inNameOrder(paths: readonly string[]): string[] {
  const keyOf = (path: string): string => (path === '-' ? '' : `${basename(path)}\0${path}`)
  return paths.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

/**
 * Reads scored posts with the hashes of their files.
 *
 * @param paths output of `classify --format jsonl`; `-` for standard input
 * @throws {PipelineError} `SCORED_INVALID` with the line, `SCHEME_MISMATCH` for posts of another scheme, and errors of reading a file
 */
export async function readAuditPosts(paths: readonly string[], options: ReadScoredOptions = {}): Promise<ScoredFile> {
  const allFiles = createHash('sha256')
  const threads = new ApartThreads()
  const read = new Map<string, ScoredPost[]>()
  const files: ScoredFile['files'][number][] = []
  const onBytes = (bytes: Uint8Array): void => {
    allFiles.update(bytes)
    options.onBytes?.(bytes)
  }
  const ordered = inNameOrder(paths)
  for (const [index, path] of ordered.entries()) {
    const posts: ScoredPost[] = []
    const batches = readScoredPosts(path, { ...options, mayBeEmpty: true, ...(paths.length > 1 && { onBytes }) })
    let batch = await batches.next()
    for (; batch.done !== true; batch = await batches.next()) for (const post of batch.value) posts.push(post)
    files.push({ ...batch.value, path })
    if (paths.length > 1) for (const post of posts) threads.add(index, post)
    read.set(path, posts)
  }
  for (const [index, names] of threads.names()) {
    const [path, file] = [ordered[index] as string, files[index] as ScoredFile['files'][number]]
    read.set(
      path,
      (read.get(path) ?? []).map((post) => renamePost(post, names)),
    )
    files[index] = { ...file, apart: [...names.values()] }
  }
  const posts = paths.flatMap((path) => read.get(path) ?? [])
  if (posts.length === 0) throw noPosts(paths.map(nameOf).join(', '))
  const [only, ...others] = files
  const sha256 = only !== undefined && others.length === 0 ? only.sha256 : allFiles.digest('hex')
  return { posts, sha256, files }
}
