import type { Post, PostMeta } from './post.js'
import type { Thread } from './thread.js'

/** The position of a post in its thread: its parent, the root of its branch, and its depth. */
export interface PostPlace {
  /** The parent; null for a root, for a parent outside the thread, and for the post where a cycle is cut. */
  readonly parent: Post | null
  /** The first post of the branch. A post without a parent is its own root. */
  readonly root: Post
  /** 0 for a root, 1 for a reply to it, and so on. */
  readonly depth: number
  /** The depth where it is known: null where what the post, or one above it in its branch, answers is guessed or missing. */
  readonly level: number | null
}

/**
 * Finds the place of every post, in linear time and without recursion, so that chains of any length are safe. A cycle of parents is cut at
 * its first post in thread order, which becomes the root of the others.
 *
 * @returns one place per post id, in the order of `thread.posts`
 */
export function placePosts(thread: Thread): Map<string, PostPlace> {
  return findPlaces(thread)
}

/** {@link placePosts} of a thread that was checked. */
export function findPlaces(thread: Thread): Map<string, PostPlace> {
  const postById = new Map<string, Post>()
  for (const post of thread.posts) postById.set(post.id, post)
  const places = new Map<string, PostPlace>()
  let isInOrder = true
  let order: Map<string, number> | undefined
  const place = (post: Post): void => {
    const { id, parentId, meta } = post
    const parent = parentId === null ? undefined : postById.get(parentId)
    const parentPlace = parentId === null ? undefined : places.get(parentId)
    const level = levelOf(parentId, meta, places)
    places.set(
      id,
      parent && parentPlace
        ? { parent, root: parentPlace.root, depth: parentPlace.depth + 1, level }
        : { parent: null, root: post, depth: 0, level },
    )
  }
  for (const start of thread.posts) {
    const { id, parentId } = start
    if (places.has(id)) continue
    if (parentId === null || places.has(parentId) || !postById.has(parentId)) {
      place(start)
      continue
    }
    isInOrder = false
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
      rotateCycle(chain, cycleStart, order)
    }
    for (const post of chain.reverse()) place(post)
  }
  return isInOrder ? places : new Map(thread.posts.map((post) => [post.id, places.get(post.id) as PostPlace]))
}

/** One below the posts that a post may answer, where all of them stand on one known level. */
function levelOf(parentId: string | null, meta: PostMeta, places: ReadonlyMap<string, PostPlace>): number | null {
  if (parentId === null) return meta.role === 'root' ? 0 : null
  if (meta.isParentInferred === true) return null
  if (meta.possibleParents === undefined) {
    const level = places.get(parentId)?.level ?? null
    return level === null ? null : level + 1
  }
  const [first = null, ...others] = meta.possibleParents.map((id) => places.get(id)?.level ?? null)
  return first === null || others.some((level) => level !== first) ? null : first + 1
}

/** Rotates the cycle at the end of a chain so that its first post in thread order comes last. */
function rotateCycle(chain: Post[], cycleStart: number, order: ReadonlyMap<string, number>): void {
  const placeOf = (at: number): number => order.get((chain[at] as Post).id) as number
  let first = cycleStart
  for (let at = cycleStart; at < chain.length; at++) if (placeOf(at) < placeOf(first)) first = at
  const cycle = chain.splice(cycleStart)
  const turn = first + 1 - cycleStart
  for (let at = 0; at < cycle.length; at++) chain.push(cycle[(at + turn) % cycle.length] as Post)
}
