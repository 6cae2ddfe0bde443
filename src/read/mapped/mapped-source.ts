import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import { formatRemark } from '../record/ingest-counter.js'
import { isJsonObject, type JsonObject } from '../record/json-fields.js'
import type { SourceEntry } from '../source-entry.js'
import { readSourceRecords } from '../table/read-source-records.js'

/** What is gathered while the records of an input are read. */
export interface MappedHarvest {
  readonly facts: ThreadFactsBook
  /** Thread of records that name none. */
  readonly threadId: string
  /** Takes a post; null is a record that cannot be read, and is refused. */
  add(post: FoundPost | null): void
  /** `what` is a remark: see `IngestCounter.countRemark`. */
  leaveOut(what: string, count?: number): void
}

/** One form in which the records of a source come. */
export interface MappedShape {
  /** By what it is told from others, in words that follow "because". */
  readonly sign: string
  /** A record holds one post: an input of such lines is read line by line. */
  readonly isOnePost?: true
  accepts(record: JsonObject): boolean
  read(record: JsonObject, harvest: MappedHarvest, lineNumber: number): void
}

/** How the lines of an input are read one by one. */
export interface LineReading {
  /** What a record should be, and what it is instead, for messages. */
  readonly refusal: string
  /** Whether a record holds one post. */
  acceptsLine(record: unknown): boolean
  /** @returns null for a record that cannot be read; words that follow a number for one that is left out on purpose */
  readLine(record: JsonObject, lineNumber: number, threadId: string): FoundPost | string | null
  readonly settle: (posts: FoundPost[]) => FoundPost[]
  /** Replies of its thread that a record counts. */
  reportedOf?(record: JsonObject, found: FoundPost): number | null
  /** What the summary counts of a record, in words that follow a number. */
  remarkOf?(record: JsonObject, found: FoundPost): string | null
}

/** A source whose records are read by the place of their fields. */
export interface MappedSource extends SourceEntry {
  readonly lines: LineReading
}

export interface MappedSourceSpec extends Pick<SourceEntry, 'id' | 'description' | 'sign'> {
  /** What a record should be, for messages. */
  readonly expected: string
  readonly shapes: readonly MappedShape[]
  /** Last settling of all posts, before they are tied. */
  readonly settle?: (posts: FoundPost[]) => FoundPost[]
}

/** A source of the forms given, tried in turn for each record. Arrays within an array of records are opened. */
export function defineMappedSource({ expected, shapes, settle = (posts) => posts, ...named }: MappedSourceSpec): MappedSource {
  const refusal = `expected ${expected}, got none. Leave the record out.`
  const shapeOf = (record: unknown): MappedShape | undefined =>
    isJsonObject(record) ? shapes.find((shape) => shape.accepts(record)) : undefined
  const readLine: LineReading['readLine'] = (record, lineNumber, threadId) => {
    const shape = shapeOf(record)
    if (shape?.isOnePost !== true) return null
    const read: (FoundPost | null)[] = []
    const leftOut: string[] = []
    shape.read(
      record,
      { facts: new ThreadFactsBook(), threadId, add: (post) => void read.push(post), leaveOut: (what) => void leftOut.push(what) },
      lineNumber,
    )
    return read[0] ?? leftOut[0] ?? null
  }
  return {
    ...named,
    lines: { refusal, settle, readLine, acceptsLine: (record) => shapeOf(record)?.isOnePost === true },
    recognise: ({ records }) => {
      for (const record of records()) {
        const shape = shapeOf(record)
        if (shape !== undefined) return shape.sign
      }
      return null
    },
    parse: (text, options) => {
      const leftOut = new Map<string, number>()
      const facts = new ThreadFactsBook()
      const posts: FoundPost[] = []
      const { skips } = readSourceRecords(text, options, (value, lineNumber, reader) => {
        const reject = (): void => reader.reject(lineNumber, refusal)
        for (const record of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
          const shape = shapeOf(record)
          if (shape === undefined || !isJsonObject(record)) {
            reject()
            continue
          }
          const harvest: MappedHarvest = {
            facts,
            threadId: options.threadId ?? 't1',
            add: (post) => (post === null ? reject() : void posts.push(post)),
            leaveOut: (what, count = 1) => void (count > 0 && leftOut.set(what, (leftOut.get(what) ?? 0) + count)),
          }
          shape.read(record, harvest, lineNumber)
        }
      })
      return assemblePosts(settle(posts), {
        source: named.id,
        facts: facts.byThread,
        skips,
        notes: [...leftOut].map(([what, count]) => formatRemark(what, count)),
        onBadRecord: options.onBadRecord ?? 'throw',
      })
    },
  }
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
