import { PipelineError } from '../../errors.js'
import type { LineRecord, LineSource } from '../../ingest/line/line-source.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import type { IngestCounter } from '../../ingest/record/ingest-counter.js'
import type { RecordPosition } from '../../ingest/record/place-post.js'
import { parseJsonLine } from '../../ingest/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../../ingest/table/parse-records.js'

/** The input that a record comes from. */
export interface RecordInput {
  /** For messages. */
  readonly name: string
  readonly form: LineSource
  readonly options: ParseRecordsOptions
  /** The lines are our own JSON, written from the rows of a table: every number is what it was. */
  readonly isSpooled: boolean
}

/** What a bad record does, and what takes the counts. */
export interface ReadingOptions {
  readonly onBadRecord: OnBadRecord
  readonly summary: IngestCounter
}

/**
 * Reads the record on a line and counts it.
 *
 * @returns null for a bad record that is skipped
 * @throws {PipelineError} the fault of a bad record, with the name of its input, unless bad records are skipped
 */
export function readRecord(
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
    // Of several inputs a line number alone says little.
    const message = place.input === undefined ? fault.message : `${name}: ${fault.message}`
    summary.countSkip({ lineNumber, code: fault.code, message })
    return null
  }
}

/**
 * The JSON value of a line in a form.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN`
 */
export function parseLine(line: string, lineNumber: number, form: LineSource): unknown {
  // Reddit's ids are text: looking for long numbers would cost every line of a dump.
  return form.id === 'reddit' ? parseJsonLine(line, lineNumber, JSON.parse) : parseJsonLine(line, lineNumber)
}

/** The same fault with the name of its file. */
export function inFile(fault: PipelineError, name: string): PipelineError {
  return new PipelineError(fault.code, `${name}: ${fault.message}`, { cause: fault, context: { ...fault.context, path: name } })
}
