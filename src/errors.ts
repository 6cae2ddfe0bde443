/** Every code this project throws, by the stage that throws it. Callers switch on it; logs are searched by it. */
export type ErrorCode =
  | 'USAGE_COMMAND_UNKNOWN'
  | 'USAGE_OPTION_UNKNOWN'
  | 'USAGE_OPTION_INVALID'
  | 'USAGE_INPUT_ABSENT'
  | 'INPUT_MISSING'
  | 'INPUT_IS_DIRECTORY'
  | 'INPUT_UNREADABLE'
  | 'INPUT_INCOMPLETE'
  | 'OUTPUT_UNWRITABLE'
  | 'OUTPUT_LOCKED'
  | 'RESUME_MISMATCH'
  | 'INGEST_EMPTY'
  | 'INGEST_BINARY'
  | 'INGEST_ENCODING'
  | 'INGEST_LINE_TOO_LONG'
  | 'INGEST_THREAD_TOO_LARGE'
  | 'INGEST_FORMAT_UNKNOWN'
  | 'INGEST_JSON_BROKEN'
  | 'INGEST_CSV_BROKEN'
  | 'INGEST_PARQUET_BROKEN'
  | 'INGEST_COLUMN_MISSING'
  | 'INGEST_RECORD_INVALID'
  | 'INGEST_ID_DUPLICATE'
  | 'INGEST_PARENT_SELF'
  | 'INGEST_PARENT_CYCLE'
  | 'DEALS_INVALID'
  | 'DEALS_ALIAS_SHARED'
  | 'DEALS_ID_UNKNOWN'
  | 'SCHEME_INVALID'
  | 'SCHEME_MISMATCH'
  | 'MODEL_MISSING'
  | 'MODEL_UNKNOWN'
  | 'MODEL_INVALID'
  | 'MODEL_LABELS_MISMATCH'
  | 'MODEL_RUNTIME_UNAVAILABLE'
  | 'PROMPT_INVALID'
  | 'LLM_UNAVAILABLE'
  | 'LLM_REFUSED'
  | 'LLM_MODEL_CHANGED'
  | 'LLM_PROBABILITIES_MISSING'
  | 'LLM_CACHE_INVALID'
  | 'LLM_CACHE_LOCKED'
  | 'TRAIN_DATA_INVALID'
  | 'SCORED_INVALID'
  | 'GOLD_INVALID'
  | 'CORPUS_INVALID'
  | 'AUDIT_INVALID'
  | 'AUDIT_EDITED'
  | 'AUDIT_MISMATCH'
  | 'AUDIT_NOT_RANDOM'
  | 'AUDIT_IS_SAMPLE'
  | 'AUDIT_LOCKED'
  | 'AUDIT_POST_UNKNOWN'
  | 'AUDIT_LABEL_UNKNOWN'
  | 'AUDIT_LABEL_CONFLICT'
  | 'BREAKDOWN_INVALID'
  | 'PARTIAL_INVALID'
  | 'PARTIAL_MISMATCH'
  | 'PARTIAL_REPEATED'
  | 'CITE_NOT_AUDITED'
  | 'CITE_TOO_WIDE'
  | 'CITE_CAPTURE_PARTIAL'
  | 'DISCLOSURE_FACTS_INVALID'
  | 'REPORT_INVALID'
  | 'EVIDENCE_MISSING'
  | 'EVIDENCE_MISMATCH'
  | 'KEY_INVALID'
  | 'SHARE_INVALID'
  | 'SHARDS_INVALID'
  | 'PICTURE_RUNTIME_UNAVAILABLE'
  | 'PICTURE_FONT_MISSING'
  | 'QUERY_INVALID'
  | 'QUERY_FAILED'
  | 'QUERY_RUNTIME_UNAVAILABLE'
  | 'INTERNAL'

/** What an error carries beside its code and message. */
export interface PipelineErrorOptions {
  /** Facts that a program may want: ids, line numbers (1-based), paths. Plain values only. */
  readonly context?: Readonly<Record<string, unknown>>
  /** What was caught on the way here. */
  readonly cause?: unknown
}

/**
 * The one error class of dealstance. The message says what was expected, what came, where, and what to do.
 *
 * @example
 * try { parsePosts(text) } catch (error) {
 *   if (error instanceof PipelineError && error.code === 'INGEST_EMPTY') …
 * }
 */
export class PipelineError extends Error {
  readonly code: ErrorCode
  readonly context: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: PipelineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PipelineError'
    this.code = code
    this.context = Object.freeze({ ...options.context })
  }
}
