import * as v from 'valibot'
import { COUNT, isRecord, listOf, parseShape, TEXT } from '../json-shape.js'

/**
 * Counts of what was captured of a thread and what is known to be missing. These limit every count derived from the thread. Plain JSON,
 * stored with the posts.
 */
export type CaptureLedger = {
  /** Source, or sources joined by ` + `. */
  readonly source: string
  /**
   * Number of replies according to the source; null if it gives none. If the source counts the direct replies of each post, this is the
   * number of captured replies plus, for each post, the replies counted beyond those captured.
   */
  readonly reportedCount: number | null
  /** Captured replies, including placeholders without text, excluding adverts and retweets. */
  readonly capturedCount: number
  readonly deletedCount: number
  readonly blockedCount: number
  readonly notFoundCount: number
  /** Replies behind "more comments" links that were not opened. */
  readonly notOpenedCount: number
  /** Posts of which only the beginning was captured. */
  readonly truncatedCount: number
  /** Records left out because the same post occurs elsewhere in the capture. */
  readonly duplicateCount: number
  /** Posts in another language than English, according to the source. */
  readonly otherLanguageCount: number
  readonly advertCount: number
  readonly retweetCount: number
  readonly botCount: number
  /** Posts whose parent was not captured. */
  readonly missingParentCount: number
  /** How deep the source's interface shows threads, as a sentence; null when no limit is known. */
  readonly depthLimit: string | null
  readonly notes: readonly string[]
}

/** A deal of the user's own as it travels with the posts that are about it. */
export type DealRecord = {
  readonly id: string
  readonly mover: string
  readonly move: string
  readonly title?: string
  readonly counterparties?: readonly string[]
  readonly parties?: readonly string[]
  readonly aliases?: readonly string[]
  readonly date?: string
}

/** The count fields of a ledger, in order. */
export const CAPTURE_COUNTS = [
  'capturedCount',
  'deletedCount',
  'blockedCount',
  'notFoundCount',
  'notOpenedCount',
  'truncatedCount',
  'duplicateCount',
  'otherLanguageCount',
  'advertCount',
  'retweetCount',
  'botCount',
  'missingParentCount',
] as const satisfies readonly (keyof CaptureLedger)[]

/** A count field, which can be summed over threads. */
export type CaptureCount = (typeof CAPTURE_COUNTS)[number]

const countsOf = <Value>(countOf: () => Value): Record<CaptureCount, Value> =>
  Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, countOf()])) as Record<CaptureCount, Value>

/** An empty ledger: no reported count, all counts 0. */
export function emptyLedger(source: string): CaptureLedger {
  return { source, reportedCount: null, ...countsOf(() => 0), depthLimit: null, notes: [] }
}

const LEDGER = v.pipe(
  v.custom<object>(isRecord, 'a capture ledger as an object'),
  v.object({
    source: v.nullish(TEXT, 'unknown'),
    reportedCount: v.nullish(COUNT, null),
    ...countsOf(() => v.nullish(COUNT, 0)),
    depthLimit: v.nullish(TEXT, null),
    notes: v.nullish(listOf(TEXT), []),
  }),
)

/** Parses a ledger from JSON. Missing counts are 0; unknown keys are ignored. */
export const parseLedger = (value: unknown): CaptureLedger =>
  parseShape(LEDGER, value, 'meta.capture', 'a capture ledger', { code: 'INGEST_RECORD_INVALID', advice: 'Ingest the thread again.' })

/** The note on ledgers without a reported count among others that have one. */
export const unreportedNote = (unreportedCount: number, ledgerCount: number): string =>
  `${unreportedCount} of ${ledgerCount} ledgers report no number of replies; counted there is what was captured`

/**
 * Replies known to exist without captured text: reported replies (or those behind unopened links) beyond the captured ones, and captured
 * placeholders without text. A lower bound if the source reports no count.
 */
export function uncapturedCount(ledger: CaptureLedger): number {
  const beyond = Math.max(0, (ledger.reportedCount ?? 0) - ledger.capturedCount, ledger.notOpenedCount)
  return beyond + ledger.deletedCount + ledger.blockedCount + ledger.notFoundCount
}
