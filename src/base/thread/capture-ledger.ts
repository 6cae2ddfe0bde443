import * as v from 'valibot'
import { COUNT, isRecord, listOf, parseShape, TEXT } from '../json-shape.js'

/** Counts of captured and missing posts of a thread. Plain JSON, stored with the posts. */
export type CaptureLedger = {
  /** Source, or sources joined by ` + `. */
  readonly source: string
  /**
   * Number of replies according to the source; null if it gives none. From a source that counts
   * direct replies of each post: captured replies plus those counted beyond them.
   */
  readonly reportedCount: number | null
  /** Captured replies, including placeholders without text, excluding adverts and retweets. */
  readonly capturedCount: number
  readonly deletedCount: number
  readonly blockedCount: number
  readonly notFoundCount: number
  /** Replies behind "more comments" links that were not opened. */
  readonly notOpenedCount: number
  /** Posts whose beginning alone was captured. */
  readonly truncatedCount: number
  /** Records left out because the same post occurs elsewhere in the capture. */
  readonly duplicateCount: number
  /** Posts in another language than English, according to the source. */
  readonly otherLanguageCount: number
  readonly advertCount: number
  readonly retweetCount: number
  readonly botCount: number
  readonly missingParentCount: number
  /** The depth to which the source shows threads, as a sentence; null when no limit is known. */
  readonly depthLimit: string | null
  readonly notes: readonly string[]
  /** Present where nothing says that what was taken for posts are posts. */
  readonly unitTaken?: UnitTaken
  /** The site and its opening post are told by the form of the page alone. */
  readonly isSiteGuessed?: true
  /** Numbers of lines whose words stand in no post. */
  readonly lostLines?: readonly number[]
}

/**
 * A unit of a text that was taken for a post; `quotation`: an article chose them; `page`: some of
 * its words stand in no post.
 */
export type UnitTaken = 'line' | 'paragraph' | 'quotation' | 'page'

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
  /** Names that the thread holds instead, where no text of it names the deal. */
  readonly instead?: readonly string[]
  /** A company that many posts of the thread name without the mover. */
  readonly other?: OtherCompany
}

/** A company that posts name in place of the company whose move is counted. */
export type OtherCompany = {
  readonly name: string
  /** Posts that name it and not the mover, of all that are counted. */
  readonly count: number
  readonly ofCount: number
  /** True if the thread may be about it: then a person says why the posts are on the mover. */
  readonly isLarger: boolean
}

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

export type CaptureCount = (typeof CAPTURE_COUNTS)[number]

const countsOf = <Value>(countOf: () => Value): Record<CaptureCount, Value> =>
  Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, countOf()])) as Record<CaptureCount, Value>

/** A ledger without posts. */
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
    unitTaken: v.exactOptional(v.picklist(['line', 'paragraph', 'quotation', 'page'])),
    isSiteGuessed: v.exactOptional(v.literal(true)),
    lostLines: v.exactOptional(listOf(COUNT)),
  }),
)

export const parseLedger = (value: unknown): CaptureLedger =>
  parseShape(LEDGER, value, 'meta.capture', 'a capture ledger', {
    code: 'INGEST_RECORD_INVALID',
    advice: 'Ingest the thread again.',
  })

export const unreportedNote = (unreportedCount: number, ledgerCount: number): string =>
  `${unreportedCount} of ${ledgerCount} ledgers report no number of replies; only captured replies are counted there`

/**
 * Replies that exist without captured text: those reported or behind links, and placeholders. A
 * lower bound without a report.
 */
export function uncapturedCount(ledger: CaptureLedger): number {
  const beyond = Math.max(
    0,
    (ledger.reportedCount ?? 0) - ledger.capturedCount,
    ledger.notOpenedCount,
  )
  return beyond + ledger.deletedCount + ledger.blockedCount + ledger.notFoundCount
}
