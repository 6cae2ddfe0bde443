import type { SourceId } from './detect-source.js'
import type { IngestResult } from './ingest-result.js'
import { parseCsv } from './parse-csv.js'
import { parseJson } from './parse-json.js'
import { parseJsonl } from './parse-jsonl.js'
import { parsePaste } from './parse-paste.js'
import type { ParseRecordsOptions } from './parse-records.js'

/** Reads a text of one form into posts. */
export type ParseSource = (text: string, options: ParseRecordsOptions) => IngestResult

/** Every form that posts are read from. A new one is a file of its own, a line here and a rule in `detectSource`. */
export const SOURCES: Readonly<Record<SourceId, ParseSource>> = Object.freeze({
  paste: parseOnePaste,
  jsonl: parseJsonl,
  json: parseJson,
  csv: parseCsv,
  tsv: (text, options) => parseCsv(text, { ...options, delimiter: '\t' }),
})

function parseOnePaste(text: string, options: ParseRecordsOptions): IngestResult {
  const { posts, headers, summary } = parsePaste(text, options)
  return { posts, headers: new Map([[options.threadId ?? 't1', headers]]), summary }
}
