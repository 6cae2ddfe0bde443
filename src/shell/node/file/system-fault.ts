import { PipelineError } from '../../../base/errors.js'

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EDQUOT: 'a full disk',
  EEXIST: 'a file of that name',
  EFBIG: 'a limit on the size of files',
  ELOOP: 'links that lead to each other in a loop',
  ENOENT: 'a folder that does not exist',
  ENOSPC: 'a full disk',
  ENOTDIR: 'a file of that name, or a path through one',
  EROFS: 'a read-only disk',
}

/** Code of a system error, such as `ENOENT`; null for any other error. */
export function systemCodeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && !(cause instanceof PipelineError)
    ? String(cause.code)
    : null
}

/**
 * Creates the error for a path that cannot be written. The message names the system error in words.
 */
export function unwritable(
  path: string,
  expected: string,
  advice: string,
  cause: unknown,
): PipelineError {
  const code = systemCodeOf(cause) ?? 'unknown'
  const message = `${path}: expected ${expected}, got ${WORDS[code] ?? `the system error ${code}`}. ${advice}`
  return new PipelineError('OUTPUT_UNWRITABLE', message, {
    cause,
    context: { path, systemCode: code },
  })
}

/** Runs `act`, and translates a system error by {@link unwritable}. */
export function writing<Value>(
  path: string,
  expected: string,
  advice: string,
  act: () => Value,
): Value {
  const translate = (cause: unknown): unknown =>
    systemCodeOf(cause) === null ? cause : unwritable(path, expected, advice, cause)
  try {
    const value = act()
    return value instanceof Promise
      ? (value.catch((cause: unknown) => Promise.reject(translate(cause))) as Value)
      : value
  } catch (cause) {
    throw translate(cause)
  }
}
