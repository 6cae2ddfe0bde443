import { PipelineError } from '../../base/errors.js'
import { withIdsAsThreads } from '../link/ids-of-commented-posts.js'
import { linkRecords, type OnBadRecord, refuse } from '../link/link-records.js'
import { withColumnKinds } from '../record/column-types.js'
import { findFields, isTextName } from '../record/field-names.js'
import { countAll, summarise } from '../record/ingest-counter.js'
import {
  type IngestResult,
  type PlacedPost,
  type Skip,
  withCautions,
} from '../record/ingest-result.js'
import { get, isJsonObject } from '../record/json-fields.js'
import { SAMPLE_COUNT, sampleOwnColumns } from '../record/own-columns.js'
import { type FieldOptions, isHeaderPiece, placePost } from '../record/parse-post.js'
import type { RecogniseSource } from '../record/source-sample.js'
import { UnknownLabels } from '../record/unknown-labels.js'
import { recordOpener, type SourceRecord } from './unwrap-records.js'

/** Columns of records, and the treatment of bad ones. */
export interface ParseRecordsOptions extends FieldOptions {
  /** Bad records: `throw` (default) ends the reading, `skip` leaves them out and counts them. */
  readonly onBadRecord?: OnBadRecord
  /** Thread of records without one. Default `t1`. Pasted threads get an id from their openings. */
  readonly threadId?: string
  /** Address of the thread, which tells its site. */
  readonly url?: string | undefined
}

function* opened(
  records: Iterable<SourceRecord>,
  open: (record: SourceRecord) => Iterable<SourceRecord>,
): Generator<SourceRecord> {
  for (const record of records) yield* open(record)
}

/** Records, of which comments without a field for words have empty ones: pictures among others. */
function* withWords(
  sources: Iterable<SourceRecord>,
  { columns }: FieldOptions,
): Generator<SourceRecord> {
  let isTextKnown = false
  for (const source of sources) {
    const { record } = source
    const fields = findFields(isJsonObject(record) ? Object.keys(record) : [], columns)
    const isComment = fields.has('id') && (fields.has('author') || fields.has('createdAt'))
    const isWordless = isTextKnown && isComment && !fields.has('text')
    yield isWordless ? { ...source, record: { ...Object(record), text: '' } } : source
    isTextKnown ||= fields.has('text')
  }
}

/** What a table says beside its rows; without `ownColumns` it is no table. */
type OwnTable = Partial<Readonly<Record<'notes' | 'cautions' | 'ownColumns', readonly string[]>>>

/**
 * Says that the texts may stand in another column: its name is one of texts, or most are empty.
 *
 * @param rows without their empty cells
 */
function doubtText(
  rows: readonly unknown[],
  { columns }: FieldOptions,
  { ownColumns }: OwnTable,
): string[] {
  if (ownColumns === undefined || columns?.text !== undefined) return []
  const names = [...new Set(rows.flatMap((row) => Object.keys(Object(row))))]
  const read = findFields(names).get('text') ?? ''
  const filledCount = (name: string): number =>
    rows.filter((row) => /\S/.test(String(get.value(row, name) ?? ''))).length
  const others = names.filter((name) => name !== read && isTextName(name))
  const other = others.find((name) => 2 * filledCount(name) > rows.length)
  const advice = 'name the right one: --columns text=NAME'
  if (other !== undefined)
    return [`"${read}" was read as the text, though "${other}" may hold it: ${advice}`]
  return rows.length > 1 && 2 * filledCount(read) < rows.length
    ? [`most cells of "${read}", which was read as the text, are empty: ${advice}`]
    : []
}

/** Makes linked posts of records: checks each, ties parents, counts skips. */
export function parseRecords(
  records: Iterable<SourceRecord>,
  source: string,
  options: ParseRecordsOptions = {},
  table: OwnTable = {},
): IngestResult {
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  let recordCount = 0
  const all: PlacedPost[] = []
  const headers = new Map<string, readonly string[]>()
  const counter = countAll()
  const unknownLabels = new UnknownLabels()
  const first: unknown[] = []
  const open =
    table.ownColumns === undefined
      ? recordOpener(options.columns, counter)
      : (row: SourceRecord) => [row]
  const sources = opened(records, open)
  // All rows of a table have a text.
  const worded = table.ownColumns === undefined ? withWords(sources, options) : sources
  for (const { record, lineNumber, error } of worded) {
    try {
      if (error) throw error
      if (first.length < SAMPLE_COUNT) first.push(record)
      const kept = placePost(
        record,
        { lineNumber, recordCount: recordCount + skips.length },
        options,
        counter,
      )
      all.push(kept)
      const { threadId, text } = kept.post
      if (isHeaderPiece(kept)) headers.set(threadId, [...(headers.get(threadId) ?? []), text])
      else recordCount += 1
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      if (onBadRecord === 'skip' || !unknownLabels.take(fault))
        refuse(fault, lineNumber, onBadRecord, skips)
    }
  }
  unknownLabels.check()
  counter.checkNamed(table.ownColumns !== undefined)
  const fields = findFields(Object.keys(Object(first[0])), options.columns)
  const isIdMapped = options.columns?.id !== undefined
  const typed = withColumnKinds(all, table.ownColumns ?? [])
  const placed = withIdsAsThreads(typed, fields, isIdMapped, counter)
  const posts = linkRecords(
    placed.filter((place) => !isHeaderPiece(place)),
    onBadRecord,
    skips,
    { counter },
  )
  skips.sort((left, right) => left.lineNumber - right.lineNumber)
  const { notes = [], cautions = [] } = table
  const summary = summarise(posts, headers, { source, reason: `read as ${source}`, skips }, counter)
  return {
    posts,
    headers,
    records: placed,
    ownColumns: table.ownColumns ?? sampleOwnColumns(first, options.columns),
    summary: withCautions({ ...summary, notes: [...notes, ...summary.notes] }, [
      ...cautions,
      ...doubtText(first, options, table),
    ]),
  }
}

export type ParseSource = (text: string, options: ParseRecordsOptions) => IngestResult

export interface SourceEntry<Id extends string = string> {
  readonly id: Id
  /** Description for `--source list`. */
  readonly description: string
  readonly parse: ParseSource
  /** Absent for general forms, which `detectSource` distinguishes last. */
  readonly recognise?: RecogniseSource
}
