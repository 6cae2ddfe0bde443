import type { CaptureLedger, UnitTaken } from '../../base/thread/capture-ledger.js'

/** Lower and upper bound of the share of a label, in [0, 1]. */
export interface ShareBound {
  readonly label: string
  readonly low: number
  readonly high: number
}

/** Bounds of one group's shares, given the replies that were not captured. */
export type GroupCapture = {
  /** Null for all posts together. */
  readonly dealId: string | null
  /** Replies known to exist in the threads of these posts without captured text. */
  readonly uncapturedCount: number
  /** Replies of the same threads with captured text, about any deal; without those of bots. */
  readonly capturedCount: number
  /** Worst case: none or all of the missing replies have the label. Empty without a report. */
  readonly bounds: readonly ShareBound[]
  /** Of a thread that may hold no posts; absent else. */
  readonly unitTaken?: UnitTaken
}

/** Captured and reported replies of a thread. */
export type ThreadCapture = CaptureLedger & {
  readonly threadId: string
  readonly uncapturedCount: number
}

/** The capture of all threads together: posts captured and missing, and bounds of the shares. */
export type BreakdownCapture = CaptureLedger & {
  readonly uncapturedCount: number
  /** Threads without a ledger: how many replies are missing there is unknown. */
  readonly unknownThreadCount: number
  /** One entry for each deal, then one for all posts. */
  readonly groups: readonly GroupCapture[]
  readonly threads: readonly ThreadCapture[]
}

interface CapturedPosts {
  readonly capture: BreakdownCapture | null
}

export const groupCaptureOf = (
  { capture }: CapturedPosts,
  dealId: string | null,
): GroupCapture | null => capture?.groups.find((each) => each.dealId === dealId) ?? null

export interface CaptureCount extends Pick<GroupCapture, 'capturedCount' | 'bounds'> {
  /** Replies known to exist whose text is not there; null when nobody says how many exist. */
  readonly missingCount: number | null
  /** In [0, 1]; null with `missingCount`. */
  readonly capturedShare: number | null
  /** Those of them that were deleted before the capture. */
  readonly deletedCount: number
  /** True where some thread does not say how many replies exist, or has more behind a link. */
  readonly isFloor: boolean
}

/** Sums the ledgers of the threads. Without ledgers, the counted replies are the captured ones. */
export function captureCountOf(
  breakdown: CapturedPosts & { readonly overall: Record<'postCount' | 'rootCount', number> },
  dealId: string | null,
): CaptureCount {
  const { overall } = breakdown
  const { capturedCount, uncapturedCount, bounds } = groupCaptureOf(breakdown, dealId) ?? {
    capturedCount: overall.postCount - overall.rootCount,
    uncapturedCount: 0,
    bounds: [],
  }
  const isFloor = isSilent(breakdown.capture)
  const deletedCount = Math.min(uncapturedCount, breakdown.capture?.deletedCount ?? 0)
  // Bounds are there exactly when a source says how many replies exist.
  if (bounds.length === 0)
    return { capturedCount, missingCount: null, capturedShare: null, bounds, deletedCount, isFloor }
  const total = capturedCount + uncapturedCount
  const capturedShare = total === 0 ? 1 : capturedCount / total
  return {
    capturedCount,
    missingCount: uncapturedCount,
    capturedShare,
    bounds,
    deletedCount,
    isFloor,
  }
}

const isSilent = (capture: BreakdownCapture | null): boolean =>
  capture !== null &&
  (capture.reportedCount === null ||
    capture.unknownThreadCount > 0 ||
    capture.threads.some(
      ({ reportedCount, capturedCount, notOpenedCount }) =>
        reportedCount === null || notOpenedCount > Math.max(0, reportedCount - capturedCount),
    ))

/** The posts of a group, and those of them without a label. */
export interface PostCounts {
  readonly postCount: number
  readonly unsureCount: number
  readonly unscoredCount: number
}

export const labelledCountOf = ({ postCount, unsureCount, unscoredCount }: PostCounts): number =>
  postCount - unsureCount - unscoredCount
