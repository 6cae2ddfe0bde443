import type { CaptureLedger } from '../../base/thread/capture-ledger.js'
import type { Breakdown } from './breakdown.js'

/** Worst-case shares of a label: none, or all, of the unlabelled posts and of the replies not captured have it. */
export type CaptureBound = { readonly label: string; readonly low: number; readonly high: number }

/** Bounds of one group's shares, given the replies that were not captured. */
export type GroupCapture = {
  /** Null for all posts together. */
  readonly dealId: string | null
  /** Replies known to exist in the threads of these posts without captured text; at worst, all are about this deal. */
  readonly uncapturedCount: number
  /** Replies of the same threads with captured text, about any deal. */
  readonly capturedCount: number
  /** Shares in [0, 1]; empty where no source reports how many replies exist, which leaves no worst case to compute. */
  readonly bounds: readonly CaptureBound[]
}

/** The capture ledger of one thread. */
export type ThreadCapture = CaptureLedger & { readonly threadId: string; readonly uncapturedCount: number }

/** The capture of all threads together: what was captured, what is missing, and bounds of the shares. */
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

/** The capture of a breakdown; null without one. */
export const breakdownCaptureOf = ({ capture }: Pick<Breakdown, 'capture'>): BreakdownCapture | null =>
  capture as unknown as BreakdownCapture | null

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

/** Reads what the ledgers of the threads say. Without any the replies counted are what was captured. */
export function readCaptureCount(breakdown: Breakdown, dealId: string | null): CaptureCount {
  const { overall } = breakdown
  const group = breakdownCaptureOf(breakdown)?.groups.find((each) => each.dealId === dealId)
  const { capturedCount, uncapturedCount, bounds } = group ?? {
    capturedCount: overall.postCount - overall.rootCount,
    uncapturedCount: 0,
    bounds: [],
  }
  // Bounds are there exactly when a source says how many replies exist.
  const missingCount = bounds.length > 0 ? uncapturedCount : null
  return { capturedCount, missingCount, capturedShare: shareOf(capturedCount, missingCount), bounds }
}

const shareOf = (capturedCount: number, missingCount: number | null): number | null =>
  missingCount === null ? null : capturedCount + missingCount === 0 ? 1 : capturedCount / (capturedCount + missingCount)
