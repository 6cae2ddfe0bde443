import { CAPTURE_COUNTS, type CaptureCount, type CaptureLedger, uncapturedCount, unreportedNote } from '../../base/thread/capture-ledger.js'
import type { BreakdownCapture, ThreadCapture } from '../breakdown/breakdown-capture.js'
import { type CaptureTotals, countWithText, reportsReplyCount } from './summarise-capture.js'

/** Maximum number of distinct texts kept of each kind. A source has one or two; more come from edited ledgers. */
const TEXT_LIMIT = 1000

/** Distinct texts, ordered by the smallest thread id in which each occurs. */
class FirstTexts {
  /** First occurrence of each text: thread id and index in its ledger. */
  readonly #placeOf = new Map<string, readonly [string, number]>()

  add(text: string, threadId: string, place: number): void {
    const known = this.#placeOf.get(text)
    if (known !== undefined && isBefore(known, [threadId, place])) return
    this.#placeOf.set(text, [threadId, place])
    if (this.#placeOf.size <= 2 * TEXT_LIMIT) return
    for (const [late] of this.#sorted().slice(TEXT_LIMIT)) this.#placeOf.delete(late)
  }

  get texts(): string[] {
    return this.#sorted()
      .slice(0, TEXT_LIMIT)
      .map(([text]) => text)
  }

  #sorted() {
    return [...this.#placeOf].sort(([one, place], [other, otherPlace]) =>
      isBefore(place, otherPlace) ? -1 : isBefore(otherPlace, place) ? 1 : one < other ? -1 : 1,
    )
  }
}

const isBefore = ([thread, place]: readonly [string, number], [otherThread, otherPlace]: readonly [string, number]): boolean =>
  thread < otherThread || (thread === otherThread && place < otherPlace)

/** Sums the ledgers of threads, in any order. */
export class CaptureTally {
  #threadCount = 0
  #ledgerCount = 0
  #silentCount = 0
  /** Sum of the reported counts; a ledger without one adds its captured count. */
  #knownCount = 0
  #uncapturedCount = 0
  #withTextCount = 0
  #isReported = false
  readonly #counts = Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, 0])) as Record<CaptureCount, number>
  readonly #sources = new FirstTexts()
  readonly #depthLimits = new FirstTexts()
  readonly #notes = new FirstTexts()

  /** Adds one thread. @param ledger null where no post carries one */
  add(threadId: string, ledger: CaptureLedger | null): void {
    this.#threadCount += 1
    if (ledger === null) return
    this.#ledgerCount += 1
    if (ledger.reportedCount === null) this.#silentCount += 1
    this.#knownCount += ledger.reportedCount ?? ledger.capturedCount
    this.#uncapturedCount += uncapturedCount(ledger)
    this.#withTextCount += countWithText(ledger)
    this.#isReported ||= reportsReplyCount(ledger)
    for (const name of CAPTURE_COUNTS) this.#counts[name] += ledger[name]
    this.#sources.add(ledger.source, threadId, 0)
    if (ledger.depthLimit !== null) this.#depthLimits.add(ledger.depthLimit, threadId, 0)
    for (const [place, note] of ledger.notes.entries()) this.#notes.add(note, threadId, place)
  }

  get totals(): CaptureTotals {
    return {
      threadCount: this.#threadCount,
      silentThreadCount: this.#threadCount - this.#ledgerCount + this.#silentCount,
      // Summed per thread: a surplus in one thread does not offset replies missing in another.
      uncapturedCount: this.#uncapturedCount,
      capturedCount: this.#withTextCount,
      isReported: this.#isReported,
      depthLimits: this.#depthLimits.texts,
      notes: this.#notes.texts,
    }
  }

  /** @param threads the listed threads; null above the limit */
  summary(threads: readonly ThreadCapture[] | null): Omit<BreakdownCapture, 'groups'> {
    const [silentCount, ledgerCount] = [this.#silentCount, this.#ledgerCount]
    const depthLimits = this.#depthLimits.texts
    return {
      source: this.#sources.texts.join(' + '),
      reportedCount: silentCount === ledgerCount ? null : this.#knownCount,
      ...this.#counts,
      depthLimit: depthLimits.length === 0 ? null : depthLimits.join('; '),
      notes: [...this.#notes.texts, ...(silentCount > 0 && silentCount < ledgerCount ? [unreportedNote(silentCount, ledgerCount)] : [])],
      uncapturedCount: this.#uncapturedCount,
      unknownThreadCount: this.#threadCount - ledgerCount,
      threads: threads ?? [],
    }
  }
}
