import { READING_ERRORS } from './reading-errors.js';
import { RESULT_ERRORS } from './result-errors.js';
import { SCORING_ERRORS } from './scoring-errors.js';
/** The meaning of each code, and what to do about it. */
export const ERROR_CATALOGUE = { ...READING_ERRORS, ...SCORING_ERRORS, ...RESULT_ERRORS };
