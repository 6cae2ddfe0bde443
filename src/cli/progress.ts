import type { CommandContext } from './command.js'

/** Work shorter than this shows no bar. */
const QUIET_MS = 1000
/** Least time between two pictures of the bar. */
const REDRAW_MS = 100
const BAR_WIDTH = 30

export interface Progress {
  /** @param doneCount of the posts so far */
  advance(doneCount: number): void
  /** Wipes the bar away. */
  end(): void
}

const NO_PROGRESS: Progress = { advance: () => {}, end: () => {} }

/** A bar on stderr, only on a terminal and only when work lasts over a second. */
export function startProgress(
  totalCount: number,
  { io }: CommandContext,
  isQuiet: boolean,
  now: () => number = () => performance.now(),
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
      const leftSeconds = Math.ceil(((time - startedAt) / Math.max(doneCount, 1)) * ((totalCount - doneCount) / 1000))
      stderr.write(
        `\r\u001b[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(share * 100)} %  ${doneCount} of ${totalCount} posts, ${leftSeconds} s left`,
      )
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[K')
    },
  }
}
