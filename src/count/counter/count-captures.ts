import { sum } from '../../base/statistics/estimate/mean.js'
import { addTo } from '../../base/statistics/group-by.js'
import {
  CAPTURE_COUNTS,
  type CaptureCount,
  type CaptureLedger,
  emptyLedger,
  uncapturedCount,
  unreportedNote,
} from '../../base/thread/capture-ledger.js'
import type { CountedBreakdown, CountedGroup } from '../breakdown/breakdown.js'
import type {
  BreakdownCapture,
  GroupCapture,
  ThreadCapture,
} from '../breakdown/breakdown-capture.js'
import type { CaptureTotals } from '../cautions/find-in-posts.js'
import type { IndexedThread, ThreadIndex } from '../thread/thread-index.js'

/** Above this number of threads, of 300 bytes each, a breakdown has only their sums. Choice. */
const LISTED_THREAD_COUNT = 50_000

const OWN_SOURCE = 'posts'

/** One ledger for each thread of some posts; null for a thread without. */
type Ledgers = readonly (CaptureLedger | null)[]

/** The ledgers of the threads of some posts. */
export interface CountedCaptures {
  /** Ledgers of the threads that hold contributions on a deal; under null, of all contributions. */
  readonly ledgersOf: ReadonlyMap<string | null, Ledgers>
  readonly whole: Ledgers
  readonly threads: readonly ThreadCapture[]
}

/**
 * Lists the ledgers of threads, in the order of their ids; threads without one come first. Where
 * posts are placeholders without a text, such threads get one from their posts.
 *
 * @returns null where no post carries a ledger or is a placeholder
 */
export function countCaptures(index: ThreadIndex): CountedCaptures | null {
  if (!index.hasLedgers && !index.hasGone) return null
  const sorted = Array.from(index.threads(), ([threadId, thread]) => ({
    ...thread,
    threadId: thread.ledger === null ? '' : threadId,
  }))
  sorted.sort(({ threadId: one }, { threadId: other }) => Number(one > other) - Number(one < other))
  const ledgersOf = new Map<string | null, (CaptureLedger | null)[]>([[null, []]])
  const whole: (CaptureLedger | null)[] = []
  const threads: ThreadCapture[] = []
  for (const { threadId, dealIds, ...thread } of sorted) {
    const ledger = ledgerOf(thread, index.hasGone)
    whole.push(ledger)
    for (const dealId of dealIds === null ? [] : [null, ...dealIds])
      addTo(ledgersOf, dealId, ledger)
    if (ledger === null || threadId === '') continue
    threads.push({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) })
  }
  return { ledgersOf, whole, threads: threads.length > LISTED_THREAD_COUNT ? [] : threads }
}

function ledgerOf(
  { counts, ledger }: Pick<IndexedThread, 'counts' | 'ledger'>,
  hasGone: boolean,
): CaptureLedger | null {
  const counted = hasGone ? ledgerShown(counts) : null
  const shown = ledger === null ? counted : asShown(ledger, counts)
  if (shown === null) return null
  return { ...shown, otherLanguageCount: Math.max(shown.otherLanguageCount, counts.foreign) }
}

/**
 * Adjusts a ledger to the replies in the file: posts removed or added later hide no missing ones.
 * It may or may not count posts without a text, adverts and further roots.
 */
function asShown(
  ledger: CaptureLedger,
  { posts, roots, gone, goneRoots, replies }: IndexedThread['counts'],
): CaptureLedger {
  const { capturedCount } = ledger
  const most = posts - gone - Math.min(1, roots - goneRoots)
  const textCount = textCountOf(ledger)
  const goneCount = textCount - Math.max(replies, Math.min(most, textCount))
  if (goneCount === 0) return ledger
  const reportedCount =
    goneCount > 0 ? Math.max(ledger.reportedCount ?? 0, capturedCount) : ledger.reportedCount
  return { ...ledger, reportedCount, capturedCount: capturedCount - goneCount }
}

