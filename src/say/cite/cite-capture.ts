import { PipelineError } from '../../base/errors.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { breakdownCaptureOf, type CaptureBound } from '../../count/breakdown/breakdown-capture.js'
import { notReady } from './cite-complete.js'
import type { CiteSubject } from './cite-subject.js'

/**
 * Less of a thread than this is not quoted. Choice: below half, more of the thread is unseen than seen, and what the platform chose to show
 * first decides the number: the share in the whole thread could then lie anywhere within more than 50 points.
 */
const MIN_CAPTURED_SHARE = 0.5

/** How much of the threads of a deal is there; of all its threads together, about whichever deal their replies are. */
export interface CaptureCount {
  /** Replies whose text is there. */
  readonly capturedCount: number
  /** Replies known to exist whose text is not there; null when nobody says how many exist. */
  readonly missingCount: number | null
  /** In [0, 1]; null with `missingCount`. */
  readonly capturedShare: number | null
  /** Share of each label whatever the missing replies say, at worst all of this deal; empty when they are not known. */
  readonly bounds: readonly CaptureBound[]
}

/**
 * Reads what a breakdown says of its capture: the ledgers of its threads, or counts alone, `{ reportedCount, capturedCount }`, both of replies.
 * Without any the replies counted are what was captured. Platforms report late and count deleted replies too: more captured than reported is
 * all.
 */
export function readCaptureCount(breakdown: Breakdown, { deal }: Pick<CiteSubject, 'deal'>): CaptureCount {
  const ledger = breakdownCaptureOf(breakdown)
  const group = ledger?.groups.find(({ dealId }) => dealId === (deal?.dealId ?? null))
  if (group) {
    const { capturedCount, uncapturedCount, bounds } = group
    // Bounds are there exactly when a source says how many replies exist.
    const missingCount = bounds.length > 0 ? uncapturedCount : null
    return { capturedCount, missingCount, capturedShare: shareOf(capturedCount, missingCount), bounds }
  }
  const { capture, overall } = breakdown
  const countOf = (name: string): number | null => {
    const count = capture?.[name] ?? null
    if (count === null || (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)) return count
    const message = `expected capture.${name} to be a whole number or null, got ${JSON.stringify(count).slice(0, 80)}. Give the breakdown as it was written.`
    throw new PipelineError('BREAKDOWN_INVALID', message)
  }
  const capturedCount = countOf('capturedCount') ?? overall.postCount - overall.rootCount
  const reportedCount = countOf('reportedCount')
  const missingCount = reportedCount === null ? null : Math.max(0, reportedCount - capturedCount)
  return { capturedCount, missingCount, capturedShare: shareOf(capturedCount, missingCount), bounds: [] }
}

const shareOf = (capturedCount: number, missingCount: number | null): number | null =>
  missingCount === null ? null : capturedCount + missingCount === 0 ? 1 : capturedCount / (capturedCount + missingCount)

export function checkCapture({ capturedCount, missingCount, capturedShare }: CaptureCount): void {
  if (capturedShare === null || capturedShare >= MIN_CAPTURED_SHARE) return
  const total = capturedCount + (missingCount ?? 0)
  const needed = Math.ceil(MIN_CAPTURED_SHARE * total)
  throw notReady(
    'CITE_CAPTURE_PARTIAL',
    `only ${capturedCount} of the ${total} replies known to exist were captured (${Math.floor(capturedShare * 100)}%), and at least ${needed} are needed: what the platform showed first would decide the number. Open the whole thread with its hidden replies, capture at least ${needed - capturedCount} more, and classify, audit and cite that.`,
    { capturedCount, missingCount },
  )
}
