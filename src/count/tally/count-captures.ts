import { type CaptureLedger, emptyLedger, uncapturedCount } from '../../base/thread/capture-ledger.js'
import type { BreakdownCapture, ThreadCapture } from '../breakdown/breakdown-capture.js'
import { extrasAt, FIELD, type PostColumns } from '../columns/post-columns.js'
import { type RecordBlock, RecordStore } from '../columns/record-store.js'
import { eligibleAt, type Selection } from '../columns/select-columns.js'
import { MARK } from '../partial/countable-post.js'
import { CaptureTally } from './capture-tally.js'

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

/** Field offsets of a post's record, grouped by thread. */
const THREAD = { hash: 0, verdicts: 2, state: 3 } as const
const THREAD_FIELD_COUNT = 4
const ELIGIBLE = 1
const FOREIGN = 2
const GONE = 4
const ROOT = 8
/** What the ledger of a thread is called whose posts themselves show which of them are gone. */
const OWN_SOURCE = 'posts'

/**
 * Sums the ledgers that posts carry. Where posts of one thread carry several, the largest counts. `otherLanguageCount` is at least the number
 * of posts flagged as foreign. Where some posts are placeholders without a text, threads without a ledger get one of what their posts show.
 *
 * @returns null where no post carries a ledger or is a placeholder
 */
export function countCaptures(posts: PostColumns, selection: Selection): CountedCaptures | null {
  if (!posts.hasLedgers && !posts.hasGone) return null
  const tallyOf = new Map<string | null, CaptureTally>([[null, new CaptureTally()]])
  const whole = new CaptureTally()
  let threads: ThreadCapture[] | null = []
  for (const block of gatherThreads(posts, selection).blocks()) {
    const { words, places } = block.sortBy(THREAD.hash, THREAD.hash + 1)
    for (let start = 0, end = 0; start < places.length; start = end) {
      const first = places[start] as number
      const isSame = (place: number): boolean => words[place] === words[first] && words[place + 1] === words[first + 1]
      while (end < places.length && isSame(places[end] as number)) end += 1
      const { threadId, ledger, dealIds } = mergeThread(block, places.subarray(start, end), posts)
      whole.add(threadId, ledger)
      for (const dealId of dealIds) {
        const tally = tallyOf.get(dealId) ?? new CaptureTally()
        tallyOf.set(dealId, tally)
        tally.add(threadId, ledger)
      }
      // A thread without a ledger of its own has told nobody its id.
      if (ledger !== null && threadId !== '') threads?.push({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) })
      if (threads !== null && threads.length > LISTED_THREAD_COUNT) threads = null
    }
  }
  threads?.sort((one, other) => (one.threadId < other.threadId ? -1 : 1))
  return { tallyOf, whole, capture: whole.summary(threads) }
}

function gatherThreads(posts: PostColumns, selection: Selection): RecordStore {
  const isEligible = eligibleAt(selection)
  const records = new RecordStore(THREAD_FIELD_COUNT, posts.room)
  for (const block of posts.blocks()) {
    const { words } = block
    for (const place of block.places) {
      const marks = words[place + FIELD.marks] as number
      const state =
        (isEligible(words, place) ? ELIGIBLE : 0) |
        ((marks & MARK.foreign) === 0 ? 0 : FOREIGN) |
        ((marks & MARK.gone) === 0 ? 0 : GONE) |
        ((marks & MARK.root) === 0 ? 0 : ROOT)
      const { capture, threadId } = extrasAt(block, place)
      const [high, low] = [words[place + FIELD.thread] as number, words[place + FIELD.thread + 1] as number]
      const verdicts = words[place + FIELD.verdicts] as number
      records.add([high, low, verdicts, state], capture === undefined ? '' : JSON.stringify([capture, threadId]))
    }
  }
  return records
}

function mergeThread(block: RecordBlock, places: Uint32Array, { verdicts, hasGone }: PostColumns) {
  let [text, threadId, foreignCount] = ['', '', 0]
  let ledger: CaptureLedger | null = null
  const dealIds = new Set<string | null>()
  for (const place of places) {
    const state = block.words[place + THREAD.state] as number
    if ((state & FOREIGN) !== 0) foreignCount += 1
    if ((state & ELIGIBLE) !== 0) {
      dealIds.add(null)
      for (const { dealId } of verdicts[block.words[place + THREAD.verdicts] as number]?.stances ?? []) dealIds.add(dealId)
    }
    const found = block.textAt(place)
    if (found === '') continue
    const [other, otherThreadId] = JSON.parse(found) as [CaptureLedger, string]
    // Ties go to the smallest text, so that the order of posts does not matter.
    const isLarger = ledger === null || sizeOf(other) > sizeOf(ledger) || (sizeOf(other) === sizeOf(ledger) && found < text)
    if (isLarger) [text, ledger, threadId] = [found, other, otherThreadId]
  }
  if (ledger === null && hasGone) ledger = ledgerShown(Array.from(places, (place) => block.words[place + THREAD.state] as number))
  const counted = ledger && { ...ledger, otherLanguageCount: Math.max(ledger.otherLanguageCount, foreignCount) }
  return { threadId, ledger: counted, dealIds }
}

/** The replies of a thread and those of them that are gone; of a list of posts that answer nothing, all are taken. */
function ledgerShown(states: readonly number[]): CaptureLedger {
  const replies = states.filter((state) => (state & ROOT) === 0)
  const shown = replies.length === 0 && states.length > 1 ? states : replies
  const deletedCount = shown.filter((state) => (state & GONE) !== 0).length
  return { ...emptyLedger(OWN_SOURCE), capturedCount: shown.length, deletedCount }
}

const sizeOf = ({ capturedCount, reportedCount }: CaptureLedger): number => capturedCount + (reportedCount ?? 0)
