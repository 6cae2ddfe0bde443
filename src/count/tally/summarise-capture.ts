import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { type CaptureLedger, parseLedger, uncapturedCount } from '../../base/thread/capture-ledger.js'
import type { GroupBreakdown } from '../breakdown/breakdown.js'
import type { CaptureBound, GroupCapture } from '../breakdown/breakdown-capture.js'

/** Returns the ledger in a post's `meta.capture`; null without one, and for a user's own column of that name. */
export function ledgerOfPost({ capture }: { readonly capture?: unknown }): CaptureLedger | null {
  const isLedger = typeof capture === 'object' && capture !== null && Object.hasOwn(capture, 'capturedCount')
  return isLedger ? parseLedger(capture) : null
}

/** Totals of the capture of some threads. */
export interface CaptureTotals {
  readonly threadCount: number
  /** Threads whose source does not report how many replies exist. */
  readonly silentThreadCount: number
  /** Replies known to exist without captured text, summed per thread: a surplus in one thread does not offset another. */
  readonly uncapturedCount: number
  /** Replies with captured text. */
  readonly capturedCount: number
  /** Whether any source reports how many replies exist. */
  readonly isReported: boolean
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

/** Number of captured replies, without placeholders that have no text. */
export const countWithText = ({ capturedCount, deletedCount, blockedCount, notFoundCount }: CaptureLedger): number =>
  Math.max(0, capturedCount - deletedCount - blockedCount - notFoundCount)

/** Whether a ledger reports how many replies exist, directly or by counting uncaptured ones. */
export const reportsReplyCount = (ledger: CaptureLedger): boolean => ledger.reportedCount !== null || uncapturedCount(ledger) > 0

/** A group of posts with the shares that are quoted for it. */
export interface CapturedGroup {
  readonly dealId: string | null
  readonly capture: CaptureTotals
  readonly group: Pick<GroupBreakdown, 'postCount' | 'bounds'>
  /** Audited shares of all posts of the group, including those without a label; null without an audit. */
  readonly auditedShares: ByLabel | null
}

/**
 * Bounds a group's shares over captured and missing replies. With N posts, a share in [low, high] of them, and M missing replies, the overall
 * share is in [low N / (N + M), (high N + M) / (N + M)].
 *
 * @see Manski (2003), Partial Identification of Probability Distributions
 */
export function boundGroup({ dealId, capture, group, auditedShares }: CapturedGroup): GroupCapture {
  const { uncapturedCount: missingCount, capturedCount, isReported } = capture
  const total = group.postCount + missingCount
  const bounds = group.bounds.map(({ label, low, high }): CaptureBound => {
    const [least, most] = auditedShares === null ? [low, high] : [auditedShares[label] ?? 0, auditedShares[label] ?? 0]
    return { label, low: (least * group.postCount) / total, high: (most * group.postCount + missingCount) / total }
  })
  return { dealId, uncapturedCount: missingCount, capturedCount, bounds: isReported ? bounds : [] }
}
