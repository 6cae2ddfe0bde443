/**
 * Parsers of single formats and records, and capture ledgers. `parsePosts` of `dealstance` detects the format.
 *
 * @module dealstance/ingest
 */
export type { ConvokitFiles } from '../ingest/convokit/convokit-files.js'
export { parseConvokitFiles } from '../ingest/convokit/parse-convokit.js'
export { formatIngestSummary } from '../ingest/format-ingest-summary.js'
export { joinCaptures } from '../ingest/link/join-captures.js'
export { decode } from '../ingest/record/decode.js'
export { POST_FIELDS } from '../ingest/record/field-names.js'
export { type ParsePostOptions, parsePost } from '../ingest/record/parse-post.js'
export type { RecogniseSource, SourceSample } from '../ingest/record/source-sample.js'
export type { ParseSource, SourceEntry } from '../ingest/source-entry.js'
export { SOURCE_LIST } from '../ingest/sources.js'
export { parseCsv } from '../ingest/table/parse-csv.js'
export { parseJson } from '../ingest/table/parse-json.js'
export { parseJsonl } from '../ingest/table/parse-jsonl.js'
export { isParquet } from '../ingest/table/parse-parquet.js'
export { emptyLedger, uncapturedCount } from '../thread/capture-ledger.js'
export { type PostPlace, placePosts } from '../thread/walk-thread.js'
