/**
 * Parsers of single formats and records, and capture ledgers. `parsePosts` of `dealstance` detects the format.
 *
 * @module dealstance/ingest
 */

export { emptyLedger, uncapturedCount } from '../base/thread/capture-ledger.js'
export { type PostPlace, placePosts } from '../base/thread/walk-thread.js'
export { formatIngestSummary } from '../read/format-ingest-summary.js'
export { joinCaptures } from '../read/link/join-captures.js'
export { decode } from '../read/record/decode.js'
export { POST_FIELDS } from '../read/record/field-names.js'
export { type ParsePostOptions, parsePost } from '../read/record/parse-post.js'
export type { RecogniseSource, SourceSample } from '../read/record/source-sample.js'
export { SOURCE_LIST } from '../read/sources.js'
export { parseCsv } from '../read/table/parse-csv.js'
export { parseJson, parseJsonl } from '../read/table/parse-jsonl.js'
export { isParquet } from '../read/table/parse-parquet.js'
export type { ParseSource, SourceEntry } from '../read/table/source-entry.js'
