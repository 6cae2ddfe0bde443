import { PipelineError } from '../../base/errors.js'
import { type FoundPost, groupIntoThreads, ThreadFactsBook } from '../link/group-into-threads.js'
import { refuse } from '../link/link-records.js'
import { countAll } from '../record/ingest-counter.js'
import type { IngestResult, RepliesCounted, Skip } from '../record/ingest-result.js'
import { isJsonObject, type JsonObject, walkValues } from '../record/json-fields.js'
import { byRecords, isWrapper, type RecogniseSource } from '../record/source-sample.js'
import { parseJsonRecords } from '../table/parse-jsonl.js'
import type { ParseRecordsOptions, SourceEntry } from '../table/parse-records.js'
import type { SourceRecord } from '../table/unwrap-records.js'

/** Posts and facts gathered from an input's records. */
export interface Harvest<Book = unknown> {
  readonly book: Book
  readonly posts: FoundPost[]
  readonly facts: ThreadFactsBook
  readonly headers: Map<string, string[]>
  readonly threadId: string
  /** Takes a post. Null is an unreadable record, which is refused. */
  add(post: FoundPost | null): void
  /**
   * Refuses a record or part of one: throws, or counts it.
   *
   * @param message expected, got, and what to do
   */
  refuse(message?: string): void
  /** Counts remarks that many records share. @param what see `IngestCounter.countRemark` */
  remark(what: string): void
  /** Takes a note on the whole input. @param weight see `IngestCounter.note` */
  note(note: string, weight?: 'note' | 'caution'): void
}

export interface RecordShape<Book = unknown> {
  /** Evidence for the form, worded to follow "because"; null without any. */
  readonly sign: string | null
  accepts(record: JsonObject): boolean
  read(record: JsonObject, harvest: Harvest<Book>): void
}

/** Form of a record that lists posts, at least one of them readable. */
export const listing = <Book>(
  sign: string | null,
  listOf: (record: JsonObject) => readonly unknown[],
  isPost: (entry: unknown) => boolean,
  read: (entry: unknown, harvest: Harvest<Book>) => void,
): RecordShape<Book> => ({
  sign,
  accepts: (record) => listOf(record).some(isPost),
  read: (record, harvest) => {
    for (const entry of listOf(record)) read(entry, harvest)
  },
})

/** Remark on messages that a program writes itself. */
export const NOTICE = 'notice of the program left out|notices of the program left out'

interface JsonSourceSpec<Book, Id extends string>
  extends Pick<SourceEntry<Id>, 'id' | 'description'> {
  /** Expected record, actual one, and remedy, for messages. */
  readonly refusal: string
  /**
   * Reach of the counts of replies, where posts alone count them. Default: direct replies, and
   * counts of whole threads.
   */
  readonly repliesCounted?: RepliesCounted
  /** Forms tried in turn for each record. Arrays within an array of records are opened. */
  readonly shapes?: readonly RecordShape<Book>[]
  recognise?: RecogniseSource
  /** Records of a text. Default: a JSON document, or one value a line. */
  records?(text: string, harvest: Harvest<Book>): Iterable<SourceRecord>
  book?(): Book
  read?(record: unknown, harvest: Harvest<Book>): void
  /** Changes all posts together before they are tied. Default: none. */
  finish?(posts: FoundPost[], harvest: Harvest<Book>): FoundPost[]
}

const EMPTY_ID =
  'expected a post with an id, got an empty one. Capture the thread again, or leave the record out.'

export function defineJsonSource<const Id extends string, Book = null>(
  spec: JsonSourceSpec<Book, Id>,
) {
  const { id: source, description, repliesCounted, shapes = [] } = spec
  const shapeOf = (record: unknown): RecordShape<Book> | undefined =>
    isJsonObject(record) ? shapes.find((shape) => shape.accepts(record)) : undefined
  const parseShapes = (value: unknown, harvest: Harvest<Book>): void => {
    for (const record of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (!parseRecord(record, harvest) && !parseWithin(record, harvest)) harvest.refuse()
    }
  }
  const parseRecord = (record: unknown, harvest: Harvest<Book>): boolean => {
    const shape = shapeOf(record)
    if (shape === undefined || !isJsonObject(record)) return false
    shape.read(record, harvest)
    return true
  }
  /** Reads the posts within a wrapper of another form, at any depth; false without any. */
  const parseWithin = (wrapper: unknown, harvest: Harvest<Book>): boolean => {
    let isRead = false
    walkValues(wrapper, null, (value, place, queue) => {
      if (value !== wrapper && parseRecord(value, harvest)) isRead = true
      else if (Array.isArray(value)) queue(value, place)
      else if (isJsonObject(value) && isWrapper(value)) queue(Object.values(value), place)
    })
    return isRead
  }
  const { read = parseShapes } = spec
  const isKnown = (record: JsonObject): boolean =>
    spec.recognise?.({ text: '', records: () => [record] }) != null
  /** Records that a parser of its own knows within a wrapper, else the record itself. */
  const entriesOf = (record: unknown): readonly unknown[] => {
    const isOther = spec.read === undefined || spec.records !== undefined || !isJsonObject(record)
    if (isOther || !isWrapper(record) || isKnown(record)) return [record]
    const inner: unknown[] = []
    walkValues(record, null, (value, place, queue) => {
      if (Array.isArray(value)) queue(value, place)
      else if (!isJsonObject(value)) return
      else if (isKnown(value)) inner.push(value)
      else if (isWrapper(value)) queue(Object.values(value), place)
    })
    return inner.length === 0 ? [record] : inner
  }
  return {
    id: source,
    description,
    recognise: spec.recognise ?? byRecords((record) => shapeOf(record)?.sign),
    parse: (
      text: string,
      { onBadRecord = 'throw', threadId = 't1' }: ParseRecordsOptions = {},
    ): IngestResult => {
      const skips: Skip[] = []
      const counter = countAll()
      let lineNumber = 1
      const reject = (message: string): void => {
        const error = new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, {
          context: { lineNumber },
        })
        refuse(error, lineNumber, onBadRecord, skips)
      }
      const posts: FoundPost[] = []
      const harvest: Harvest<Book> = {
        book: spec.book?.() as Book,
        posts,
        facts: new ThreadFactsBook(),
        headers: new Map(),
        threadId,
        add: (post) => {
          if (post === null) reject(spec.refusal)
          else if (post.id === '') reject(EMPTY_ID)
          else posts.push(post)
        },
        refuse: (message = spec.refusal) => reject(message),
        remark: (what) => counter.countRemark(what),
        note: (note, weight) => counter.note(note, weight),
      }
      for (const { record, error, ...place } of spec.records?.(text, harvest) ??
        parseJsonRecords(text)) {
        lineNumber = place.lineNumber
        if (error) refuse(error, lineNumber, onBadRecord, skips)
        else for (const entry of entriesOf(record)) read(entry, harvest)
      }
      const finalPosts = spec.finish?.(posts, harvest) ?? posts
      const { facts, headers } = harvest
      const result = groupIntoThreads(finalPosts, {
        source,
        facts: facts.byThread,
        repliesCounted,
        skips,
        counter,
        headers,
      })
      return repliesCounted === undefined ? result : { ...result, repliesCounted }
    },
  }
}
