import { stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { explainReadFault } from './read-input.js'

export interface WatchOptions {
  readonly signal: AbortSignal
  /** Polling interval in milliseconds. Default 500. */
  readonly pollMs?: number
}

const DEFAULT_POLL_MS = 500

/**
 * Yields at once, and again when a file has changed and then stayed the same for one interval, so that no partial line is read.
 * Polls, because system notifications are lost on network drives and when a program replaces the file.
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
    // A file may be absent briefly while it is replaced.
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
