import { PipelineError } from '../../../base/errors.js'
import type { LineRecord, LineSource } from '../../../read/line/line-source.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { RecordPosition } from '../../../read/record/place-post.js'
import { parseJsonLine } from '../../../read/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../../../read/table/parse-records.js'

interface RecordInput {
  /** Name of the input, for messages. */
  readonly name: string
  readonly form: LineSource
  readonly options: ParseRecordsOptions
  /** Whether the lines are our own JSON, in which numbers need no special care. */
  readonly isSpooled: boolean
}

/** How bad records are treated, and the counter of records. */
export interface ReadingOptions {
  readonly onBadRecord: OnBadRecord
  readonly summary: IngestCounter
}

/**
 * Parses the record on a line and counts it.
 *
 * @returns null for a bad record that is skipped
 * @throws {PipelineError} for a bad record, unless bad records are skipped
 */
export function parseRecord(
  line: string,
  place: RecordPosition,
  { name, form, options, isSpooled }: RecordInput,
  { onBadRecord, summary }: ReadingOptions,
): LineRecord | null {
  const { lineNumber } = place
  try {
    const record = form.read(isSpooled ? JSON.parse(line) : parseLine(line, lineNumber, form), place, options)
    for (const remark of record.remarks) summary.countRemark(remark)
    return record
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault
    if (onBadRecord === 'throw') throw inFile(fault, name)
    // With several inputs, a line number alone is ambiguous.
    const message = place.input === undefined ? fault.message : `${name}: ${fault.message}`
    summary.countSkip({ lineNumber, code: fault.code, message })
    return null
  }
}

/** Parses the JSON value of a line. @throws {PipelineError} `INGEST_JSON_BROKEN` */
export function parseLine(line: string, lineNumber: number, form: LineSource): unknown {
  // Reddit's ids are text. A search for long numbers would slow down every line of a dump.
  return form.id === 'reddit' ? parseJsonLine(line, lineNumber, JSON.parse) : parseJsonLine(line, lineNumber)
}

/** The same error with the name of its file. */
export function inFile(fault: PipelineError, name: string): PipelineError {
  return new PipelineError(fault.code, `${name}: ${fault.message}`, { cause: fault, context: { ...fault.context, path: name } })
}
