import { nodeKindOf } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AggregateOptions } from '../breakdown/breakdown.js'
import { type CountedPost, countedPostOf, isEligible, ThreadIndex } from '../thread/thread-index.js'

/**
 * Groups the eligible posts flagged as repetitions, by original and by deals. Posts about different deals do not repeat each other. If the
 * original is absent, one post of the group stands for it.
 *
 * @returns the deals of each repeated text, and the number of posts that repeat it
 */
export function listRepetitions(index: ThreadIndex, flagged: readonly CountedPost[]) {
  const groups = new Map<string, { readonly set: number; repeatedCount: number }>()
  for (const { id, threadId, marks, duplicateOf } of flagged) {
    if (duplicateOf === null || !isEligible(id, marks, index.threadOf(threadId))) continue
    const original = findOriginal(index, threadId, duplicateOf)
    // A post does not repeat itself.
    if (original?.id === id && original.threadId === threadId) continue
    const set = index.findEligible(threadId, id) as number
    const key = JSON.stringify([set, original ? postKeyOf(original) : null, original ? null : duplicateOf])
    const group = groups.get(key) ?? { set, repeatedCount: original?.set === set ? 0 : -1 }
    groups.set(key, group)
    group.repeatedCount += 1
  }
  const repeated = [...groups.values()].filter(({ repeatedCount }) => repeatedCount > 0)
  return repeated.map(({ set, repeatedCount }) => ({ dealIds: index.dealsOf(set), repeatedCount }))
}

/**
 * Finds the eligible post that a flag names: `ID` in the same thread, `THREAD/ID` in another. Threads and ids may contain slashes too, so
 * several readings are tried.
 */
function findOriginal(index: ThreadIndex, threadId: string, named: string) {
  const readings = [{ threadId, id: named }]
  for (let slash = named.indexOf('/'); slash >= 0; slash = named.indexOf('/', slash + 1)) {
    readings.push({ threadId: named.slice(0, slash), id: named.slice(slash + 1) })
  }
  for (const reading of readings) {
    const set = index.findEligible(reading.threadId, reading.id)
    if (set !== null) return { ...reading, set }
  }
  return null
}

/** The posts that count: contributions, without roots that have replies where only replies count. */
export function countedPosts(posts: readonly ScoredPost[], { count }: Pick<AggregateOptions, 'count'>): readonly ScoredPost[] {
  if (count === 'posts') return posts.filter(({ meta }) => nodeKindOf(meta) === null)
  const index = new ThreadIndex(true)
  const countable = posts.map(countedPostOf)
  for (const post of countable) index.add(post)
  return posts.filter((_, place) => {
    const { id, threadId, marks } = countable[place] as CountedPost
    return isEligible(id, marks, index.threadOf(threadId))
  })
}
