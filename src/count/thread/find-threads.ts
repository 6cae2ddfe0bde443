import { groupBy } from '../../base/statistics/group-by.js'
import type { Post } from '../../base/thread/post.js'

/** An opening post with this share of the posts under an id, and at least this many, starts its own thread. Choice. */
const [OWN_SHARE, OWN_COUNT] = [0.1, 5]

/**
 * Names the thread of each post by the opening posts, whatever its `threadId`. Two opening posts with replies of their own are two threads.
 * An id whose first posts all answer posts under another id belongs to that thread.
 */
export function findThreads(posts: readonly Post[]): (post: Post) => string {
  const holderOf = new Map<string, string>()
  for (const { id, threadId } of posts) if (!holderOf.has(id)) holderOf.set(id, threadId)
  const nameOf = new Map<string, (post: Post) => string>()
  const wholeOf = new Map<string, string>()
  for (const [threadId, own] of groupBy(posts, (post) => post.threadId)) {
    const topOf = findTops(own)
    const trees = [...groupBy(own, topOf)]
    const elsewhere = trees.map(
      ([{ parentId, meta }]) => holderOf.get(parentId ?? meta.missingParent ?? '') ?? threadId,
    )
    const [other = threadId] = elsewhere
    if (elsewhere.every((holder) => holder !== threadId)) wholeOf.set(threadId, other)
    const large = trees.filter(
      ([{ meta }, { length }]) =>
        meta.role === 'root' && length >= Math.max(OWN_COUNT, OWN_SHARE * own.length),
    )
    const ids = new Set(large.slice(1).map(([{ id }]) => id))
    nameOf.set(threadId, (post) => {
      const { id } = topOf(post)
      return JSON.stringify(ids.has(id) ? [threadId, id] : [threadId])
    })
  }
  return (post) => {
    let { threadId } = post
    const seen = new Set<string>()
    for (
      let whole = wholeOf.get(threadId);
      whole !== undefined && !seen.has(whole);
      whole = wholeOf.get(threadId)
    ) {
      seen.add(threadId)
      threadId = whole
    }
    return threadId === post.threadId
      ? (nameOf.get(threadId)?.(post) ?? threadId)
      : JSON.stringify([threadId])
  }
}

/** The top ancestor of each post within its thread; the post itself if its parent is absent. */
function findTops(posts: readonly Post[]): (post: Post) => Post {
  const byId = new Map(posts.map((post) => [post.id, post]))
  const topOf = new Map<Post, Post>()
  return (post) => {
    const path = new Set<Post>()
    let top = post
    for (
      let next = byId.get(top.parentId ?? '');
      next !== undefined && !path.has(top);
      next = byId.get(top.parentId ?? '')
    ) {
      const known = topOf.get(top)
      if (known !== undefined) {
        top = known
        break
      }
      path.add(top)
      top = next
    }
    for (const each of path) topOf.set(each, top)
    return top
  }
}
