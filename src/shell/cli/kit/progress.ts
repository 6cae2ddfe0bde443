import { byteCountOf } from '../../node/file/read-source.js'
import { type CommandContext, lastLine } from './command.js'

/** Shorter work shows no bar. */
const QUIET_MS = 1000
/** Minimum time between two redraws. */
const REDRAW_MS = 100
const BAR_WIDTH = 30

export interface Progress {
  advance(doneCount: number): void
  end(): void
}

interface ProgressOptions {
  /** Plural noun of the unit. Default `posts`. */
  readonly unit?: string
  /**
   * Words for the uncounted work after the last unit; they stay until something else is written.
   */
  readonly next?: string
  readonly now?: () => number
}

/** Draws the unfinished last line of a terminal. */
export function drawLine(stderr: CommandContext['io']['stderr'], line: string): void {
  stderr.write(`\r\u001b[K${line}`)
  lastLine.erase = () => {
    stderr.write('\r\u001b[K')
    lastLine.erase = () => {}
  }
}

/**
 * Starts a progress bar on stderr with rate and time left. It appears after one second of work, on
 * a terminal alone.
 */
export function startProgress(
  totalCount: number,
  { io: { stderr, onProgress }, isQuiet }: Pick<CommandContext, 'io' | 'isQuiet'>,
  { unit = 'posts', next, now = () => performance.now() }: ProgressOptions = {},
): Progress {
  if (onProgress)
    return { advance: (doneCount) => onProgress(doneCount, totalCount, unit), end: () => {} }
  if (isQuiet || totalCount === 0 || stderr.isTTY !== true)
    return { advance: () => {}, end: () => {} }
  const startedAt = now()
  let drawnAt = startedAt + QUIET_MS - REDRAW_MS
  return {
    advance: (doneCount) => {
      const time = now()
      const isOver =
        next !== undefined && doneCount >= totalCount && time - startedAt > QUIET_MS / 2
      if (time - drawnAt < REDRAW_MS && !isOver) return
      drawnAt = time
      const share = Math.min(1, doneCount / totalCount)
      const perSecond = (1000 * doneCount) / (time - startedAt)
      const left = isOver
        ? next
        : `${timeWords((totalCount - doneCount) / Math.max(perSecond, Number.MIN_VALUE))} left`
      const filled = Math.round(share * BAR_WIDTH)
      const done = `${Math.floor(share * 100)}%  ${Math.round(doneCount)} of ${totalCount} ${unit}`
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
      drawLine(stderr, `${bar} ${done}, ${Math.round(perSecond)} a second, ${left}`)
    },
    end: () => lastLine.erase(),
  }
}

/** `90 s`, `12 min`. */
const timeWords = (seconds: number): string =>
  seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`

/** Starts a bar after the first step, which reports the number of steps. */
export function showSteps(
  context: CommandContext,
  options: ProgressOptions,
): (doneCount: number, totalCount: number) => void {
  let progress: Progress | undefined
  return (doneCount, totalCount) =>
    (progress ??= startProgress(totalCount, context, options)).advance(doneCount)
}

const MEBIBYTE = 1024 * 1024

/**
 * Starts a bar for the reading of files. Without a known size, as for stdin or a compressed file,
 * it shows nothing.
 */
export function startReading(
  paths: readonly string[],
  context: CommandContext,
  next = 'now counting',
): Pick<Progress, 'end'> & { onBytes(bytes: Uint8Array): void } {
  const total = Math.ceil((byteCountOf(paths) ?? 0) / MEBIBYTE)
  const { advance, end } = startProgress(total, context, { unit: 'MiB read', next })
  let readCount = 0
  return {
    onBytes: ({ length }) => advance(Math.min(total, Math.ceil((readCount += length) / MEBIBYTE))),
    end,
  }
}
