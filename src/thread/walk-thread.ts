import type { Post } from './post.js'
import type { Thread } from './thread.js'

/** Where a post hangs: the post it answers, the post its branch starts from, and how many steps lie between. */
export interface PostPlace {
  /** The post answered, or null for a root, a parent outside the thread, or the first post of a cycle. */
  readonly parent: Post | null
  /** The first post of the branch; a post without a parent is its own root. */
  readonly root: Post
  /** 0 for a root, 1 for an answer to it, and so on. */
  readonly depth: number
}

/**
 * Places every post of a thread, in linear time and without recursion, so that a chain of any length is safe.
 * A cycle of parents is cut at the post where it was met first.
 *
 * @returns one place per post id, in the order of `thread.posts`
 */
export function placePosts(thread: Thread): Map<string, PostPlace> {
  const postById = new Map(thread.posts.map((post) => [post.id, post]))
  const places = new Map<string, PostPlace>()
  for (const start of thread.posts) {
    const chain: Post[] = []
    const seen = new Set<string>()
    let current: Post | undefined = start
    while (current && !places.has(current.id) && !seen.has(current.id)) {
      seen.add(current.id)
      chain.push(current)
      current = current.parentId === null ? undefined : postById.get(current.parentId)
    }
    for (const post of chain.reverse()) {
      const parent = post.parentId === null ? undefined : postById.get(post.parentId)
      const above = parent && places.get(parent.id)
      places.set(post.id, parent && above ? { parent, root: above.root, depth: above.depth + 1 } : { parent: null, root: post, depth: 0 })
    }
  }
  return new Map(thread.posts.map((post) => [post.id, places.get(post.id) as PostPlace]))
}
