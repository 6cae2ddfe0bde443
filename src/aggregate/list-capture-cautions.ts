import { LANGUAGE_FLAG, readFlag } from '../judging/flags.js'
import type { ScoredPost } from '../stance/stance-prediction.js'
import { describeBursts, findBursts } from './find-bursts.js'
import { groupDuplicates } from './group-duplicates.js'
import { type CaptureRecord, countUncaptured } from './summarise-capture.js'

/** Sources have one or two; more come of many sources, or of ledgers that somebody wrote. */
const NOTE_LIMIT = 5

export interface CaptureCautionsInput {
  /** The posts of the group that count, before duplicates are taken out. */
  readonly posts: readonly ScoredPost[]
  readonly isDuplicateCountedOnce: boolean
  /** Null where no post carries a ledger. */
  readonly capture: CaptureRecord | null
}

/** What a reader must know of how posts came together: what is missing, what repeats, who posted in bursts. Whole sentences. */
export function listCaptureCautions({ posts, isDuplicateCountedOnce, capture }: CaptureCautionsInput): string[] {
  return [
    ...(capture === null ? [] : describeMissing(posts, capture)),
    ...describeForeign(posts),
    ...describeDuplicates(posts, isDuplicateCountedOnce),
    ...describeBursts(findBursts(posts)),
  ]
}

function describeMissing(posts: readonly ScoredPost[], record: CaptureRecord): string[] {
  const threadIds = [...new Set(posts.map(({ threadId }) => threadId))]
  const ledgers = threadIds.flatMap((threadId) => record.ledgerOf.get(threadId) ?? [])
  const cautions: string[] = []
  const missingCount = countUncaptured(record, threadIds)
  if (missingCount > 0) {
    cautions.push(
      missingCount === 1
        ? '1 reply that exists was not captured, or lost its text: the shares are of the others.'
        : `${missingCount} replies that exist were not captured, or lost their text: the shares are of the others.`,
    )
  }
  const silentCount = threadIds.length - ledgers.filter(({ reportedCount }) => reportedCount !== null).length
  if (silentCount > 0) {
    const where = silentCount === threadIds.length ? '' : ` in ${silentCount} of ${threadIds.length} threads`
    cautions.push(`The source does not say how many replies exist${where}: how many are missing is unknown.`)
  }
  for (const limit of new Set(ledgers.flatMap(({ depthLimit }) => depthLimit ?? []))) cautions.push(`The capture is limited: ${limit}.`)
  const notes = [...new Set(ledgers.flatMap(({ notes }) => notes))]
  for (const note of notes.slice(0, NOTE_LIMIT)) cautions.push(`About the capture: ${note}.`)
  if (notes.length > NOTE_LIMIT)
    cautions.push(`${count(notes.length - NOTE_LIMIT, 'further note')} on the capture in the ledgers of the posts.`)
  const truncatedCount = posts.filter(({ meta }) => meta.truncated === true).length
  if (truncatedCount > 0) cautions.push(`Only the beginning of ${count(truncatedCount, 'post')} was captured.`)
  return cautions
}

function describeForeign(posts: readonly ScoredPost[]): string[] {
  const foreign = posts.filter(({ flags }) => readFlag(flags, LANGUAGE_FLAG) !== null)
  if (foreign.length === 0) return []
  const scoredCount = foreign.filter(({ status }) => status !== 'unscored').length
  const judged =
    scoredCount === 0
      ? 'not judged'
      : `${scoredCount === foreign.length ? '' : `${scoredCount} of them `}judged by a model that reads English`
  return [`${count(foreign.length, 'post')} in other languages than English: ${judged}.`]
}

function describeDuplicates(posts: readonly ScoredPost[], isCountedOnce: boolean): string[] {
  const groups = groupDuplicates(posts)
  if (groups.length === 0) return []
  const repeatedCount = groups.reduce((total, group) => total + group.length - 1, 0)
  const what = `${count(repeatedCount, 'post')} ${repeatedCount === 1 ? 'repeats' : 'repeat'} the words of ${groups.length === 1 ? 'another' : `${groups.length} others`}`
  return [isCountedOnce ? `${what}: left out, each text counts once.` : `${what}: every repetition counts.`]
}

const count = (number: number, one: string, many = `${one}s`): string => (number === 1 ? `1 ${one}` : `${number} ${many}`)
