import { CAPTURE_COUNTS, type CaptureCount, type CaptureLedger, uncapturedCount, unreportedNote } from '../../base/thread/capture-ledger.js'
import type { BreakdownCapture, ThreadCapture } from '../breakdown/breakdown-capture.js'
import { type CaptureTotals, countWithText, reportsReplyCount } from './summarise-capture.js'

/** Sums the ledgers of threads. The order of the threads decides that of the texts alone. */
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
  readonly #sources = new Set<string>()
  readonly #depthLimits = new Set<string>()
  readonly #notes = new Set<string>()

  /** Adds one thread. @param ledger null where no post carries one */
  add(ledger: CaptureLedger | null): void {
    this.#threadCount += 1
    if (ledger === null) return
    this.#ledgerCount += 1
    if (ledger.reportedCount === null) this.#silentCount += 1
    this.#knownCount += ledger.reportedCount ?? ledger.capturedCount
    this.#uncapturedCount += uncapturedCount(ledger)
    this.#withTextCount += countWithText(ledger)
    this.#isReported ||= reportsReplyCount(ledger)
    for (const name of CAPTURE_COUNTS) this.#counts[name] += ledger[name]
    this.#sources.add(ledger.source)
    if (ledger.depthLimit !== null) this.#depthLimits.add(ledger.depthLimit)
    for (const note of ledger.notes) this.#notes.add(note)
  }

  get totals(): CaptureTotals {
    return {
      threadCount: this.#threadCount,
      silentThreadCount: this.#threadCount - this.#ledgerCount + this.#silentCount,
      // Summed per thread: a surplus in one thread does not offset replies missing in another.
      uncapturedCount: this.#uncapturedCount,
      capturedCount: this.#withTextCount,
      isReported: this.#isReported,
      depthLimits: [...this.#depthLimits],
      notes: [...this.#notes],
    }
  }

  /** @param threads the listed threads; none above the limit */
  summary(threads: readonly ThreadCapture[]): Omit<BreakdownCapture, 'groups'> {
    const [silentCount, ledgerCount] = [this.#silentCount, this.#ledgerCount]
    const depthLimits = [...this.#depthLimits]
    return {
      source: [...this.#sources].join(' + '),
      reportedCount: silentCount === ledgerCount ? null : this.#knownCount,
      ...this.#counts,
      depthLimit: depthLimits.length === 0 ? null : depthLimits.join('; '),
      notes: [...this.#notes, ...(silentCount > 0 && silentCount < ledgerCount ? [unreportedNote(silentCount, ledgerCount)] : [])],
      uncapturedCount: this.#uncapturedCount,
      unknownThreadCount: this.#threadCount - ledgerCount,
      threads,
    }
  }
}
