import { groupBy } from '../../base/statistics/group-by.js'
import { isContentId } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/unit-key.js'

/**
 * Pairs posts of two captures whose ids are made of words, which an edit changes: the only one gone and the only new one of an author under a
 * parent. Words are not compared.
 *
 * @returns the earlier post of each later one
 */
export function pairEdits<Each extends Post>(before: readonly Each[], now: readonly Each[]): Map<Each, Each> {
  const missingIn = (posts: readonly Each[], others: readonly Each[]): Map<string, Each[]> => {
    const keys = new Set(others.map(postKeyOf))
    const isPlaced = ({ id, author, parentId }: Post): boolean => author !== null && parentId !== null && isContentId(id)
    const missing = posts.filter((post) => isPlaced(post) && !keys.has(postKeyOf(post)))
    return groupBy(missing, ({ threadId, author, parentId }) => JSON.stringify([threadId, author, parentId]))
  }
  const fresh = missingIn(now, before)
  const pairs = [...missingIn(before, now)].flatMap(([place, [earlier, ...more]]) => {
    const [later, ...others] = fresh.get(place) ?? []
    return earlier && later && more.length + others.length === 0 ? [[later, earlier] as const] : []
  })
  return new Map(pairs)
}
