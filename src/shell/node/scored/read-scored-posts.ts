import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { checkSameMoves, listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, postKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { sortPopulation } from '../../../count/audit/population.js'
import type { EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { decode } from '../../../read/record/decode.js'
import { inFile, NUMBERED_THREAD } from '../batch/batch-plan.js'
import { tapChunks } from '../file/decompress.js'
import { type InputSource, nameOf, openSource, readWhole } from '../file/read-source.js'
import { type LineBatch, streamLines } from '../file/stream-lines.js'
import { isTableHead, isUnclassified, notClassified, openScoredTable } from './scored-tables.js'

/** The totals of a file of scored posts, after it was read to its end. */
export interface ReadScoredFile extends EvidenceFile {
  readonly role: 'scored'
  readonly postCount: number
  readonly skippedCount: number
  /** A table that does not say what was captured, nor the records of its deals. */
  readonly lacksFacts?: true
  /** Threads that got other names, since a file before has one of the same number: see `ApartThreads`. */
  readonly apart?: readonly string[]
}

/** Options of {@link readScoredPosts}. */
export interface StreamScoredOptions {
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Called for each invalid line, which is then skipped. Default: the first invalid line throws. */
  readonly onBadRecord?: (error: PipelineError) => void
  /** Scheme of the posts. Default: the built-in scheme. */
  readonly scheme?: StanceScheme | undefined
  /** Accepts an empty file, such as that of an empty shard. Default: an empty file is an error. */
  readonly mayBeEmpty?: boolean
  /** Keeps the threads of several files apart. */
  readonly apart?: ApartThreads | undefined
  /** Takes the bytes as well, for a hash over several files. */
  readonly onBytes?: (bytes: Uint8Array) => void
}

/**
 * Streams scored posts in batches, in memory that does not grow with the file. The hash covers the decompressed bytes.
 *
 * @param path output of `classify`: JSON Lines, or a table (CSV, Parquet, XLSX), which is read at once; `-` for standard input
 * @returns the posts, then the totals of the file
 * @throws {PipelineError} `SCORED_INVALID` with the line, and errors of reading a file
 */
export async function* readScoredPosts(
  path: string,
  options: StreamScoredOptions = {},
): AsyncGenerator<readonly ScoredPost[], ReadScoredFile> {
  const { onBadRecord, scheme = STANCE_SCHEME, apart, onBytes, ...reading } = options
  apart?.begin()
  const name = nameOf(path)
  const hash = createHash('sha256')
  let [postCount, skippedCount] = [0, 0]
  const take = (bytes: Uint8Array): void => {
    hash.update(bytes)
    onBytes?.(bytes)
  }
  const batches = readScoredRecords(path, { ...reading, scheme, onBytes: take })
  let next = await batches.next()
  for (; next.done !== true; next = await batches.next()) {
    const posts: ScoredPost[] = []
    for (const { lineNumber, read } of next.value) {
      const where = `line ${lineNumber} of ${name}`
      try {
        posts.push(parseScoredPost(read(where), where, scheme))
      } catch (error) {
        // A post of another scheme is not a bad record. The whole file does not belong here.
        if (onBadRecord === undefined || !(error instanceof PipelineError) || error.code.startsWith('SCHEME_')) throw error
        onBadRecord(error)
        skippedCount += 1
      }
    }
    postCount += posts.length
    yield apart?.place(posts) ?? posts
  }
  return {
    role: 'scored',
    name: path === '-' ? null : basename(path),
    sha256: hash.digest('hex'),
    postCount,
    skippedCount,
    ...(next.value.hasFacts ? {} : { lacksFacts: true as const }),
    ...(apart && { apart: apart.names }),
  }
}

/** A record of a scored file that is not checked yet. */
export interface ScoredRecord {
  readonly lineNumber: number
  /** The line of JSON; absent in tables. */
  readonly line?: string
  /** @throws {PipelineError} `SCORED_INVALID` */
  read(where: string): unknown
}

/**
 * Streams the records of a scored file: lines of JSON, or the rows of a table, which is read at once.
 *
 * @param options `scheme` names the labels of a table's probabilities; without it they are those of its first stance
 * @returns the records that were read together; at the end whether the file says what was captured
 */
export async function* readScoredRecords(
  path: string,
  { stdin = process.stdin, scheme, mayBeEmpty = false, onBytes }: Omit<StreamScoredOptions, 'onBadRecord' | 'apart'>,
): AsyncGenerator<readonly ScoredRecord[], { readonly hasFacts: boolean }> {
  const name = nameOf(path)
  const source = await openSource(path, { stdin })
  if (!isTableHead(source.head)) {
    if (isUnclassified(source.head)) {
      await source.close()
      throw notClassified(name)
    }
    for await (const { lines, firstLineNumber } of streamTextLines(source, mayBeEmpty, onBytes)) {
      yield lines.flatMap((line, index) =>
        line.trim() === '' ? [] : [{ lineNumber: firstLineNumber + index, line, read: (where: string) => parseLine(line, where) }],
      )
    }
    return { hasFacts: true }
  }
  const bytes = await readWhole(source)
  onBytes?.(bytes)
  const broken = (cause: PipelineError): never => {
    throw new PipelineError('SCORED_INVALID', `${name}: ${cause.message}`, { cause })
  }
  try {
    const table = await openScoredTable(bytes, path, scheme)
    if (table === null) throw notClassified(name)
    for await (const rows of table.records)
      yield rows.map(({ lineNumber, record, error }) => ({ lineNumber, read: () => (error ? broken(error) : record) }))
    return { hasFacts: table.hasFacts() }
  } catch (cause) {
    throw cause instanceof PipelineError ? inFile(cause, name) : cause
  }
}

const parseLine = (line: string, where: string): unknown =>
  parseJson(line, (cause) => {
    const message = `expected a scored post as one JSON object, got a line that is not JSON (${where}). Give the output of classify unchanged.`
    throw new PipelineError('SCORED_INVALID', message, { cause, context: { where } })
  })

/** Streams lines of UTF-8. Decodes UTF-16, which PowerShell writes, all at once. */
async function* streamTextLines(
  source: InputSource,
  mayBeEmpty: boolean,
  onBytes: (bytes: Uint8Array) => void = () => {},
): AsyncGenerator<LineBatch> {
  const { head, name } = source
  if (head.length === 0 && mayBeEmpty) return
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (head.length === 0 || isUtf16) {
    const bytes = await readWhole(source)
    onBytes(bytes)
    yield { lines: decode(bytes, { name }).split('\n'), firstLineNumber: 1 }
    return
  }
  const chunks = tapChunks(source.chunks(), (chunk) => {
    onBytes(chunk)
    // Throws `INGEST_BINARY` for a zero byte.
    if (chunk.includes(0)) decode(chunk, { name })
  })
  yield* streamLines(chunks, { name })
}

/** Keeps threads of several files apart that have a number in common, and are told from each other by a post: the same id, other words. */
export class ApartThreads {
  readonly #wordsOf = new Map<string, string>()
  #fileNumber = 0
  #nameOf = new Map<string, string>()

  /** Begins the next file. */
  begin(): void {
    this.#fileNumber += 1
    this.#nameOf = new Map()
  }

  /** Names of threads of this file that got others. */
  get names(): readonly string[] {
    return [...this.#nameOf.values()]
  }

  /** The posts of the file in turn, those of another thread under a name of its own: `t1-2` in the second file. */
  place(posts: readonly ScoredPost[]): readonly ScoredPost[] {
    const numbered = posts.filter(({ threadId }) => NUMBERED_THREAD.test(threadId))
    const words = numbered.map(({ text }) => hashWords(text))
    for (const [index, post] of numbered.entries()) {
      const known = this.#wordsOf.get(postKeyOf(post))
      if (known !== undefined && known !== words[index]) this.#nameOf.set(post.threadId, `${post.threadId}-${this.#fileNumber}`)
    }
    for (const [index, post] of numbered.entries())
      if (!this.#nameOf.has(post.threadId)) this.#wordsOf.set(postKeyOf(post), words[index] ?? '')
    if (this.#nameOf.size === 0) return posts
    return posts.map((post) => ({ ...post, threadId: this.#nameOf.get(post.threadId) ?? post.threadId }))
  }
}

/** Scored posts and their files. */
export interface ScoredFile {
  readonly posts: readonly ScoredPost[]
  /** SHA-256 of the decompressed files, concatenated in the given order; 64 hex digits. */
  readonly sha256: string
  /** One per path. */
  readonly files: readonly ReadScoredFile[]
}

/** Where stdin comes from, what a bad line does, and who takes the bytes. */
export type ReadScoredOptions = Omit<StreamScoredOptions, 'mayBeEmpty'>

/**
 * Reads scored posts with the hashes of their files. For an audit, do not skip lines: a sample of the rest does not represent the whole.
 *
 * @param paths output of `classify --format jsonl`; `-` for standard input
 * @throws {PipelineError} `SCORED_INVALID` with the line, `SCHEME_MISMATCH` for posts of another scheme, and errors of reading a file
 */
export async function readAuditPosts(paths: readonly string[], options: ReadScoredOptions = {}): Promise<ScoredFile> {
  const allFiles = createHash('sha256')
  const posts: ScoredPost[] = []
  const files: ReadScoredFile[] = []
  const onBytes = (bytes: Uint8Array): void => {
    allFiles.update(bytes)
    options.onBytes?.(bytes)
  }
  const reading: StreamScoredOptions = { ...options, ...(paths.length > 1 && { onBytes, apart: new ApartThreads() }) }
  for (const path of paths) {
    const batches = readScoredPosts(path, reading)
    let batch = await batches.next()
    for (; batch.done !== true; batch = await batches.next()) for (const post of batch.value) posts.push(post)
    files.push(batch.value)
  }
  const [only, ...others] = files
  return { posts, sha256: only !== undefined && others.length === 0 ? only.sha256 : allFiles.digest('hex'), files }
}

/**
 * An audit binds to judgements (thread, post, deal, text), not to a file: posts that another model scored keep it.
 *
 * @throws {PipelineError} `AUDIT_MISMATCH` when the sample was drawn from other judgements, or its labels were given about another move
 */
export function checkAuditMatches(design: AuditDesign, { posts, sha256 }: Pick<ScoredFile, 'posts' | 'sha256'>, auditPath: string): void {
  checkSameMoves(design.deals, listMoves(posts), auditPath)
  const { scoredSha256, scoredCount, populationSha256, units } = design
  if (scoredSha256 === sha256 || populationSha256 === sortPopulation(posts).sha256) return
  const context = { auditPath, drawnFromSha256: scoredSha256, givenSha256: sha256 }
  const textOf = new Map(posts.map((post) => [postKeyOf(post), post.text]))
  const changed = units.find((unit) => {
    const text = textOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
    return text === undefined || (unit.textHash !== undefined && unit.textHash !== hashWords(text))
  })
  const got =
    changed === undefined
      ? posts.length === scoredCount
        ? 'as many, of which some have another text or are tied to another deal'
        : `${formatCount(posts.length, 'post')} where there were ${scoredCount}`
      : `others: post "${changed.postId}" of thread "${changed.threadId}" ${textOf.has(postKeyOf({ threadId: changed.threadId, id: changed.postId })) ? 'has another text' : 'is not among them'}`
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected scored posts with the judgements that the sample was drawn from (the same posts, texts and deals, scored by any model), got ${got}. Give those, or draw a new sample with another --out.`,
    { context },
  )
}
