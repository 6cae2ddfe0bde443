import { stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { explainReadFault } from './read-input.js'

/** How often to look, and when to end. */
export interface WatchOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal
  /** Time between two looks, in milliseconds. */
  readonly pollMs?: number
}

const DEFAULT_POLL_MS = 500

/**
 * Yields at once, and again whenever one of the files has changed and then rested for one look, so that a line half written is not read.
 * It polls: notices of the system are lost on network drives, and where programs write a new file over the old one.
 *
 * @throws {PipelineError} `INPUT_MISSING`, `INPUT_UNREADABLE` for a file that is not there at the start
 */
export async function* watchFiles(
  paths: readonly string[],
  { signal, pollMs = DEFAULT_POLL_MS }: WatchOptions,
): AsyncGenerator<void, void, void> {
  let read = await Promise.all(paths.map((path) => markOf(path).catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))))
  yield
  let before = read
  while (!signal.aborted) {
    await wait(pollMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    // A file that is replaced may be gone for a moment.
    const now = await Promise.all(paths.map((path, index) => markOf(path).catch(() => before[index] ?? '')))
    const isAtRest = isSame(now, before)
    before = now
    if (!isAtRest || isSame(now, read)) continue
    read = now
    yield
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.every((mark, index) => mark === other[index])

async function markOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path)
  return `${mtimeMs} ${size} ${ino}`
}
