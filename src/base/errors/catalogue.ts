import type { ErrorEntry } from './error-entry.js'
import { READING_ERRORS } from './reading-errors.js'
import { RESULT_ERRORS } from './result-errors.js'
import { SCORING_ERRORS } from './scoring-errors.js'

/** All codes of `PipelineError`, in the order of the stages. */
export type ErrorCode = keyof typeof READING_ERRORS | keyof typeof SCORING_ERRORS | keyof typeof RESULT_ERRORS

/** The meaning of each code, and what to do about it. */
export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorEntry>> = { ...READING_ERRORS, ...SCORING_ERRORS, ...RESULT_ERRORS }