/** Counts replies, and those that are gone: all posts of a list that answer nothing. */
function ledgerShown({ posts, roots, gone, goneRoots }: IndexedThread['counts']): CaptureLedger {
  const isList = posts === roots && posts > 1
  return {
    ...emptyLedger(OWN_SOURCE),
    capturedCount: isList ? posts : posts - roots,
    deletedCount: isList ? gone : gone - goneRoots,
  }
}

const textCountOf = ({
  capturedCount,
  deletedCount,
  blockedCount,
  notFoundCount,
}: CaptureLedger): number =>
  Math.max(0, capturedCount - deletedCount - blockedCount - notFoundCount)

const namesIn = (names: readonly (string | null)[]): string[] =>
  [...new Set(names)].filter((name) => name !== null)

export function captureTotals(all: Ledgers = []): CaptureTotals {
  const ledgers = all.filter((ledger) => ledger !== null)
  return {
    threadCount: all.length,
    silentThreadCount:
      all.length - ledgers.filter(({ reportedCount }) => reportedCount !== null).length,
    // Summed per thread: a surplus in one thread does not offset replies missing in another.
    uncapturedCount: sum(ledgers.map(uncapturedCount)),
    capturedCount: sum(ledgers.map((each) => Math.max(0, textCountOf(each) - each.botCount))),
    isReported: ledgers.some(
      (ledger) => ledger.reportedCount !== null || uncapturedCount(ledger) > 0,
    ),
    depthLimits: namesIn(ledgers.map(({ depthLimit }) => depthLimit)),
    notes: namesIn(ledgers.flatMap(({ notes }) => notes)),
    unitTaken: ledgers.find(({ unitTaken }) => unitTaken)?.unitTaken,
  }
}

export function boundCapture(
  { deals, overall }: CountedBreakdown,
  { ledgersOf, whole, threads }: CountedCaptures,
): BreakdownCapture {
  const ledgers = whole.filter((ledger) => ledger !== null)
  const silentCount = ledgers.filter(({ reportedCount }) => reportedCount === null).length
  const isPart = silentCount > 0 && silentCount < ledgers.length
  const totals = captureTotals(whole)
  const { depthLimits, notes } = totals
  return {
    source: namesIn(ledgers.map(({ source }) => source)).join(' + '),
    reportedCount:
      silentCount === ledgers.length
        ? null
        : sum(ledgers.map((ledger) => ledger.reportedCount ?? ledger.capturedCount)),
    ...(Object.fromEntries(
      CAPTURE_COUNTS.map((name) => [name, sum(ledgers.map((ledger) => ledger[name]))]),
    ) as Record<CaptureCount, number>),
    depthLimit: depthLimits.length === 0 ? null : depthLimits.join('; '),
    notes: [...notes, ...(isPart ? [unreportedNote(silentCount, ledgers.length)] : [])],
    uncapturedCount: totals.uncapturedCount,
    unknownThreadCount: whole.length - ledgers.length,
    groups: [
      ...deals.map((group) =>
        boundGroup(group.dealId, group, captureTotals(ledgersOf.get(group.dealId))),
      ),
      boundGroup(null, overall, totals),
    ],
    threads,
  }
}

/**
 * Bounds a group's shares, audited where they are, over captured and missing replies: [low N / (N +
 * M), (high N + M) / (N + M)] for N posts and M missing replies.
 *
 * @see Manski (2003), Partial Identification of Probability Distributions
 */
function boundGroup(
  dealId: string | null,
  { postCount, bounds, intervals }: CountedGroup,
  { uncapturedCount: missingCount, capturedCount, isReported, unitTaken }: CaptureTotals,
): GroupCapture {
  const total = postCount + missingCount
  const bounded = (intervals.length > 0 ? intervals : bounds).map(({ label, low, high }) => ({
    label,
    low: (low * postCount) / total,
    high: (high * postCount + missingCount) / total,
  }))
  return {
    dealId,
    uncapturedCount: missingCount,
    capturedCount,
    bounds: isReported ? bounded : [],
    ...(unitTaken && { unitTaken }),
  }
}
