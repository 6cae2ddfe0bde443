import { foldText } from '../../text/fold-text.js'
import { hashText } from '../../text/hash-text.js'

/** So many posts of one account within this time are a burst. Choice: a lively arguer writes four or five replies in ten minutes. */
const MIN_BURST_POST_COUNT = 8
const BURST_MINUTES = 10

/** So often the same text from one account is a burst, whatever the time; shorter texts ("lol", "same here") are not looked at. */
const MIN_REPEAT_COUNT = 3
const MIN_REPEAT_WORD_COUNT = 3

/** What one account did that single persons seldom do. */
export interface Burst {
  readonly author: string
  /** Most posts within {@link BURST_MINUTES}, where they are many; else 0. */
  readonly postCount: number
  /** How often the account posted its most repeated text, where that is often; else 0. */
  readonly repeatCount: number
}

/** A post as bursts are told by. */
export interface TimedPost {
  readonly author: string | null
  /** Milliseconds since 1970; null where it is not known. */
  readonly postedAt: number | null
  /** Of {@link wordingOf}. */
  readonly wording: string | null
  /** So many posts are alike in all of this. Default 1. */
  readonly count?: number
}

/** What repetitions of a text are told by; null for a text that everybody writes. */
export function wordingOf(text: string): string | null {
  const folded = foldText(text)
  return folded.split(' ', MIN_REPEAT_WORD_COUNT).length < MIN_REPEAT_WORD_COUNT ? null : hashText(folded)
}

/** Accounts that posted very much in a short time, or one text many times; the busiest first. */
export function findBursts(posts: Iterable<TimedPost>): Burst[] {
  const byAuthor = new Map<string, TimedPost[]>()
  for (const post of posts) {
    if (post.author === null) continue
    const own = byAuthor.get(post.author)
    if (own) own.push(post)
    else byAuthor.set(post.author, [post])
  }
  const bursts: Burst[] = []
  for (const [author, own] of byAuthor) {
    const busiest = countBusiest(own)
    const repeated = countRepeated(own)
    const postCount = busiest < MIN_BURST_POST_COUNT ? 0 : busiest
    const repeatCount = repeated < MIN_REPEAT_COUNT ? 0 : repeated
    if (postCount + repeatCount > 0) bursts.push({ author, postCount, repeatCount })
  }
  const sizeOf = ({ postCount, repeatCount }: Burst): number => Math.max(postCount, repeatCount)
  return bursts.sort((one, other) => sizeOf(other) - sizeOf(one) || other.postCount - one.postCount || other.repeatCount - one.repeatCount)
}

function countBusiest(posts: readonly TimedPost[]): number {
  const timed = posts.flatMap(({ postedAt, count = 1 }) => (postedAt === null ? [] : [{ postedAt, count }]))
  timed.sort((one, other) => one.postedAt - other.postedAt)
  let [most, within, first] = [0, 0, 0]
  for (const { postedAt, count } of timed) {
    within += count
    for (let left = timed[first]; left && postedAt - left.postedAt > BURST_MINUTES * 60_000; left = timed[(first += 1)])
      within -= left.count
    most = Math.max(most, within)
  }
  return most
}

function countRepeated(posts: readonly TimedPost[]): number {
  const counts = new Map<string, number>()
  let most = 0
  for (const { wording, count: postCount = 1 } of posts) {
    if (wording === null) continue
    const count = (counts.get(wording) ?? 0) + postCount
    counts.set(wording, count)
    most = Math.max(most, count)
  }
  return most
}

/** Accounts told of one by one before the rest is only counted. */
const TOLD_COUNT = 5

/**
 * The bursts as one sentence for a reader, without names: a breakdown is printed, and must not point at persons. None without any.
 *
 * @param sampleRate they were looked for in one of so many accounts
 */
export function describeBursts(bursts: readonly Burst[], sampleRate = 1): string[] {
  if (bursts.length === 0) return []
  const told = bursts.slice(0, TOLD_COUNT).map(({ postCount, repeatCount }) => {
    const facts = [
      ...(postCount > 0 ? [`${postCount} posts within ${BURST_MINUTES} minutes`] : []),
      ...(repeatCount > 0 ? [`the same text ${repeatCount} times`] : []),
    ]
    return facts.join(' and ')
  })
  const more = bursts.length > TOLD_COUNT ? `; and ${bursts.length - TOLD_COUNT} more` : ''
  const accounts = bursts.length === 1 ? '1 account' : `${bursts.length} accounts`
  const where = sampleRate === 1 ? accounts : `In a sample of 1 in ${sampleRate} accounts, ${bursts.length}`
  return [`${where} posted in bursts: ${told.join('; ')}${more}.`]
}
