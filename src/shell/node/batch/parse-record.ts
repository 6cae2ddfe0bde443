import { PipelineError } from '../../../base/errors.js'
import type { LineRecord, LineSource } from '../../../read/json/line-source.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { RecordPosition } from '../../../read/record/place-post.js'
import type { ParseRecordsOptions, SourceRecord } from '../../../read/table/parse-records.js'

interface RecordInput {
  /** Name of the input, for messages. */
  readonly name: string
  readonly form: LineSource
  readonly options: ParseRecordsOptions
}

/** How bad records are treated, and the counter of records. */
export interface ReadingOptions {
  readonly onBadRecord: OnBadRecord
  readonly summary: IngestCounter
}

/**
 * Reads a record and counts what it remarks.
 *
 * @returns null for a bad record that is skipped
 * @throws {PipelineError} for a bad record, unless bad records are skipped
 */
export function parseRecord(
  { record, lineNumber, error }: SourceRecord,
  place: RecordPosition,
  { name, form, options }: RecordInput,
  { onBadRecord, summary }: ReadingOptions,
): LineRecord | null {
  try {
    if (error) throw error
    const read = form.read(record, place, options)
    for (const remark of read.remarks) summary.countRemark(remark)
    return read
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault
    if (onBadRecord === 'throw') throw inFile(fault, name)
    // With several inputs, a line number alone is ambiguous.
    const message = place.input === undefined ? fault.message : `${name}: ${fault.message}`
    summary.countSkip({ lineNumber, code: fault.code, message })
    return null
  }
}

/** The same error with the name of its file. */
export function inFile(fault: PipelineError, name: string): PipelineError {
  const place = fault.message.startsWith(name) ? '' : `${name}: `
  return new PipelineError(fault.code, `${place}${fault.message}`, { cause: fault, context: { ...fault.context, path: name } })
}
