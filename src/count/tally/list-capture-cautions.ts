import { formatNumber } from '../../base/text/format-count.js'
import { type Burst, describeBursts } from './find-bursts.js'

/** Maximum number of notes printed. A source has one or two; more come from many sources or from edited ledgers. */
const NOTE_LIMIT = 5

/** Opens the cautions that ledgers give in words. */
export const CAPTURE_NOTE = 'About the capture: '

/** Totals of the capture of some threads. */
export interface CaptureTotals {
  readonly threadCount: number
  /** Threads whose source does not report how many replies exist. */
  readonly silentThreadCount: number
  /** Replies known to exist without captured text. */
  readonly uncapturedCount: number
  /** Replies with captured text. */
  readonly capturedCount: number
  /** Whether any source reports how many replies exist. */
  readonly isReported: boolean
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

/** Facts about the capture of a group's posts, before duplicates are removed. */
export interface CaptureFacts {
  /** Null where no post carries a ledger. */
  readonly capture: CaptureTotals | null
  /** Posts with truncated text. */
  readonly truncatedCount: number
  /** Posts in languages other than English, and how many of them have a judgement. */
  readonly foreignCount: number
  readonly foreignScoredCount: number
  /** Posts that repeat the text of another. */
  readonly repeatedCount: number
  /** Number of distinct texts that they repeat. */
  readonly originalCount: number
  readonly isDuplicateCountedOnce: boolean
  readonly bursts: readonly Burst[]
}

/** Lists cautions about the capture: missing replies, foreign languages, repetitions and bursts. Each is a full sentence. */
export function listCaptureCautions(facts: CaptureFacts): string[] {
  return [
    ...(facts.capture === null ? [describeSilence('')] : describeMissing(facts.capture)),
    ...(facts.truncatedCount > 0 ? [`Only the beginning of ${count(facts.truncatedCount, 'post')} was captured.`] : []),
    ...describeForeign(facts),
    ...describeDuplicates(facts),
    ...describeBursts(facts.bursts),
  ]
}

const describeSilence = (where: string): string =>
  `The source does not say how many replies exist${where}: how many are missing is unknown.`

function describeMissing(capture: CaptureTotals): string[] {
  const { uncapturedCount, silentThreadCount, threadCount, depthLimits, notes } = capture
  const cautions: string[] = []
  if (uncapturedCount > 0) {
    cautions.push(
      uncapturedCount === 1
        ? '1 reply is missing or deleted: the shares are of the others.'
        : `${formatNumber(uncapturedCount)} replies are missing or deleted: the shares are of the others.`,
    )
  }
  if (silentThreadCount > 0) {
    const where = silentThreadCount === threadCount ? '' : ` in ${silentThreadCount} of ${threadCount} threads`
    cautions.push(describeSilence(where))
  }
  for (const limit of depthLimits) cautions.push(`The capture is limited: ${limit}.`)
  for (const note of notes.slice(0, NOTE_LIMIT)) cautions.push(`${CAPTURE_NOTE}${note}.`)
  if (notes.length > NOTE_LIMIT)
    cautions.push(`${count(notes.length - NOTE_LIMIT, 'further note')} on the capture in the ledgers of the posts.`)
  return cautions
}

function describeForeign({ foreignCount, foreignScoredCount }: CaptureFacts): string[] {
  if (foreignCount === 0) return []
  const judged =
    foreignScoredCount === 0
      ? 'not judged by the program'
      : `${foreignScoredCount === foreignCount ? '' : `${foreignScoredCount} of them `}judged by a model that reads English`
  return [`${count(foreignCount, 'post')} in other languages than English: ${judged}.`]
}

/** Matches the caution of posts with the same words. */
export const REPETITION = /^\d+ posts? repeats? the words of /

function describeDuplicates({ repeatedCount, originalCount, isDuplicateCountedOnce }: CaptureFacts): string[] {
  if (repeatedCount === 0) return []
  const others = originalCount === 1 ? 'another' : `${originalCount} others`
  const what = `${count(repeatedCount, 'post')} ${repeatedCount === 1 ? 'repeats' : 'repeat'} the words of ${others}`
  return [isDuplicateCountedOnce ? `${what}: left out, each text counts once.` : `${what}: every repetition counts.`]
}

const count = (number: number, one: string, many = `${one}s`): string => (number === 1 ? `1 ${one}` : `${number} ${many}`)
