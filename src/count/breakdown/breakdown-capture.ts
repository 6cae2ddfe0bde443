import type { CaptureLedger } from '../../base/thread/capture-ledger.js'
import type { Breakdown, GroupBreakdown } from './breakdown.js'

/**
 * Worst-case shares of a label: none or all of the unlabelled posts and missing replies have it.
 */
export type CaptureBound = { readonly label: string; readonly low: number; readonly high: number }

/** Bounds of one group's shares, given the replies that were not captured. */
export type GroupCapture = {
  /** Null for all posts together. */
  readonly dealId: string | null
  /**
   * Replies known to exist in the threads of these posts without captured text; at worst, all are
   * about this deal.
   */
  readonly uncapturedCount: number
  /** Replies of the same threads with captured text, about any deal. */
  readonly capturedCount: number
  /**
   * Shares in [0, 1]; empty where no source reports how many replies exist, which leaves no worst
   * case to compute.
   */
  readonly bounds: readonly CaptureBound[]
}

/** Captured and reported replies of a thread. */
export type ThreadCapture = CaptureLedger & {
  readonly threadId: string
  readonly uncapturedCount: number
}

/**
 * The capture of all threads together: posts captured and missing, and bounds of the shares.
 */
export type BreakdownCapture = CaptureLedger & {
  /** See `uncapturedCount` in `src/base/thread/capture-ledger.ts`. */
  readonly uncapturedCount: number
  /** Threads without a ledger: how many replies are missing there is unknown. */
  readonly unknownThreadCount: number
  /** One entry for each deal, then one for all posts. */
  readonly groups: readonly GroupCapture[]
  /** Sorted by thread id. */
  readonly threads: readonly ThreadCapture[]
}

export const breakdownCaptureOf = ({
  capture,
}: Pick<Breakdown, 'capture'>): BreakdownCapture | null =>
  capture as unknown as BreakdownCapture | null

export const groupCaptureOf = (
  breakdown: Pick<Breakdown, 'capture'>,
  dealId: string | null,
): GroupCapture | null =>
  breakdownCaptureOf(breakdown)?.groups.find((each) => each.dealId === dealId) ?? null

/** Captured and missing replies of a deal's threads together, about any deal. */
export interface CaptureCount {
  /** Replies whose text is there. */
  readonly capturedCount: number
  /** Replies known to exist whose text is not there; null when nobody says how many exist. */
  readonly missingCount: number | null
  /** In [0, 1]; null with `missingCount`. */
  readonly capturedShare: number | null
  /**
   * Worst-case share of each label: all missing replies are about this deal. Empty when their
   * number is not known.
   */
  readonly bounds: readonly CaptureBound[]
}

/** Sums the ledgers of the threads. Without ledgers, the counted replies are the captured ones. */
export function captureCountOf(breakdown: Breakdown, dealId: string | null): CaptureCount {
  const { overall } = breakdown
  const { capturedCount, uncapturedCount, bounds } = groupCaptureOf(breakdown, dealId) ?? {
    capturedCount: overall.postCount - overall.rootCount,
    uncapturedCount: 0,
    bounds: [],
  }
  // Bounds are there exactly when a source says how many replies exist.
  if (bounds.length === 0) return { capturedCount, missingCount: null, capturedShare: null, bounds }
  return {
    capturedCount,
    missingCount: uncapturedCount,
    capturedShare: shareOf(capturedCount, uncapturedCount),
    bounds,
  }
}

const shareOf = (capturedCount: number, missingCount: number): number =>
  capturedCount + missingCount === 0 ? 1 : capturedCount / (capturedCount + missingCount)

/** The posts of a group, and those of them without a label. */
export type PostCounts = Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount'>

export const labelledCountOf = ({ postCount, unsureCount, unscoredCount }: PostCounts): number =>
  postCount - unsureCount - unscoredCount
