import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import { DUPLICATE_FLAG } from '../../../judge/post-flags.js'
import type { RunCheck } from '../../../judge/stance/refuse-mixed-runs.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { Namesakes } from '../../../read/link/same-name-threads.js'
import { decode } from '../../../read/record/decode.js'
import { tapChunks } from '../file/decompress.js'
import { nameOf, openSource, readWhole } from '../file/read-source.js'
import { type LineBatch, streamLines } from '../file/stream-lines.js'
import { refuseUnscored } from './refuse-unscored.js'

/** A file of scored posts, after it was read to its end. */
interface ReadFile extends EvidenceFile {
  readonly role: 'scored'
  readonly path: string
  readonly postCount: number
  /**
   * Renamed threads, since another file has a different thread of the same name: see
   * `Namesakes`.
   */
  readonly apart: readonly string[]
}

export interface ReadScoredOptions {
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Scheme of the posts. Default: the built-in scheme. */
  readonly scheme?: StanceScheme | undefined
  /** Refuses posts of a run with other options. */
  readonly run?: RunCheck | undefined
  readonly onBytes?: (bytes: Uint8Array) => void
  /** Called with each post, its thread under the file's own name, and where it stands. */
  readonly onPost?: (post: ScoredPost, where: string) => void
}

/** The files of scored posts. */
interface ScoredFiles {
  /** SHA-256 of the decompressed files, concatenated in the order of `files`; 64 hex digits. */
  readonly sha256: string
  /** One per path, in the order of their names: no order of the paths changes the evidence. */
  readonly files: readonly ReadFile[]
}

/**
 * Reads scored posts in batches, in memory that does not grow with the files. Several are read
 * twice, since threads of two may share a name: their bytes take less memory than their posts.
 */
export async function streamScoredPosts(
  paths: readonly string[],
  options: ReadScoredOptions,
  take: (posts: readonly ScoredPost[], path: string) => void,
): Promise<ScoredFiles> {
  const { scheme = STANCE_SCHEME, stdin = process.stdin } = options
  if (paths.length === 1) return await readFiles(paths, () => stdin, options, take)
  const ordered = inNameOrder(paths)
  const openStdin = paths.includes('-') ? await holdStdin(stdin) : () => stdin
  const apart = await findNamesakes(ordered, scheme, openStdin)
  const namesOf = namesByPath(ordered, apart)
  const read = await readFiles(ordered, openStdin, options, (posts, path) => {
    take(renamePosts(posts, namesOf(path)), path)
  })
  return withNames(read, namesOf)
}

/** The files with the new names of their threads. */
const withNames = ({ sha256, files }: ScoredFiles, namesOf: NamesOf): ScoredFiles => ({
  sha256,
  files: files.map((file) => ({ ...file, apart: [...namesOf(file.path).values()] })),
})

/** New names of threads, by the old ones. */
type ThreadNames = ReadonlyMap<string, string>
type NamesOf = (path: string) => ThreadNames

function namesByPath(paths: readonly string[], threads: Namesakes): NamesOf {
  const apart = threads.names()
  const namesOf = new Map(paths.map((path, index) => [path, apart.get(index)]))
  return (path) => namesOf.get(path) ?? new Map()
}

