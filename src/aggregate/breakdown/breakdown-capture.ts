import type { CaptureLedger } from '../../thread/capture-ledger.js'
import type { Breakdown } from './breakdown.js'

/** Share of a label if none, and if all, of the posts without a label and of the replies that were not captured had taken it. */
export type CaptureBound = { readonly label: string; readonly low: number; readonly high: number }

/** What capture leaves open of one group of posts. */
export type GroupCapture = {
  /** Null for all posts together. */
  readonly dealId: string | null
  /** Replies known to exist in the threads of these posts whose text is not there; at worst all are about this deal. */
  readonly uncapturedCount: number
  /** Replies of the same threads whose text is there, about whichever deal. */
  readonly capturedCount: number
  /** Shares in [0, 1]; empty where no source says how many replies exist, so that there is no worst case. */
  readonly bounds: readonly CaptureBound[]
}

/** A ledger and its thread. */
export type ThreadCapture = CaptureLedger & { readonly threadId: string; readonly uncapturedCount: number }

/** What was captured of all threads together, what is missing, and how far that could move the shares. */
export type BreakdownCapture = CaptureLedger & {
  /** See `uncapturedCount` in `src/thread/capture-ledger.ts`. */
  readonly uncapturedCount: number
  /** Threads of the posts that carry no ledger: what is missing there is unknown. */
  readonly unknownThreadCount: number
  /** Each deal, then all posts. */
  readonly groups: readonly GroupCapture[]
  /** By thread id. */
  readonly threads: readonly ThreadCapture[]
}

/** What a breakdown says of its capture; null for none, and for a capture that others wrote and that has counts alone. */
export function readBreakdownCapture({ capture }: Pick<Breakdown, 'capture'>): BreakdownCapture | null {
  return capture !== null && Array.isArray(capture['groups']) && Array.isArray(capture['threads'])
    ? (capture as unknown as BreakdownCapture)
    : null
}
