import { PipelineError } from '../../base/errors.js'
import { linkParents, type OnBadRecord, refuse } from '../link/link-parents.js'
import type { PostField } from '../record/field-names.js'
import { formatRemark, summarise } from '../record/ingest-counter.js'
import type { IngestResult, PlacedPost, Skip } from '../record/ingest-result.js'
import { SAMPLE_COUNT, sampleOwnColumns } from '../record/own-columns.js'
import { placePost } from '../record/parse-post.js'

/** Columns of records, and the treatment of bad ones. */
export interface ParseRecordsOptions {
  /** Bad records: `throw` (default) ends the reading, `skip` leaves them out and counts them. */
  readonly onBadRecord?: OnBadRecord
  /** Caller's names of fields or columns: `{ text: 'remark' }`. */
  readonly columns?: Partial<Readonly<Record<PostField, string>>>
  /** Labels that the column `given` may hold; default any. */
  readonly labels?: readonly string[] | undefined
  /** Thread of records without one. Default `t1`. Pasted threads get an id from their openings. */
  readonly threadId?: string
}

/** Record of a source, or the error in its place. */
export interface SourceRecord {
  readonly lineNumber: number
  readonly record: unknown
  readonly error?: PipelineError
}

/** Makes linked posts of records: checks each, ties parents, counts skips. */
export function parseRecords(
  records: Iterable<SourceRecord>,
  source: string,
  options: ParseRecordsOptions = {},
  table: { readonly notes?: readonly string[]; readonly ownColumns?: readonly string[] } = {},
): IngestResult {
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  const placed: PlacedPost[] = []
  const all: PlacedPost[] = []
  const headers = new Map<string, readonly string[]>()
  const remarkCounts = new Map<string, number>()
  const first: unknown[] = []
  for (const { record, lineNumber, error } of records) {
    try {
      if (error) throw error
      if (first.length < SAMPLE_COUNT) first.push(record)
      const { kept, isHeader, remarks } = placePost(record, { lineNumber, recordCount: placed.length + skips.length }, options)
      all.push(kept)
      for (const remark of remarks) remarkCounts.set(remark, (remarkCounts.get(remark) ?? 0) + 1)
      const { threadId, text } = kept.post
      if (isHeader) headers.set(threadId, [...(headers.get(threadId) ?? []), text])
      else placed.push(kept)
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      refuse(fault, lineNumber, onBadRecord, skips)
    }
  }
  const notes = [...(table.notes ?? []), ...[...remarkCounts].map(([remark, count]) => formatRemark(remark, count))]
  const posts = linkParents(placed, onBadRecord, skips, notes)
  skips.sort((left, right) => left.lineNumber - right.lineNumber)
  return {
    posts,
    headers,
    records: all,
    ownColumns: table.ownColumns ?? sampleOwnColumns(first, options.columns),
    summary: summarise(posts, headers, { source, reason: `read as ${source}`, skips, ambiguities: [], notes }),
  }
}
