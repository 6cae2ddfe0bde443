import { PipelineError } from '../../base/errors.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { AggregateOptions, BreakdownOptions } from '../breakdown/breakdown.js'

/** 2,000 resamples keep the bounds of a 95 % interval within about a point of a much longer run. */
export const DEFAULT_AGGREGATE_OPTIONS: AggregateOptions = Object.freeze({
  count: 'posts',
  confidenceLevel: 0.95,
  resampleCount: 2000,
  seed: 1,
  phraseCount: 5,
})

/** Completes the options, checks them and returns them frozen, after the caller's own entries. */
export function checkOptions(given: Partial<AggregateOptions>, callerOptions: { readonly [key: string]: JsonValue }): BreakdownOptions {
  const { countDuplicates, ...options } = { ...DEFAULT_AGGREGATE_OPTIONS, ...given }
  const fail = (name: keyof AggregateOptions, expected: string): never => {
    const got = JSON.stringify(name === 'countDuplicates' ? countDuplicates : options[name])
    throw new PipelineError('USAGE_OPTION_INVALID', `expected ${name} to be ${expected}, got ${got}.`, { context: { name } })
  }
  const { count, confidenceLevel, resampleCount, seed, phraseCount } = options
  if (count !== 'posts' && count !== 'replies') fail('count', 'posts or replies')
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) fail('confidenceLevel', 'a number between 0 and 1, such as 0.95')
  if (!Number.isInteger(resampleCount) || resampleCount < 1) fail('resampleCount', 'an integer of at least 1')
  if (!Number.isSafeInteger(seed) || seed < 0) fail('seed', 'an integer of at least 0')
  if (!Number.isInteger(phraseCount) || phraseCount < 0) fail('phraseCount', 'an integer of at least 0')
  if (countDuplicates !== undefined && countDuplicates !== 'all' && countDuplicates !== 'once') fail('countDuplicates', 'all or once')
  return Object.freeze({ ...callerOptions, ...options, ...(countDuplicates === 'once' && { countDuplicates }) })
}
