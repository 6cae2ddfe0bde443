import { CAPTURE_COUNTS, type CaptureCount, type CaptureLedger, uncapturedCount } from '../../thread/capture-ledger.js'
import type { BreakdownCapture } from '../breakdown/breakdown-capture.js'
import { type CaptureTotals, countWithText, hasReport } from '../tally/summarise-capture.js'
import { addUnits } from './level-table.js'

/** Texts of each kind that are kept, the first in code units. Sources have one or two. */
const TEXT_LIMIT = 100

/** Ledgers added up one by one, as if each were of a thread of its own. */
export interface CaptureSums {
  readonly ledgerCount: number
  /** Ledgers without a number of replies, and what they captured. */
  readonly silentCount: number
  readonly silentCapturedCount: number
  /** Of the others: replies that exist as far as the sources say. */
  readonly reportedCount: number
  /** Ledgers that say whether replies are missing. */
  readonly tellingCount: number
  readonly uncapturedCount: number
  readonly withTextCount: number
  /** Posts that start a thread. */
  readonly rootCount: number
  readonly counts: Readonly<Record<CaptureCount, number>>
  readonly sources: readonly string[]
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

const countsOf = (read: (name: CaptureCount) => number): Readonly<Record<CaptureCount, number>> =>
  Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, read(name)])) as Record<CaptureCount, number>

/** Names of the plain counts, in their order. */
export const CAPTURE_SUMS = [
  'ledgerCount',
  'silentCount',
  'silentCapturedCount',
  'reportedCount',
  'tellingCount',
  'uncapturedCount',
  'withTextCount',
  'rootCount',
] as const satisfies readonly (keyof CaptureSums)[]

export const NO_CAPTURE: CaptureSums = Object.freeze({
  ledgerCount: 0,
  silentCount: 0,
  silentCapturedCount: 0,
  reportedCount: 0,
  tellingCount: 0,
  uncapturedCount: 0,
  withTextCount: 0,
  rootCount: 0,
  counts: countsOf(() => 0),
  sources: [],
  depthLimits: [],
  notes: [],
})

/** One more root. */
export const addRoot = (sums: CaptureSums): CaptureSums => ({ ...sums, rootCount: sums.rootCount + 1 })

/** One more ledger. */
export function addLedger(sums: CaptureSums, ledger: CaptureLedger): CaptureSums {
  const isSilent = ledger.reportedCount === null
  return addCaptures(sums, {
    ledgerCount: 1,
    silentCount: isSilent ? 1 : 0,
    silentCapturedCount: isSilent ? ledger.capturedCount : 0,
    reportedCount: ledger.reportedCount ?? 0,
    tellingCount: hasReport(ledger) ? 1 : 0,
    uncapturedCount: uncapturedCount(ledger),
    withTextCount: countWithText(ledger),
    rootCount: 0,
    counts: countsOf((name) => ledger[name]),
    sources: [ledger.source],
    depthLimits: ledger.depthLimit === null ? [] : [ledger.depthLimit],
    notes: ledger.notes,
  })
}

export function addCaptures(one: CaptureSums, other: CaptureSums): CaptureSums {
  const plain = Object.fromEntries(CAPTURE_SUMS.map((name) => [name, addUnits(one[name], other[name])])) as Record<
    (typeof CAPTURE_SUMS)[number],
    number
  >
  return {
    ...plain,
    counts: countsOf((name) => addUnits(one.counts[name], other.counts[name])),
    sources: firstTexts(one.sources, other.sources),
    depthLimits: firstTexts(one.depthLimits, other.depthLimits),
    notes: firstTexts(one.notes, other.notes),
  }
}

const firstTexts = (one: readonly string[], other: readonly string[]): readonly string[] =>
  [...new Set([...one, ...other])].sort().slice(0, TEXT_LIMIT)

/** What they say of missing replies. A ledger stands for its thread; a root without one for a thread of which nothing is known. */
export function captureOfSums(sums: CaptureSums): CaptureTotals {
  const { ledgerCount, rootCount, silentCount, uncapturedCount: missing, withTextCount, tellingCount, depthLimits, notes } = sums
  const threadCount = Math.max(ledgerCount, rootCount)
  return {
    threadCount,
    silentThreadCount: threadCount - ledgerCount + silentCount,
    uncapturedCount: missing,
    capturedCount: withTextCount,
    isReported: tellingCount > 0,
    depthLimits,
    notes,
  }
}

/** The ledgers together, not one by one. @param foreignCount posts that turned out to be in another language */
export function summariseCaptureSums(sums: CaptureSums, foreignCount: number): Omit<BreakdownCapture, 'groups'> {
  const { ledgerCount, rootCount, silentCount, silentCapturedCount, reportedCount, counts } = sums
  return {
    source: sums.sources.join(' + '),
    reportedCount: silentCount === ledgerCount ? null : reportedCount + silentCapturedCount,
    ...counts,
    otherLanguageCount: Math.max(counts.otherLanguageCount, foreignCount),
    depthLimit: sums.depthLimits.length === 0 ? null : sums.depthLimits.join('; '),
    notes: [
      ...sums.notes,
      ...(silentCount > 0 && silentCount < ledgerCount
        ? [`${silentCount} of ${ledgerCount} ledgers report no number of replies; counted there is what was captured`]
        : []),
    ],
    uncapturedCount: sums.uncapturedCount,
    unknownThreadCount: Math.max(0, rootCount - ledgerCount),
    threads: [],
  }
}
