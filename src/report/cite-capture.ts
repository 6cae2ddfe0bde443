import type { Breakdown } from '../aggregate/breakdown.js'
import { PipelineError } from '../errors.js'

/**
 * Less of a thread than this is not quoted. Choice: below half, more of the thread is unseen than seen, and what the platform chose to show
 * first decides the number: the share in the whole thread could then lie anywhere within more than 50 points.
 */
export const MIN_CAPTURED_SHARE = 0.5

/** How much of the thread is there. */
export interface CaptureCount {
  readonly capturedCount: number
  /** Replies that the platform says there are; null when nobody noted it. */
  readonly reportedCount: number | null
  /** In [0, 1]; null with `reportedCount`. Platforms report late and count deleted replies too: more captured than reported is all. */
  readonly capturedShare: number | null
}

/**
 * Reads the ledger of the capture: `{ reportedCount, capturedCount }`, both of replies, over all threads of the breakdown. Where
 * `capturedCount` is missing, the replies that were counted stand for it.
 *
 * @throws {PipelineError} `BREAKDOWN_INVALID` for counts that are none
 */
export function readCapture({ capture, overall }: Breakdown): CaptureCount {
  const countOf = (name: string): number | null => {
    const count = capture?.[name] ?? null
    if (count === null || (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)) return count
    throw new PipelineError(
      'BREAKDOWN_INVALID',
      `expected capture.${name} to be a whole number or null, got ${JSON.stringify(count).slice(0, 80)}. Give the breakdown as it was written.`,
    )
  }
  const capturedCount = countOf('capturedCount') ?? overall.postCount - overall.rootCount
  const reportedCount = countOf('reportedCount')
  const capturedShare = reportedCount === null ? null : reportedCount === 0 ? 1 : Math.min(1, capturedCount / reportedCount)
  return { capturedCount, reportedCount, capturedShare }
}

/** @throws {PipelineError} `CITE_CAPTURE_PARTIAL` */
export function checkCapture({ capturedCount, reportedCount, capturedShare }: CaptureCount): void {
  if (capturedShare === null || capturedShare >= MIN_CAPTURED_SHARE) return
  const needed = Math.ceil(MIN_CAPTURED_SHARE * (reportedCount ?? 0))
  throw new PipelineError(
    'CITE_CAPTURE_PARTIAL',
    `expected at least ${needed} of the ${reportedCount} replies that the platform reports to be captured, got ${capturedCount} (${Math.floor(capturedShare * 100)}%): what the platform showed first would decide the number. Open the whole thread with its hidden replies, capture at least ${needed - capturedCount} more, and classify, audit and aggregate that.`,
    { context: { capturedCount, reportedCount } },
  )
}
