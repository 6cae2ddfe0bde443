import { PipelineError } from '../../base/errors.js'
import { parseRecordLossless } from '../../base/text/parse-json-lossless.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { excerpt } from './parse-jsonl.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'

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

/** Names of an object that a message shows. */
const SHOWN_NAME_LIMIT = 8

function kindOf(value: unknown): string {
  if (!isJsonObject(value)) return 'one value of another kind'
  const names = Object.keys(value)
  const shown = names.slice(0, SHOWN_NAME_LIMIT).map((name) => excerpt(name))
  const more = names.length > shown.length ? ' …' : ''
  return names.length === 0 ? 'an empty object' : `one object with ${shown.join(', ')}${more}, and no list of posts in it`
}
