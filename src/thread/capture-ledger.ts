import { PipelineError } from '../errors.js'

/**
 * What was captured of a thread and what is known to be missing: the limits of everything counted from it.
 * Plain JSON, so that it travels with the posts.
 */
export type CaptureLedger = {
  /** Source or sources, joined by ` + `. */
  readonly source: string
  /**
   * Replies that exist as far as the source says; null when it says nothing. Where a source counts the direct replies of each post, it is
   * the captured replies plus what every post's count lies above its captured ones.
   */
  readonly reportedCount: number | null
  /** Replies captured, placeholders without text included; adverts and retweets are none. */
  readonly capturedCount: number
  readonly deletedCount: number
  readonly blockedCount: number
  readonly notFoundCount: number
  /** Replies behind "more comments" stubs that nobody opened. */
  readonly notOpenedCount: number
  /** Posts of which only the beginning is there. */
  readonly truncatedCount: number
  /** Records left out because the same post stands elsewhere in the capture. */
  readonly duplicateCount: number
  /** Posts that the source marks as being in a language other than English. */
  readonly otherLanguageCount: number
  readonly advertCount: number
  readonly retweetCount: number
  readonly botCount: number
  /** Posts whose parent is not among the posts. */
  readonly missingParentCount: number
  /** How deep the source's interface reads, in words; null when no limit is known. */
  readonly depthLimit: string | null
  readonly notes: readonly string[]
}

/** Names of a ledger's counts, in its order. */
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

/** A number of the ledger that sums over threads. */
export type CaptureCount = (typeof CAPTURE_COUNTS)[number]

const countsOf = (read: (name: CaptureCount) => number): Record<CaptureCount, number> =>
  Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, read(name)])) as Record<CaptureCount, number>

/** A ledger of nothing: no report, all counts 0. */
export function emptyLedger(source: string): CaptureLedger {
  return { source, reportedCount: null, ...countsOf(() => 0), depthLimit: null, notes: [] }
}

/**
 * Reads a ledger back from JSON. Absent counts are 0; keys that it does not know are left out.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID` for no object, or a field of a wrong type
 */
export function parseLedger(value: unknown): CaptureLedger {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a JSON object', value)
  const fields = value as Readonly<Record<string, unknown>>
  const read = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined)
  const readCount = (name: string): number => {
    const count = read(name) ?? 0
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) throw invalid(`${name} as a whole number`, count)
    return count
  }
  const readText = (name: string): string | null => {
    const text = read(name) ?? null
    if (text !== null && typeof text !== 'string') throw invalid(`${name} as a string`, text)
    return text
  }
  const notes = read('notes') ?? []
  if (!Array.isArray(notes) || !notes.every((note) => typeof note === 'string')) throw invalid('notes as a list of strings', notes)
  const isReported = (read('reportedCount') ?? null) !== null
  return {
    source: readText('source') ?? 'unknown',
    reportedCount: isReported ? readCount('reportedCount') : null,
    ...countsOf(readCount),
    depthLimit: readText('depthLimit'),
    notes: [...notes],
  }
}

function invalid(expected: string, got: unknown): PipelineError {
  const kind = got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got
  return new PipelineError('INGEST_RECORD_INVALID', `expected a capture ledger with ${expected}, got ${kind}. Ingest the thread again.`)
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]

/**
 * Sums ledgers of different threads, or of parts of one. A ledger without a reported count adds its captured replies, which is the least
 * that exists, and a note says so.
 */
export function mergeLedgers(ledgers: readonly CaptureLedger[]): CaptureLedger {
  const silentCount = ledgers.filter(({ reportedCount }) => reportedCount === null).length
  const depthLimits = distinct(ledgers.flatMap(({ depthLimit }) => depthLimit ?? []))
  const notes = distinct(ledgers.flatMap((ledger) => ledger.notes))
  if (silentCount > 0 && silentCount < ledgers.length) {
    notes.push(`${silentCount} of ${ledgers.length} ledgers report no number of replies; counted there is what was captured`)
  }
  return {
    source: distinct(ledgers.map(({ source }) => source)).join(' + '),
    reportedCount:
      silentCount === ledgers.length
        ? null
        : ledgers.reduce((total, { reportedCount, capturedCount }) => total + (reportedCount ?? capturedCount), 0),
    ...countsOf((name) => ledgers.reduce((total, ledger) => total + ledger[name], 0)),
    depthLimit: depthLimits.length === 0 ? null : depthLimits.join('; '),
    notes,
  }
}

/**
 * Replies known to exist whose text is not there: those that the source reports (or hides behind stubs) beyond the captured ones, and
 * captured placeholders that hold no text. A lower bound when the source reports nothing.
 */
export function uncapturedCount(ledger: CaptureLedger): number {
  const beyond = Math.max(0, (ledger.reportedCount ?? 0) - ledger.capturedCount, ledger.notOpenedCount)
  return beyond + ledger.deletedCount + ledger.blockedCount + ledger.notFoundCount
}