/** Reads each file once, threads under their own names. */
async function readFiles(
  paths: readonly string[],
  openStdin: () => AsyncIterable<Uint8Array | string>,
  { scheme = STANCE_SCHEME, run, onBytes = () => {}, onPost = () => {} }: ReadScoredOptions,
  take: (posts: readonly ScoredPost[], path: string) => void,
): Promise<ScoredFiles> {
  const allFiles = createHash('sha256')
  const files: ReadFile[] = []
  for (const path of paths) {
    const name = nameOf(path)
    const hash = createHash('sha256')
    let postCount = 0
    const tap = (bytes: Uint8Array): void => {
      for (const each of [hash, allFiles]) each.update(bytes)
      onBytes(bytes)
    }
    for await (const { lines, firstLineNumber } of readScoredLines(path, openStdin(), tap)) {
      const posts: ScoredPost[] = []
      for (const [at, line] of lines.entries()) {
        if (line.trim() === '') continue
        const where = `line ${firstLineNumber + at} of ${name}`
        const post = parseScoredPost(parseLine(line, where), where, scheme)
        run?.take(post, name)
        onPost(post, where)
        posts.push(post)
      }
      postCount += posts.length
      take(posts, path)
    }
    const evidence = {
      role: 'scored',
      name: path === '-' ? null : basename(path),
      sha256: hash.digest('hex'),
    } as const
    files.push({ ...evidence, path, postCount, apart: [] })
  }
  if (files.every(({ postCount }) => postCount === 0)) {
    const message = `${paths.map(nameOf).join(', ')}: expected scored posts, got no posts. Give the output of classify --out scored.jsonl.`
    throw new PipelineError('INGEST_EMPTY', message)
  }
  return { files, sha256: allFiles.digest('hex') }
}

/** Reads standard input into memory, to read it more than once. */
async function holdStdin(
  stdin: AsyncIterable<Uint8Array | string>,
): Promise<() => AsyncIterable<Uint8Array | string>> {
  const pieces: (Uint8Array | string)[] = []
  for await (const piece of stdin) pieces.push(piece)
  return async function* () {
    yield* pieces
  }
}

/** Streams the lines of a scored file. UTF-16, which PowerShell writes, is decoded all at once. */
async function* readScoredLines(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
  onBytes = (_bytes: Uint8Array): void => {},
): AsyncGenerator<LineBatch> {
  const source = await openSource(path, { stdin })
  const { head, name } = source
  try {
    refuseUnscored(path, source)
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

const renamePosts = (posts: readonly ScoredPost[], names: ThreadNames): readonly ScoredPost[] =>
  names.size === 0 ? posts : posts.map((post) => renamePost(post, names))

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
const MAY_SHARE = /"threadId"\s*:\s*"t(?:\d+|-u?[0-9a-f]{10}[-\d]*)"/

/** Finds threads of several files that share a name by chance, see `Namesakes`. */
async function findNamesakes(
  paths: readonly string[],
  scheme: StanceScheme,
  openStdin: () => AsyncIterable<Uint8Array | string>,
) {
  const threads = new Namesakes()
  for (const [index, path] of paths.entries())
    for await (const { lines } of readScoredLines(path, openStdin()))
      for (const line of lines) {
        if (!MAY_SHARE.test(line)) continue
        try {
          threads.add(index, parseScoredPost(parseLine(line, ''), '', scheme))
        } catch {
          // The second reading reports the bad record.
        }
      }
  return threads
}

/** Scored posts in the order of the given paths, and their files. */
export interface ScoredFile extends ScoredFiles {
  readonly posts: readonly ScoredPost[]
}

/** Paths in the order of their files' names; standard input first. */
function inNameOrder(paths: readonly string[]): string[] {
  const keyOf = (path: string): string => (path === '-' ? '' : `${basename(path)}\0${path}`)
  return paths.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

/**
 * Reads scored posts with the hashes of their files: each file once, since a pipe among them has no
 * second reading.
 */
export async function readAuditPosts(
  paths: readonly string[],
  options: ReadScoredOptions = {},
): Promise<ScoredFile> {
  const ordered = inNameOrder(paths)
  const postsOf = new Map(paths.map((path) => [path, [] as ScoredPost[]]))
  const read = await readFiles(
    ordered,
    () => options.stdin ?? process.stdin,
    options,
    (posts, path) => {
      for (const post of posts) postsOf.get(path)?.push(post)
    },
  )
  const threads = new Namesakes()
  if (paths.length > 1)
    for (const [index, path] of ordered.entries())
      for (const post of postsOf.get(path) ?? []) threads.add(index, post)
  const namesOf = namesByPath(ordered, threads)
  return {
    ...withNames(read, namesOf),
    posts: paths.flatMap((path) => renamePosts(postsOf.get(path) ?? [], namesOf(path))),
  }
}
