import { type CaptureLedger, uncapturedCount } from '../../thread/capture-ledger.js'
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

/**
 * Sums the ledgers that posts carry. Where posts of one thread carry several, the largest counts. `otherLanguageCount` is at least the number
 * of posts flagged as foreign.
 *
 * @returns null where no post carries a ledger
 */
export function countCaptures(posts: PostColumns, selection: Selection): CountedCaptures | null {
  if (!posts.hasLedgers) return null
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
      if (ledger !== null) threads?.push({ threadId, ...ledger, uncapturedCount: uncapturedCount(ledger) })
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
      const isForeign = ((words[place + FIELD.marks] as number) & MARK.foreign) !== 0
      const state = (isEligible(words, place) ? ELIGIBLE : 0) | (isForeign ? FOREIGN : 0)
      const { capture, threadId } = extrasAt(block, place)
      const [high, low] = [words[place + FIELD.thread] as number, words[place + FIELD.thread + 1] as number]
      const verdicts = words[place + FIELD.verdicts] as number
      records.add([high, low, verdicts, state], capture === undefined ? '' : JSON.stringify([capture, threadId]))
    }
  }
  return records
}

function mergeThread(block: RecordBlock, places: Uint32Array, { verdicts }: PostColumns) {
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
  const counted = ledger && { ...ledger, otherLanguageCount: Math.max(ledger.otherLanguageCount, foreignCount) }
  return { threadId, ledger: counted, dealIds }
}

const sizeOf = ({ capturedCount, reportedCount }: CaptureLedger): number => capturedCount + (reportedCount ?? 0)
