import { groupBy } from '../../base/statistics/group-by.js'
import { isContentId } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/unit-key.js'

/** An id made of words changes with them. */
function placeOf({ id, threadId, author, parentId }: Post): string | null {
  return author === null || parentId === null || !isContentId(id) ? null : JSON.stringify([threadId, author, parentId])
}

/**
 * Pairs posts whose ids are made of words across two captures: one that is gone with a new one of the same author under the same parent. Words are
 * not compared. Two gone posts or two new ones at one place stay unpaired.
 *
 * @returns the post before, by the post now
 */
export function pairEdits<Each extends Post>(before: readonly Each[], now: readonly Each[]): Map<Each, Each> {
  const missingIn = (posts: readonly Each[], others: readonly Each[]): Map<string | null, Each[]> => {
    const keys = new Set(others.map(postKeyOf))
    return groupBy(
      posts.filter((post) => !keys.has(postKeyOf(post))),
      placeOf,
    )
  }
  const fresh = missingIn(now, before)
  return new Map(
    [...missingIn(before, now)].flatMap(([place, gone]): [Each, Each][] => {
      const [one, other] = [gone[0], fresh.get(place)?.[0]]
      const isPair = place !== null && gone.length === 1 && fresh.get(place)?.length === 1
      return isPair && one && other ? [[other, one]] : []
    }),
  )
}
