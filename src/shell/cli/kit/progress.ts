import { byteCountOf } from '../../node/file/read-source.js'
import { type CommandContext, lastLine } from './command.js'

/** Shorter work shows no bar. */
const QUIET_MS = 1000
/** Minimum time between two redraws. */
const REDRAW_MS = 100
const BAR_WIDTH = 30

export interface Progress {
  /** @param doneCount units done so far */
  advance(doneCount: number): void
  /** Erases the bar. */
  end(): void
}

interface ProgressOptions {
  /** Plural noun of the unit. Default `posts`. */
  readonly unit?: string
  /** Words for the uncounted work after the last unit; they stay until something else is written. */
  readonly next?: string
  readonly now?: () => number
}

/**
 * Starts a progress bar on stderr with rate and time left. It appears after one second of work, on a terminal alone.
 */
export function startProgress(
  totalCount: number,
  context: Pick<CommandContext, 'io' | 'isQuiet'>,
  { unit = 'posts', next, now = () => performance.now() }: ProgressOptions = {},
): Progress {
  const { stderr, onProgress } = context.io
  if (onProgress) return { advance: (doneCount) => onProgress(doneCount, totalCount, unit), end: () => {} }
  if (context.isQuiet || totalCount === 0 || stderr.isTTY !== true) return { advance: () => {}, end: () => {} }
  const startedAt = now()
  const describe = (doneCount: number): string => {
    const share = Math.min(1, doneCount / totalCount)
    const perSecond = (1000 * doneCount) / (now() - startedAt)
    const left = `${formatSeconds(Math.ceil((totalCount - doneCount) / Math.max(perSecond, Number.MIN_VALUE)))} left`
    const after = next !== undefined && doneCount >= totalCount ? next : left
    return `${Math.floor(share * 100)}%  ${Math.round(doneCount)} of ${totalCount} ${unit}, ${Math.round(perSecond)} a second, ${after}`
  }
  let drawnAt = startedAt + QUIET_MS - REDRAW_MS
  const erase = (): void => {
    stderr.write('\r\u001b[K')
    lastLine.erase = () => {}
  }
  return {
    advance: (doneCount) => {
      const time = now()
      const isOver = next !== undefined && doneCount >= totalCount && time - startedAt > QUIET_MS / 2
      if (time - drawnAt < REDRAW_MS && !isOver) return
      drawnAt = time
      const filled = Math.round(Math.min(1, doneCount / totalCount) * BAR_WIDTH)
      stderr.write(`\r\u001b[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${describe(doneCount)}`)
      lastLine.erase = erase
    },
    end: () => {
      if (lastLine.erase === erase) erase()
    },
  }
}

/** Starts a bar after the first step, which reports the number of steps. */
export function showSteps(context: CommandContext, options: ProgressOptions): (doneCount: number, totalCount: number) => void {
  let progress: Progress | undefined
  return (doneCount, totalCount) => {
    progress ??= startProgress(totalCount, context, options)
    progress.advance(doneCount)
  }
}

const MEBIBYTE = 1024 * 1024

/** Starts a bar for the reading of files. Without a known size, as for stdin or a compressed file, it shows nothing. */
export function startReading(
  paths: readonly string[],
  context: CommandContext,
  next = 'now counting',
): Pick<Progress, 'end'> & { onBytes(bytes: Uint8Array): void } {
  const byteCount = byteCountOf(paths) ?? 0
  const total = Math.ceil(byteCount / MEBIBYTE)
  const progress = startProgress(total, context, { unit: 'MiB read', next })
  let readCount = 0
  return {
    onBytes: ({ length }) => {
      readCount += length
      progress.advance(readCount >= byteCount ? total : readCount / MEBIBYTE)
    },
    end: progress.end,
  }
}

/** `90 s`, `12 min`, `3 h 20 min`. */
function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return Number.isSafeInteger(minutes) ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : 'unknown time'
}
