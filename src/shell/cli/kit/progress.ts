import type { CommandContext } from './command.js'

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

const NO_PROGRESS: Progress = { advance: () => {}, end: () => {} }

export interface ProgressOptions {
  readonly isQuiet: boolean
  /** Plural noun of the unit. Default `posts`. */
  readonly unit?: string
  /** Units done before this run began. Default 0. */
  readonly startCount?: number
  readonly now?: () => number
}

/** Starts a progress bar on stderr with rate and time left. It appears on a terminal only, after one second of work. */
export function startProgress(
  totalCount: number,
  { io }: CommandContext,
  { isQuiet, unit = 'posts', startCount = 0, now = () => performance.now() }: ProgressOptions,
): Progress {
  const { stderr } = io
  if (stderr.isTTY !== true || isQuiet || totalCount === 0) return NO_PROGRESS
  const startedAt = now()
  let drawnAt = startedAt + QUIET_MS - REDRAW_MS
  let isShown = false
  return {
    advance: (doneCount) => {
      const time = now()
      if (time - drawnAt < REDRAW_MS) return
      drawnAt = time
      isShown = true
      const share = doneCount / totalCount
      const filled = Math.round(share * BAR_WIDTH)
      const perSecond = (1000 * (doneCount - startCount)) / (time - startedAt)
      const left = formatSeconds(Math.ceil((totalCount - doneCount) / Math.max(perSecond, Number.MIN_VALUE)))
      stderr.write(
        `\r\u001b[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(share * 100)}%  ${doneCount} of ${totalCount} ${unit}, ${Math.round(perSecond)} a second, ${left} left`,
      )
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}

/** `90 s`, `12 min`, `3 h 20 min`. */
function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return Number.isSafeInteger(minutes) ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : 'unknown time'
}
