import { PipelineError } from '../../base/errors.js'
import { refuse } from '../link/link-parents.js'
import type { Skip } from '../record/ingest-result.js'
import type { ParseRecordsOptions } from './parse-records.js'
import { readJsonRecords } from './read-json-records.js'

/** Takes or refuses records of a platform's JSON one by one, and keeps the refused ones. */
export interface RecordReader {
  readonly skips: Skip[]
  /** Refuses a record, or a part of one: throws, or counts it. The message is what was expected, and what was got. */
  reject(lineNumber: number, message: string): void
}

/** Gives every JSON value of a text to a visitor. */
export function readSourceRecords(
  text: string,
  options: ParseRecordsOptions,
  visit: (record: unknown, lineNumber: number, reader: RecordReader) => void,
): RecordReader {
  const reader = createReader(options)
  for (const { record, lineNumber, error } of readJsonRecords(text)) {
    if (error) refuse(error, lineNumber, options.onBadRecord ?? 'throw', reader.skips)
    else visit(record, lineNumber, reader)
  }
  return reader
}

export function createReader({ onBadRecord = 'throw' }: ParseRecordsOptions): RecordReader {
  const skips: Skip[] = []
  return {
    skips,
    reject(lineNumber, message) {
      const error = new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
      refuse(error, lineNumber, onBadRecord, skips)
    },
  }
}
