import { PipelineError } from '../../errors.js'
import type { LineSource } from '../../ingest/line/line-source.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import { findFields } from '../../ingest/record/field-names.js'
import type { StreamSummary } from '../../ingest/stream-summary.js'
import type { ParseRecordsOptions, SourceRecord } from '../../ingest/table/parse-records.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { numberLine } from './batch-plan.js'
import type { LineFile } from './scan-lines.js'
import { openSpool } from './spool.js'

/** Where records are spooled, and how the input is read. */
export interface SpoolOptions {
  readonly folder: SpillFolder
  readonly onBadRecord: OnBadRecord
  /** Takes the count of rows that are no records. */
  readonly summary: StreamSummary
}

/**
 * Writes the records of a table to the disk as numbered lines of JSON, which can be read from any place.
 *
 * @throws {PipelineError} the first row that is no record, unless bad records are skipped; `OUTPUT_UNWRITABLE`
 */
export async function spoolRecords(
  groups: AsyncIterable<Iterable<SourceRecord>>,
  { name, input, form, options }: Pick<LineFile, 'name' | 'input' | 'form' | 'options'>,
  { folder, onBadRecord, summary }: SpoolOptions,
): Promise<LineFile> {
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
      await spool.write(`${numberLine(place, threadKey(record, options), line)}\n`)
      if (!line.includes('"header"') || !isHeader(record, form, options, place)) recordIndex += 1
    }
  }
  return { path: spool.path, name, input, form, options, isNumbered: true, byteCount: await spool.end() }
}

/** The thread that a record names, as `parsePost` will find it; one that it will refuse gets any. */
function threadKey(record: unknown, { columns, threadId = 't1' }: ParseRecordsOptions): string {
  const fields = record as Readonly<Record<string, unknown>>
  const name = findFields(Object.keys(fields), columns).get('threadId')
  const given = name === undefined ? undefined : fields[name]
  return JSON.stringify(given === undefined || given === null || given === '' ? threadId : String(given))
}

function isHeader(
  record: unknown,
  form: LineSource,
  options: ParseRecordsOptions,
  { lineNumber, recordIndex }: { readonly lineNumber: number; readonly recordIndex: number },
): boolean {
  try {
    return form.read(record, { lineNumber, recordCount: recordIndex }, options).isHeader
  } catch (fault) {
    if (fault instanceof PipelineError) return false
    throw fault
  }
}
