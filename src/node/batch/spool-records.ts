import { PipelineError } from '../../errors.js'
import type { LineRecord, LineSource } from '../../ingest/line/line-source.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import { findFields } from '../../ingest/record/field-names.js'
import type { IngestCounter } from '../../ingest/record/ingest-counter.js'
import type { PlacedPost } from '../../ingest/record/ingest-result.js'
import { namesNoThread } from '../../ingest/record/parse-post.js'
import type { ParseRecordsOptions, SourceRecord } from '../../ingest/table/parse-records.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { numberLine, UNNAMED_KEY } from './batch-plan.js'
import type { LineFile } from './scan-lines.js'
import { openSpool } from './spool.js'

/** Where records are spooled, and how the input is read. */
export interface SpoolOptions {
  readonly folder: SpillFolder
  /** How many inputs are read together. */
  readonly inputCount: number
  readonly onBadRecord: OnBadRecord
  /** Takes the count of rows that are no records. */
  readonly summary: IngestCounter
}

/**
 * Writes the records of a table to the disk as numbered lines of JSON, which can be read from any place.
 *
 * @throws {PipelineError} the first row that is no record, unless bad records are skipped; `OUTPUT_UNWRITABLE`
 */
export async function spoolRecords(
  groups: AsyncIterable<Iterable<SourceRecord>>,
  file: Pick<LineFile, 'name' | 'input' | 'form' | 'options' | 'unnamed'>,
  { folder, onBadRecord, summary }: SpoolOptions,
): Promise<LineFile> {
  const { input, form, options, unnamed } = file
  const spool = await openSpool(folder)
  let recordIndex = 0
  for await (const records of groups) {
    for (const { lineNumber, record, error } of records) {
      if (error) {
        if (onBadRecord === 'throw') throw error
        summary.countSkip({ lineNumber, code: error.code, message: error.message })
        recordIndex += 1
        continue
      }
      const line = JSON.stringify(record)
      const place = { input, lineNumber, recordIndex }
      const key = threadKey(record, options)
      await spool.write(`${numberLine(place, key, line)}\n`)
      const isRead = line.includes('"header"') || (unnamed !== undefined && key === UNNAMED_KEY)
      const read = isRead ? readRecord(record, form, options, place) : null
      if (read !== null) unnamed?.add(read.kept as PlacedPost)
      if (read?.isHeader !== true) recordIndex += 1
    }
  }
  return { ...file, path: spool.path, isNumbered: true, byteCount: await spool.end() }
}

/** The thread that a record names, as `parsePost` will find it; one that it will refuse gets any. */
function threadKey(record: unknown, { columns }: ParseRecordsOptions): string {
  if (namesNoThread(record, columns)) return UNNAMED_KEY
  const fields = record as Readonly<Record<string, unknown>>
  return JSON.stringify(String(fields[findFields(Object.keys(fields), columns).get('threadId') ?? '']))
}

/** @returns null for what is no post: whoever reads it in earnest meets that */
function readRecord(
  record: unknown,
  form: LineSource,
  options: ParseRecordsOptions,
  { lineNumber, recordIndex }: { readonly lineNumber: number; readonly recordIndex: number },
): LineRecord | null {
  try {
    return form.read(record, { lineNumber, recordCount: recordIndex }, options)
  } catch (fault) {
    if (fault instanceof PipelineError) return null
    throw fault
  }
}
