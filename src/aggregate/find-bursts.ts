import { foldText } from '../text/fold-text.js'
import type { Post } from '../thread/post.js'

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

/** Accounts that posted very much in a short time, or one text many times; the busiest first. */
export function findBursts(posts: readonly Pick<Post, 'author' | 'createdAt' | 'text'>[]): Burst[] {
  const byAuthor = new Map<string, Pick<Post, 'createdAt' | 'text'>[]>()
  for (const post of posts) {
    if (post.author === null) continue
    const own = byAuthor.get(post.author)
    if (own) own.push(post)
    else byAuthor.set(post.author, [post])
  }
  const bursts: Burst[] = []
  for (const [author, own] of byAuthor) {
    if (own.length < MIN_REPEAT_COUNT) continue
    const busiest = countBusiest(own.flatMap(({ createdAt }) => (createdAt === null ? [] : [Date.parse(createdAt)])))
    const repeated = countRepeated(own.map(({ text }) => foldText(text)))
    const postCount = busiest < MIN_BURST_POST_COUNT ? 0 : busiest
    const repeatCount = repeated < MIN_REPEAT_COUNT ? 0 : repeated
    if (postCount + repeatCount > 0) bursts.push({ author, postCount, repeatCount })
  }
  const sizeOf = ({ postCount, repeatCount }: Burst): number => Math.max(postCount, repeatCount)
  return bursts.sort((one, other) => sizeOf(other) - sizeOf(one) || (one.author < other.author ? -1 : 1))
}

/** @param times in ms; those that are no number are left out */
function countBusiest(times: readonly number[]): number {
  const sorted = times.filter(Number.isFinite).sort((one, other) => one - other)
  let most = 0
  let first = 0
  for (const [index, time] of sorted.entries()) {
    while (time - (sorted[first] as number) > BURST_MINUTES * 60_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

function countRepeated(texts: readonly string[]): number {
  const counts = new Map<string, number>()
  let most = 0
  for (const text of texts) {
    if (text.split(' ').length < MIN_REPEAT_WORD_COUNT) continue
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    most = Math.max(most, count)
  }
  return most
}

/** Accounts told of one by one before the rest is only counted. */
const TOLD_COUNT = 5

/** The bursts as one sentence for a reader, without names: a breakdown is printed, and must not point at persons. None without any. */
export function describeBursts(bursts: readonly Burst[]): string[] {
  if (bursts.length === 0) return []
  const told = bursts.slice(0, TOLD_COUNT).map(({ postCount, repeatCount }) => {
    const facts = [
      ...(postCount > 0 ? [`${postCount} posts within ${BURST_MINUTES} minutes`] : []),
      ...(repeatCount > 0 ? [`the same text ${repeatCount} times`] : []),
    ]
    return facts.join(' and ')
  })
  const more = bursts.length > TOLD_COUNT ? `; and ${bursts.length - TOLD_COUNT} more` : ''
  return [`${bursts.length === 1 ? '1 account' : `${bursts.length} accounts`} posted in bursts: ${told.join('; ')}${more}.`]
}
