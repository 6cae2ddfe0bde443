import { PipelineError } from '../../base/errors.js'
import { parseRecordLossless } from '../../base/text/parse-json-lossless.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { IngestResult } from '../record/ingest-result.js'
import { type ParseRecordsOptions, parseRecords, type SourceRecord } from './parse-records.js'

/** Longest piece of a bad line that a message shows, in UTF-16 units. */
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
  return parseRecords(listRecords(text), 'jsonl', options)
}

function* listRecords(text: string): Generator<SourceRecord> {
  for (const { start, end, lineNumber } of splitLines(text)) {
    try {
      yield { lineNumber, record: parseJsonLine(text.slice(start, end), lineNumber) }
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error
      yield { lineNumber, record: null, error }
    }
  }
}

/**
 * The JSON value of one line.
 *
 * @param parse default: keeps numbers that a double cannot hold as strings
 */
export function parseJsonLine(line: string, lineNumber: number, parse: (text: string) => unknown = parseRecordLossless): unknown {
  try {
    return parse(line)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const message = `line ${lineNumber}: expected one JSON object, got a line that is not JSON: "${excerpt(line)}". Repair or remove the line.`
    throw new PipelineError('INGEST_JSON_BROKEN', message, { cause, context: { lineNumber } })
  }
}
