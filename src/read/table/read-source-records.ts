import { PipelineError } from '../../base/errors.js'
import { parseJsonLossless } from '../../base/text/parse-json-lossless.js'
import { splitLines } from '../../base/text/split-lines.js'
import { refuse } from '../link/link-parents.js'
import type { Skip } from '../record/ingest-result.js'
import { excerpt } from './parse-jsonl.js'
import type { ParseRecordsOptions, SourceRecord } from './parse-records.js'

/**
 * Reads JSON of any layout as records: one document (an array's entries are records of their own, numbered by position), or a JSON value
 * a line (numbered by line). Whole numbers above 2^53 are strings, so that ids survive.
 *
 * A line that is no JSON becomes a record with an `INGEST_JSON_BROKEN` error; nothing is thrown.
 */
export function* readJsonRecords(text: string): Generator<SourceRecord> {
  const lines = splitLines(text)
  const [first] = lines
  if (first === undefined) return
  const isDocument = lines.length === 1 || parsed(text.slice(first.start, first.end)) === BROKEN
  const document = isDocument ? parsed(text.replace(/^\ufeff/, '')) : BROKEN
  if (document !== BROKEN) {
    if (Array.isArray(document)) yield* document.map((record: unknown, index) => ({ record, lineNumber: index + 1 }))
    else yield { record: document, lineNumber: first.lineNumber }
    return
  }
  for (const { start, end, lineNumber } of lines) {
    const record = parsed(text.slice(start, end))
    if (record !== BROKEN) yield { record, lineNumber }
    else {
      const message = `line ${lineNumber}: expected JSON, got a line that is not JSON: "${excerpt(text.slice(start, end))}". Repair or remove the line.`
      yield { record: null, lineNumber, error: new PipelineError('INGEST_JSON_BROKEN', message, { context: { lineNumber } }) }
    }
  }
}

const BROKEN = Symbol('no JSON')

function parsed(text: string): unknown {
  try {
    return parseJsonLossless(text)
  } catch {
    return BROKEN
  }
}

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
