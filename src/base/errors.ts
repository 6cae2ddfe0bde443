import type { ErrorCode } from './errors/catalogue.js'

export type { ErrorCode } from './errors/catalogue.js'

/** Context and cause of a {@link PipelineError}. */
export interface PipelineErrorOptions {
  /** Facts for programs: ids, line numbers (1-based), paths. Plain values only. */
  readonly context?: Readonly<Record<string, unknown>>
  /** The error that caused this one. */
  readonly cause?: unknown
}

/**
 * The error class of dealstance. The message states what was expected, what was found, where, and what to do.
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
