import { type CaptureLedger, emptyLedger, uncapturedCount } from '../../base/thread/capture-ledger.js'
import type { BreakdownCapture, ThreadCapture } from '../breakdown/breakdown-capture.js'
import { CaptureTally } from '../tally/capture-tally.js'
import { MARK } from './counted-post.js'
import { dealSetOf, type IndexedThread, isEligible, postsOf, type ThreadIndex } from './thread-index.js'

/** Above this number of threads, a breakdown has only their sums. Choice: each listed thread takes about 300 bytes. */
const LISTED_THREAD_COUNT = 50_000

/** Summed captures of the threads of some posts. */
export interface CountedCaptures {
  /** By deal, the threads of its eligible posts; under null, those of all eligible posts. */
  readonly tallyOf: ReadonlyMap<string | null, CaptureTally>
  /** All threads, including those without an eligible post. */
  readonly whole: CaptureTally
  readonly capture: Omit<BreakdownCapture, 'groups'>
}

/** What the ledger of a thread is called whose posts themselves show which of them are gone. */
const OWN_SOURCE = 'posts'

/**
 * Sums the ledgers that posts carry, in the order of their threads' ids; threads without one come first. `otherLanguageCount` is at least the
 * number of posts flagged as foreign. Where some posts are placeholders without a text, threads without a ledger get one of what their posts
 * show.
 *
 * @returns null where no post carries a ledger or is a placeholder
 */
export function countCaptures(index: ThreadIndex): CountedCaptures | null {
  if (!index.hasLedgers && !index.hasGone) return null
  const sorted = Array.from(index.threads(), ([threadId, thread]) => ({ threadId: thread.ledger === null ? '' : threadId, thread }))
  sorted.sort((one, other) => (one.threadId < other.threadId ? -1 : one.threadId > other.threadId ? 1 : 0))
  const tallyOf = new Map<string | null, CaptureTally>([[null, new CaptureTally()]])
  const whole = new CaptureTally()
  const threads: ThreadCapture[] = []
  let listedCount = 0
  for (const { threadId, thread } of sorted) {
    const { ledger, dealIds } = summariseThread(thread, index)
    whole.add(ledger)
    for (const dealId of dealIds) {
      const tally = tallyOf.get(dealId) ?? new CaptureTally()
      tallyOf.set(dealId, tally)
      tally.add(ledger)
    }
    if (ledger === null || threadId === '') continue
    listedCount += 1
    if (listedCount <= LISTED_THREAD_COUNT) threads.push({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) })
  }
  return { tallyOf, whole, capture: whole.summary(listedCount > LISTED_THREAD_COUNT ? [] : threads) }
}

function summariseThread(thread: IndexedThread, index: ThreadIndex) {
  const dealIds = new Set<string | null>()
  const posts = postsOf(thread)
  let foreignCount = 0
  for (const [id, state] of posts) {
    if ((state & MARK.foreign) !== 0) foreignCount += 1
    if (!isEligible(id, state, thread)) continue
    dealIds.add(null)
    for (const dealId of index.dealsOf(dealSetOf(state))) dealIds.add(dealId)
  }
  const ledger = thread.ledger ?? (index.hasGone ? ledgerShown([...posts.values()]) : null)
  return { ledger: ledger && { ...ledger, otherLanguageCount: Math.max(ledger.otherLanguageCount, foreignCount) }, dealIds }
}

/** The replies of a thread and those of them that are gone; of a list of posts that answer nothing, all are taken. */
function ledgerShown(states: readonly number[]): CaptureLedger {
  const replies = states.filter((state) => (state & MARK.root) === 0)
  const shown = replies.length === 0 && states.length > 1 ? states : replies
  const deletedCount = shown.filter((state) => (state & MARK.gone) !== 0).length
  return { ...emptyLedger(OWN_SOURCE), capturedCount: shown.length, deletedCount }
}
