import { PipelineError } from '../../base/errors.js'
import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { splitLines } from '../../base/text/split-lines.js'
import { excerpt } from '../table/parse-jsonl.js'
import type { SourceRecord } from '../table/parse-records.js'

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
  const isDocument = lines.length === 1 || tryJsonLossless(text.slice(first.start, first.end)) === undefined
  const document = isDocument ? tryJsonLossless(text.replace(/^\ufeff/, '')) : undefined
  if (document !== undefined) {
    if (Array.isArray(document)) yield* document.map((record: unknown, index) => ({ record, lineNumber: index + 1 }))
    else yield { record: document, lineNumber: first.lineNumber }
    return
  }
  for (const { start, end, lineNumber } of lines) {
    const record = tryJsonLossless(text.slice(start, end))
    if (record !== undefined) yield { record, lineNumber }
    else {
      const message = `line ${lineNumber}: expected JSON, got a line that is not JSON: "${excerpt(text.slice(start, end))}". Repair or remove the line.`
      yield { record: null, lineNumber, error: new PipelineError('INGEST_JSON_BROKEN', message, { context: { lineNumber } }) }
    }
  }
}
