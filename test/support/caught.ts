import { expect } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'

/**
 * The error by which work fails; null where it does not. Any other error than ours is thrown on.
 */
export function errorOf(work: () => unknown): PipelineError | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof PipelineError) return error
    throw error
  }
}

/** The error by which work must fail. */
export function caught(work: () => unknown): PipelineError {
  const error = errorOf(work)
  if (error === null) throw new Error('expected an error, got none')
  return error
}

/** An error of ours with this code, and with these words in its message. */
export const failure = (code: string, words: string | RegExp = '') =>
  expect.objectContaining({
    name: 'PipelineError',
    code,
    message:
      typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
  })
