import { PipelineError } from '../../base/errors.js'
import { assemblePosts, type FoundPost, ThreadFactsBook } from '../link/assemble-posts.js'
import { refuse } from '../link/link-parents.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { isJsonObject, type JsonObject } from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { SourceEntry } from '../source-entry.js'
import type { ParseRecordsOptions, SourceRecord } from '../table/parse-records.js'
import { readJsonRecords } from './read-json-records.js'

/** What is gathered while the records of an input are read. */
export interface Harvest<Book = unknown> {
  /** What the source itself gathers. */
  readonly book: Book
  readonly posts: FoundPost[]
  readonly facts: ThreadFactsBook
  /** Header pieces by thread. */
  readonly headers: Map<string, string[]>
  /** Thread of records that name none. */
  readonly threadId: string
  /** Whether the names in private chats are kept. */
  readonly keepsNames: boolean
  /** Takes a post; null is a record that cannot be read, and is refused. */
  add(post: FoundPost | null): void
  /** Refuses a record, or a part of one: throws, or counts it. @param message what was expected, what was got, and what to do */
  refuse(message?: string): void
  /** Counts what the summary says of many records. @param what see `IngestCounter.countRemark` */
  remark(what: string, count?: number): void
  /** Adds a note on the whole input. */
  note(note: string): void
}

/** A source of records that hold posts of one platform. */
export interface JsonSourceSpec<Book> extends Pick<JsonSource, 'id' | 'description' | 'sign' | 'recognise'> {
  /** What a record should be, what it is instead, and what to do, for messages. */
  readonly refusal: string
  /** The records of a text. Default: JSON, a document or one value a line. */
  records?(text: string, harvest: Harvest<Book>): Iterable<SourceRecord>
  /** An empty book of what the source itself gathers. */
  book(): Book
  read(record: unknown, harvest: Harvest<Book>): void
  /** Settles all posts together, before they are tied. Default: the posts of the harvest as they are. */
  finish?(posts: FoundPost[], harvest: Harvest<Book>): FoundPost[]
  /** Whether a record holds one post at most: an input of such lines is read line by line. */
  isLine?(record: unknown): boolean
}

/** What one record holds. */
export interface ReadLine {
  /** Null for what is left out on purpose. */
  readonly found: FoundPost | null
  /** Replies of its thread that it counts. */
  readonly reportedCount: number | undefined
  readonly remarks: readonly string[]
}

/** A source that also reads its records one by one, as far as they can be read without their thread. */
export interface JsonSource extends SourceEntry {
  readonly recognise: RecogniseSource
  parse(text: string, options?: ParseRecordsOptions): IngestResult
  isLine(record: unknown): boolean
  /** @throws {PipelineError} for a record that is no post */
  readLine(record: unknown, lineNumber: number, threadId?: string): ReadLine
  /** Settles the posts of one thread, read line by line. */
  settle(posts: FoundPost[]): FoundPost[]
}

const EMPTY_ID = 'expected a post with an id, got an empty one. Capture the thread again, or leave the record out.'

/** Makes a source of how its records are read: all together, or line by line. */
export function defineJsonSource<Book>(spec: JsonSourceSpec<Book>): JsonSource {
  const { id, description, sign, recognise } = spec
  function open(threadId: string | undefined, reject: (message: string) => void, keepsNames = false) {
    const remarks = new Map<string, number>()
    const notes: string[] = []
    const posts: FoundPost[] = []
    const harvest: Harvest<Book> = {
      book: spec.book(),
      posts,
      facts: new ThreadFactsBook(),
      headers: new Map(),
      threadId: threadId ?? 't1',
      keepsNames,
      add: (post) => void (post === null ? reject(spec.refusal) : post.id === '' ? reject(EMPTY_ID) : posts.push(post)),
      refuse: (message = spec.refusal) => reject(message),
      remark: (what, count = 1) => void (count > 0 && remarks.set(what, (remarks.get(what) ?? 0) + count)),
      note: (note) => void notes.push(note),
    }
    return { harvest, remarks, notes }
  }
  const invalid = (lineNumber: number, message: string): PipelineError =>
    new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
  return {
    id,
    description,
    sign,
    recognise,
    parse: (text, { onBadRecord = 'throw', threadId, names } = {}) => {
      const skips: Skip[] = []
      let at = 1
      const { harvest, remarks, notes } = open(
        threadId,
        (message) => refuse(invalid(at, message), at, onBadRecord, skips),
        names === 'keep',
      )
      for (const { record, lineNumber, error } of spec.records?.(text, harvest) ?? readJsonRecords(text)) {
        at = lineNumber
        if (error) refuse(error, lineNumber, onBadRecord, skips)
        else spec.read(record, harvest)
      }
      const posts = spec.finish?.(harvest.posts, harvest) ?? harvest.posts
      for (const [what, count] of remarks) notes.push(formatRemark(what, count))
      return assemblePosts(posts, { source: id, facts: harvest.facts.byThread, skips, notes, headers: harvest.headers })
    },
    isLine: (record) => spec.isLine?.(record) === true,
    readLine: (record, lineNumber, threadId) => {
      let fault: PipelineError | undefined
      const { harvest, remarks } = open(threadId, (message) => (fault ??= invalid(lineNumber, message)))
      if (spec.isLine?.(record) === true) spec.read(record, harvest)
      const [found = null] = harvest.posts
      if (found === null && remarks.size === 0) throw fault ?? invalid(lineNumber, spec.refusal)
      const reportedCount = found?.threadId == null ? undefined : harvest.facts.byThread.get(found.threadId)?.reportedCount
      return { found, reportedCount, remarks: [...remarks.keys()] }
    },
    settle: (posts) => spec.finish?.(posts, open(undefined, () => {}).harvest) ?? posts,
  }
}

/** One form in which the records of a source come. */
export interface RecordShape {
  /** By what it is told from others, in words that follow "because". */
  readonly sign: string
  /** A record holds one post: an input of such lines is read line by line. */
  readonly isOnePost?: true
  accepts(record: JsonObject): boolean
  read(record: JsonObject, harvest: Harvest): void
}

/** A source of the forms given, tried in turn for each record. Arrays within an array of records are opened. */
export function defineShapedSource({
  expected,
  shapes,
  ...spec
}: Pick<JsonSourceSpec<null>, 'id' | 'description' | 'sign' | 'finish'> & {
  /** What a record should be, for messages. */
  readonly expected: string
  readonly shapes: readonly RecordShape[]
}): JsonSource {
  const shapeOf = (record: unknown): RecordShape | undefined =>
    isJsonObject(record) ? shapes.find((shape) => shape.accepts(record)) : undefined
  return defineJsonSource({
    ...spec,
    refusal: `expected ${expected}, got none. Leave the record out.`,
    book: () => null,
    recognise: ({ records }) => records().reduce<string | null>((sign, record) => sign ?? shapeOf(record)?.sign ?? null, null),
    isLine: (record) => shapeOf(record)?.isOnePost === true,
    read: (value, harvest) => {
      for (const record of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        const shape = shapeOf(record)
        if (shape === undefined || !isJsonObject(record)) harvest.refuse()
        else shape.read(record, harvest)
      }
    },
  })
}

/** Top posts of a thread answer the post that the thread is named after, where that is in the input. */
export function underThreadRoot(posts: FoundPost[]): FoundPost[] {
  const ids = new Set(posts.map(({ id }) => id))
  return posts.map((post) =>
    post.parentId === null && post.threadId !== null && post.id !== post.threadId && ids.has(post.threadId)
      ? { ...post, parentId: post.threadId }
      : post,
  )
}
