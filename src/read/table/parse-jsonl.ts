import { PipelineError } from '../../base/errors.js'
import { parseRecordLossless } from '../../base/text/parse-json-lossless.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { type ParseRecordsOptions, parseRecords, type SourceRecord } from './parse-records.js'

const EXCERPT_LENGTH = 60

/** The start of a text, on one line, for a message. */
export function excerpt(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
  const shown = text.slice(0, EXCERPT_LENGTH).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
  return text.length > EXCERPT_LENGTH ? `${shown}…` : shown
}

/**
 * Reads posts as JSON Lines: one post a line, blank lines allowed. Scored posts are read back as posts.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN` for a line that is no JSON, and what `parsePost` and `linkParents` throw;
 *   none of them when `onBadRecord` is `skip`
 */
export function parseJsonl(text: string, options: ParseRecordsOptions = {}): IngestResult {
  return parseRecords(readJsonLines(text), 'jsonl', options)
}

/** One JSON value a line; a line that is none becomes a record with an error. */
export function* readJsonLines(text: string): Generator<SourceRecord> {
  for (const { start, end, lineNumber } of splitLines(text)) yield readJsonLine(text.slice(start, end), lineNumber)
}

/** The record of one line. @param parse default: keeps numbers that a double cannot hold as strings */
export function readJsonLine(line: string, lineNumber: number, parse: (text: string) => unknown = parseRecordLossless): SourceRecord {
  try {
    return { lineNumber, record: parse(line) }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const message = `line ${lineNumber}: expected one JSON object, got a line that is not JSON: "${excerpt(line)}". Repair or remove the line.`
    return { lineNumber, record: null, error: new PipelineError('INGEST_JSON_BROKEN', message, { cause, context: { lineNumber } }) }
  }
}

/**
 * Reads posts as one JSON array. JSON keeps no line numbers, so a record's place is its position, 1-based.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN` for a text that is no JSON array, whatever `onBadRecord` says, and what `parseJsonl` throws
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
  if (!Array.isArray(value)) {
    const message = `expected one JSON array of posts, got ${kindOf(value)}. Put the posts into an array, or give one JSON object a line.`
    throw new PipelineError('INGEST_JSON_BROKEN', message)
  }
  return parseRecords(
    value.map((record: unknown, index) => ({ record, lineNumber: index + 1 })),
    'json',
    options,
    { notes: ['line numbers are positions in the array'] },
  )
}

const SHOWN_NAME_LIMIT = 8

function kindOf(value: unknown): string {
  if (!isJsonObject(value)) return 'one value of another kind'
  const names = Object.keys(value)
  const shown = names.slice(0, SHOWN_NAME_LIMIT).map((name) => excerpt(name))
  const more = names.length > shown.length ? ' …' : ''
  return names.length === 0 ? 'an empty object' : `one object with ${shown.join(', ')}${more}, and no list of posts in it`
}
