import { LANGUAGE_FLAG, readFlag } from '../judging/flags.js'
import type { ByLabel } from '../scheme/stance-scheme.js'
import type { ScoredPost } from '../stance/stance-prediction.js'
import { type CaptureLedger, mergeLedgers, parseLedger, uncapturedCount } from '../thread/capture-ledger.js'
import type { GroupBreakdown } from './breakdown.js'
import type { BreakdownCapture, CaptureBound, GroupCapture, ThreadCapture } from './breakdown-capture.js'

/** The ledgers that posts carry, one per thread. */
export interface CaptureRecord {
  readonly ledgerOf: ReadonlyMap<string, CaptureLedger>
  readonly threadIds: ReadonlySet<string>
}

/**
 * Reads the capture ledgers of posts. Where two captures of a thread are together, the larger one counts. Posts that turned out to be in
 * another language count as such where the source names fewer.
 *
 * @returns null when no post carries one
 * @throws {PipelineError} `INGEST_RECORD_INVALID` for a ledger that is none
 */
export function readCapture(posts: readonly ScoredPost[]): CaptureRecord | null {
  const ledgerOf = new Map<string, CaptureLedger>()
  for (const { threadId, meta } of posts) {
    // A column of the user's own may have the same name.
    if (typeof meta.capture !== 'object' || meta.capture === null || !Object.hasOwn(meta.capture, 'capturedCount')) continue
    const ledger = parseLedger(meta.capture)
    const other = ledgerOf.get(threadId)
    if (other === undefined || sizeOf(other) < sizeOf(ledger)) ledgerOf.set(threadId, ledger)
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

/** Replies known to exist in these threads whose text is not there. Thread by thread: too many in one make up for none in another. */
export function countUncaptured({ ledgerOf }: CaptureRecord, threadIds: Iterable<string>): number {
  let total = 0
  for (const threadId of new Set(threadIds)) {
    const ledger = ledgerOf.get(threadId)
    if (ledger) total += uncapturedCount(ledger)
  }
  return total
}

/** A group of posts as its shares are quoted. */
export interface CapturedGroup {
  readonly dealId: string | null
  readonly threadIds: Iterable<string>
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
export function boundGroup(record: CaptureRecord, { dealId, threadIds, group, auditedShares }: CapturedGroup): GroupCapture {
  const ids = new Set(threadIds)
  const missingCount = countUncaptured(record, ids)
  const isReported = [...ids].some((threadId) => hasReport(record.ledgerOf.get(threadId)))
  const total = group.postCount + missingCount
  const bounds = group.bounds.map(({ label, low, high }): CaptureBound => {
    const [least, most] = auditedShares === null ? [low, high] : [auditedShares[label] ?? 0, auditedShares[label] ?? 0]
    return { label, low: (least * group.postCount) / total, high: (most * group.postCount + missingCount) / total }
  })
  return { dealId, uncapturedCount: missingCount, capturedCount: countWithText(record, ids), bounds: isReported ? bounds : [] }
}

function countWithText({ ledgerOf }: CaptureRecord, threadIds: Iterable<string>): number {
  let total = 0
  for (const threadId of threadIds) {
    const ledger = ledgerOf.get(threadId)
    if (ledger) total += Math.max(0, ledger.capturedCount - ledger.deletedCount - ledger.blockedCount - ledger.notFoundCount)
  }
  return total
}

const hasReport = (ledger: CaptureLedger | undefined): boolean =>
  ledger !== undefined && (ledger.reportedCount !== null || uncapturedCount(ledger) > 0)

/** The ledgers of all threads together and one by one. */
export function summariseCapture({ ledgerOf, threadIds }: CaptureRecord, groups: readonly GroupCapture[]): BreakdownCapture {
  const threads = [...ledgerOf]
    .map(([threadId, ledger]): ThreadCapture => ({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) }))
    .sort((one, other) => (one.threadId < other.threadId ? -1 : 1))
  return {
    ...mergeLedgers(threads),
    // Threads apart: replies beyond the report of one thread do not make up for those missing in another.
    uncapturedCount: threads.reduce((total, thread) => total + thread.uncapturedCount, 0),
    unknownThreadCount: [...threadIds].filter((threadId) => !ledgerOf.has(threadId)).length,
    groups,
    threads,
  }
}
