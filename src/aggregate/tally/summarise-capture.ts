import { LANGUAGE_FLAG, readFlag } from '../../judging/flags.js'
import type { ByLabel } from '../../scheme/stance-scheme.js'
import { sum } from '../../statistics/estimate/mean.js'
import { type CaptureLedger, mergeLedgers, parseLedger, uncapturedCount } from '../../thread/capture-ledger.js'
import type { GroupBreakdown } from '../breakdown/breakdown.js'
import type { BreakdownCapture, CaptureBound, GroupCapture, ThreadCapture } from '../breakdown/breakdown-capture.js'
import type { CountablePost } from '../partial/countable-post.js'

/** The ledgers that posts carry, one per thread. */
export interface CaptureRecord {
  readonly ledgerOf: ReadonlyMap<string, CaptureLedger>
  readonly threadIds: ReadonlySet<string>
}

/**
 * The ledger that a post carries; null for none. A column of the user's own may have the same name.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID` for a ledger that is none
 */
export function ledgerOfPost({ capture }: { readonly capture?: unknown }): CaptureLedger | null {
  const isLedger = typeof capture === 'object' && capture !== null && Object.hasOwn(capture, 'capturedCount')
  return isLedger ? parseLedger(capture) : null
}

/**
 * Reads the capture ledgers of posts. Where two captures of a thread are together, the larger one counts, of equal ones the first. Posts
 * that turned out to be in another language count as such where the source names fewer.
 *
 * @returns null when no post carries one
 */
export function readCapture(posts: readonly Pick<CountablePost, 'threadId' | 'meta' | 'flags'>[]): CaptureRecord | null {
  const ledgerOf = new Map<string, CaptureLedger>()
  for (const { threadId, meta } of posts) {
    if (meta.capture === undefined) continue
    const other = ledgerOf.get(threadId)
    if (other === undefined || sizeOf(other) < sizeOf(meta.capture)) ledgerOf.set(threadId, meta.capture)
  }
  if (ledgerOf.size === 0) return null
  const foreignCounts = new Map<string, number>()
  for (const { threadId, flags } of posts) {
    if (readFlag(flags, LANGUAGE_FLAG) !== null) foreignCounts.set(threadId, (foreignCounts.get(threadId) ?? 0) + 1)
  }
  for (const [threadId, ledger] of ledgerOf) {
    const otherLanguageCount = Math.max(ledger.otherLanguageCount, foreignCounts.get(threadId) ?? 0)
    ledgerOf.set(threadId, { ...ledger, otherLanguageCount })
  }
  return { ledgerOf, threadIds: new Set(posts.map(({ threadId }) => threadId)) }
}

const sizeOf = ({ capturedCount, reportedCount }: CaptureLedger): number => capturedCount + (reportedCount ?? 0)

/** What is known of how the threads of some posts were captured. */
export interface CaptureTotals {
  readonly threadCount: number
  /** Threads of which no source says how many replies exist. */
  readonly silentThreadCount: number
  /** Replies known to exist whose text is not there. Thread by thread: too many in one make up for none in another. */
  readonly uncapturedCount: number
  /** Replies whose text is there. */
  readonly capturedCount: number
  /** Whether a source says of any thread how many replies exist. */
  readonly isReported: boolean
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

/** The ledgers of these threads together, in the order of their ids. */
export function captureOfThreads({ ledgerOf }: CaptureRecord, threadIds: Iterable<string>): CaptureTotals {
  const ids = [...new Set(threadIds)].sort()
  const ledgers = ids.flatMap((threadId) => ledgerOf.get(threadId) ?? [])
  return {
    threadCount: ids.length,
    silentThreadCount: ids.length - ledgers.filter(({ reportedCount }) => reportedCount !== null).length,
    uncapturedCount: sum(ledgers.map(uncapturedCount)),
    capturedCount: sum(ledgers.map(countWithText)),
    isReported: ledgers.some(hasReport),
    depthLimits: [...new Set(ledgers.flatMap(({ depthLimit }) => depthLimit ?? []))],
    notes: [...new Set(ledgers.flatMap(({ notes }) => notes))],
  }
}

/** Captured replies less the placeholders that hold no text. */
export const countWithText = ({ capturedCount, deletedCount, blockedCount, notFoundCount }: CaptureLedger): number =>
  Math.max(0, capturedCount - deletedCount - blockedCount - notFoundCount)

/** Whether a ledger says that replies exist beyond the captured ones, or that none do. */
export const hasReport = (ledger: CaptureLedger): boolean => ledger.reportedCount !== null || uncapturedCount(ledger) > 0

/** A group of posts as its shares are quoted. */
export interface CapturedGroup {
  readonly dealId: string | null
  readonly capture: CaptureTotals
  readonly group: Pick<GroupBreakdown, 'postCount' | 'bounds'>
  /** The audited shares, where there are: they are of all posts of the group, those without a label too. */
  readonly auditedShares: ByLabel | null
}

/**
 * What capture leaves open of a group. With N posts of which a share from `low` to `high` has the label, and M replies missing, the share
 * of all lies in [low N / (N + M), (high N + M) / (N + M)].
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

/** The ledgers of all threads together and one by one. */
export function summariseCapture({ ledgerOf, threadIds }: CaptureRecord): Omit<BreakdownCapture, 'groups'> {
  const threads = [...ledgerOf]
    .map(([threadId, ledger]): ThreadCapture => ({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) }))
    .sort((one, other) => (one.threadId < other.threadId ? -1 : 1))
  return {
    ...mergeLedgers(threads),
    // Threads apart: replies beyond the report of one thread do not make up for those missing in another.
    uncapturedCount: threads.reduce((total, thread) => total + thread.uncapturedCount, 0),
    unknownThreadCount: [...threadIds].filter((threadId) => !ledgerOf.has(threadId)).length,
    threads,
  }
}
