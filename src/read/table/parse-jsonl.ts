import { PipelineError } from '../../base/errors.js'
import { nameSome } from '../../base/text/format-count.js'
import { parseRecordLossless, tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { findRepeatedKey } from '../../base/text/repeated-json-key.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { excerpt } from '../record/named-columns.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'
import { holdsPosts, type SourceRecord } from './unwrap-records.js'

/**
 * Reads posts from JSON Lines: one post per line, blank lines allowed. Scored posts become posts
 * again.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN` for a broken line, and errors of `parsePost` and
 *   `linkRecords`, unless skipping
 */
export const parseJsonl = (text: string, options: ParseRecordsOptions = {}): IngestResult =>
  parseRecords(parseLinesOfJson(text), 'jsonl', options)

/** Reads one JSON value per line. A broken line becomes a record with an error. */
function* parseLinesOfJson(text: string): Generator<SourceRecord> {
  for (const { start, end, lineNumber } of splitLines(text))
    yield parseJsonLine(text.slice(start, end), lineNumber)
}

/** Reads the record of one line. @param parse default: large numbers become strings */
export function parseJsonLine(
  line: string,
  lineNumber: number,
  parse: (text: string) => unknown = parseRecordLossless,
): SourceRecord {
  try {
    return { lineNumber, record: parse(line), repeatedKey: findRepeatedKey(line) }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const message = `line ${lineNumber}: expected one JSON object, got a line that is not JSON: "${excerpt(line)}". Repair or remove the line.`
    return {
      lineNumber,
      record: null,
      error: new PipelineError('INGEST_JSON_BROKEN', message, { cause, context: { lineNumber } }),
    }
  }
}

/**
 * Reads posts from one JSON document: an array, or an object with posts in it. A record's place is
 * its 1-based position.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN` for a text without a document with posts, even when
 *   skipping, and errors of `parseJsonl`
 */
export function parseJson(text: string, options: ParseRecordsOptions = {}): IngestResult {
  let value: unknown
  try {
    value = parseRecordLossless(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : ''
    const message = `expected one JSON array of posts, got text that is not JSON: ${excerpt(text.trim())} (${why}). Repair it, or give one JSON object a line.`
    throw new PipelineError('INGEST_JSON_BROKEN', message, { cause })
  }
  const isList = Array.isArray(value)
  const records = recordsIn(value, 1)
  if (records[0] !== undefined) records[0] = { ...records[0], repeatedKey: findRepeatedKey(text) }
  if (!isList && !holdsPosts(value, options.columns)) {
    const message = `expected one JSON array of posts, got ${kindOf(value)}. Put the posts into an array, or give one JSON object a line.`
    throw new PipelineError('INGEST_JSON_BROKEN', message)
  }
  const notes = isList ? ['line numbers are positions in the array'] : []
  return parseRecords(records, 'json', options, { notes })
}

/** The entries of a list by their positions, or the one value of a line. */
const recordsIn = (value: unknown, lineNumber: number): SourceRecord[] =>
  Array.isArray(value)
    ? value.map((record: unknown, index) => ({ record, lineNumber: index + 1 }))
    : [{ record: value, lineNumber }]

function kindOf(value: unknown): string {
  if (!isJsonObject(value)) return 'one value of another kind'
  const names = Object.keys(value)
  return names.length === 0
    ? 'an empty object'
    : `one object with ${nameSome(names.map(excerpt))}, and no list of posts in it`
}

/**
 * Reads JSON of any layout: one document (array entries by position), or one JSON value per line
 * (by line number). Whole numbers above 2^53 become strings, so that ids survive. A broken line
 * becomes a record with an `INGEST_JSON_BROKEN` error; nothing is thrown.
 */
export function* parseJsonRecords(text: string): Generator<SourceRecord> {
  const lines = splitLines(text)
  const [first] = lines
  if (first === undefined) return
  const isDocument =
    lines.length === 1 || tryJsonLossless(text.slice(first.start, first.end)) === undefined
  const document = isDocument ? tryJsonLossless(text.replace(/^\ufeff/, '')) : undefined
  yield* document === undefined ? parseLinesOfJson(text) : recordsIn(document, first.lineNumber)
}
