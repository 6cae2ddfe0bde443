import { PipelineError } from '../../base/errors.js'
import { countEach } from '../../base/statistics/group-by.js'
import type { Post } from '../../base/thread/post.js'

/** Two threads with more of the smaller one's posts in common are one thread. Choice: as few as a program posts in two places at once. */
const MAX_COMMON_SHARE = 0.05
/** Shorter texts come twice by chance. */
const LONG_TEXT = 40
/** From this part of the longer texts on, two threads are alike. */
const ALIKE_SHARE = 0.5

/** @throws {PipelineError} `SCORED_INVALID` where one thread stands under two ids: posts of the same author, words and time count twice */
export function checkThreadsOnce(posts: readonly Post[]): void {
  const first = new Map<string, Post>()
  const pairs: string[] = []
  for (const post of posts) {
    if (post.author === null || post.createdAt === null) continue
    const key = `${post.createdAt}\n${post.author}`
    const other = first.get(key)
    if (other === undefined) first.set(key, post)
    else if (other.threadId !== post.threadId && other.text === post.text) pairs.push(pairOf(other.threadId, post.threadId))
  }
  if (pairs.length === 0) return
  const sizes = countEach(posts.map(({ threadId }) => threadId))
  for (const [pair, count] of countEach(pairs)) {
    const [one = '', other = ''] = JSON.parse(pair) as string[]
    if (count < 2 || count <= MAX_COMMON_SHARE * Math.min(sizes.get(one) ?? 0, sizes.get(other) ?? 0)) continue
    const message = `expected every post once, got ${count} posts of thread "${one}" again in thread "${other}", by the same authors, with the same words and times. One thread was captured twice: leave one of the two out.`
    throw new PipelineError('SCORED_INVALID', message, { context: { threadIds: [one, other], count } })
  }
}

/** How many pairs of threads share half or more of their longer texts, where authors or times are not known. */
export function countAlikeThreads(posts: readonly Post[]): number {
  const threadsOf = new Map<string, Set<string>>()
  for (const { text, threadId, author, createdAt } of posts) {
    if (text.length <= LONG_TEXT || (author !== null && createdAt !== null)) continue
    threadsOf.set(text, (threadsOf.get(text) ?? new Set()).add(threadId))
  }
  const sizes = countEach([...threadsOf.values()].flatMap((threadIds) => [...threadIds]))
  const pairs = [...threadsOf.values()].flatMap(([one = '', ...others]) => others.map((other) => pairOf(one, other)))
  return [...countEach(pairs)].filter(([pair, count]) => {
    const [one = 0, other = 0] = (JSON.parse(pair) as string[]).map((threadId) => sizes.get(threadId) ?? 0)
    return count >= 2 && count >= ALIKE_SHARE * Math.min(one, other)
  }).length
}

const pairOf = (one: string, other: string): string => JSON.stringify([one, other].sort())
