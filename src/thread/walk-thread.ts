import type { Post } from './post.js'
import type { Thread } from './thread.js'

/** Where a post hangs: the post it answers, the post its branch starts from, and how many steps lie between. */
export interface PostPlace {
  /** The post answered, or null for a root, a parent outside the thread, or the post at which a cycle is cut. */
  readonly parent: Post | null
  /** The first post of the branch; a post without a parent is its own root. */
  readonly root: Post
  /** 0 for a root, 1 for an answer to it, and so on. */
  readonly depth: number
}

/**
 * Places every post of a thread, in linear time and without recursion, so that a chain of any length is safe.
 * A cycle of parents is cut at the one of its posts that stands first in the thread: it becomes the root of the others.
 *
 * @returns one place per post id, in the order of `thread.posts`
 */
export function placePosts(thread: Thread): Map<string, PostPlace> {
  const postById = new Map(thread.posts.map((post) => [post.id, post]))
  const places = new Map<string, PostPlace>()
  let order: Map<string, number> | undefined
  for (const start of thread.posts) {
    const chain: Post[] = []
    const seen = new Map<string, number>()
    let current: Post | undefined = start
    while (current && !places.has(current.id) && !seen.has(current.id)) {
      seen.set(current.id, chain.length)
      chain.push(current)
      current = current.parentId === null ? undefined : postById.get(current.parentId)
    }
    const cycleStart = current && !places.has(current.id) ? seen.get(current.id) : undefined
    if (cycleStart !== undefined) {
      order ??= new Map(thread.posts.map(({ id }, index) => [id, index]))
      turnCycle(chain, cycleStart, order)
    }
    for (const post of chain.reverse()) {
      const parent = post.parentId === null ? undefined : postById.get(post.parentId)
      const above = parent && places.get(parent.id)
      places.set(post.id, parent && above ? { parent, root: above.root, depth: above.depth + 1 } : { parent: null, root: post, depth: 0 })
    }
  }
  return new Map(thread.posts.map((post) => [post.id, places.get(post.id) as PostPlace]))
}

/** Turns the cycle that ends a chain until its first post in the thread stands last. */
function turnCycle(chain: Post[], cycleStart: number, order: ReadonlyMap<string, number>): void {
  const placeOf = (at: number): number => order.get((chain[at] as Post).id) as number
  let first = cycleStart
  for (let at = cycleStart; at < chain.length; at++) if (placeOf(at) < placeOf(first)) first = at
  const cycle = chain.splice(cycleStart)
  const turn = first + 1 - cycleStart
  for (let at = 0; at < cycle.length; at++) chain.push(cycle[(at + turn) % cycle.length] as Post)
}
