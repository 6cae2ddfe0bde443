import type { Post } from './post.js'
import type { Thread } from './thread.js'

/** The position of a post in its thread: its parent, the root of its branch, and its depth. */
export interface PostPlace {
  /** The parent; null for a root, a parent outside the thread, and a post where a cycle is cut. */
  readonly parent: Post | null
  /** The first post of the branch. A post without a parent is its own root. */
  readonly root: Post
  /** 0 for a root, 1 for a reply to it, and so on. */
  readonly depth: number
  /** The depth; null where a parent on the way to the root is guessed or missing. */
  readonly level: number | null
}

/**
 * Finds the place of every post, in linear time and without recursion, so that chains of any length
 * are safe. A cycle of parents is cut at its first post in thread order, which becomes the root of
 * the others.
 *
 * @returns one place per post id, in the order of `thread.posts`
 */
export function placePosts({ posts }: Pick<Thread, 'posts'>): Map<string, PostPlace> {
  const postById = new Map(posts.map((post) => [post.id, post]))
  const parentOf = ({ parentId }: Post): Post | undefined =>
    parentId === null ? undefined : postById.get(parentId)
  const cuts = new Set(firstOfCycles([...postById.values()], parentOf))
  const places = new Map<string, PostPlace>()
  for (const start of postById.values()) {
    const chain: Post[] = []
    for (
      let post: Post | undefined = start;
      post !== undefined && !places.has(post.id);
      post = cuts.has(post) ? undefined : parentOf(post)
    )
      chain.push(post)
    for (const post of chain.reverse()) {
      const parent = (cuts.has(post) ? undefined : parentOf(post)) ?? null
      const above = parent && places.get(parent.id)
      const level = levelOf(post, places)
      places.set(post.id, {
        parent,
        root: above?.root ?? post,
        depth: above ? above.depth + 1 : 0,
        level,
      })
    }
  }
  return new Map(posts.map(({ id }) => [id, places.get(id) as PostPlace]))
}

/** The cycles of a graph in which every node has at most one parent. Linear time. */
export function findCycles<Node>(
  nodes: Iterable<Node>,
  parentOf: (node: Node) => Node | undefined,
): Node[][] {
  const cycles: Node[][] = []
  const walkOf = new Map<Node, number>()
  let walk = 0
  for (const start of nodes) {
    walk += 1
    let node: Node | undefined = start
    for (; node !== undefined && !walkOf.has(node); node = parentOf(node)) walkOf.set(node, walk)
    // The walk came back to a node of its own.
    if (node !== undefined && walkOf.get(node) === walk) cycles.push(cycleFrom(node, parentOf))
  }
  return cycles
}

function cycleFrom<Node>(first: Node, parentOf: (node: Node) => Node | undefined): Node[] {
  const cycle = [first]
  for (let node = parentOf(first); node !== undefined && node !== first; node = parentOf(node))
    cycle.push(node)
  return cycle
}

export function firstOfCycles<Node>(
  nodes: readonly Node[],
  parentOf: (node: Node) => Node | undefined,
): Node[] {
  const cycles = findCycles(nodes, parentOf)
  const order = new Map(cycles.length === 0 ? [] : nodes.map((node, at) => [node, at]))
  return cycles.map((cycle) =>
    cycle.reduce((first, node) =>
      (order.get(node) ?? 0) < (order.get(first) ?? 0) ? node : first,
    ),
  )
}

/** One below the possible parents, if all of them stand on one known level. */
function levelOf({ parentId, meta }: Post, places: ReadonlyMap<string, PostPlace>): number | null {
  if (parentId === null) return meta.role === 'root' ? 0 : null
  if (meta.isParentInferred === true) return null
  const levels = (meta.possibleParents ?? [parentId]).map((id) => places.get(id)?.level ?? null)
  const [first = null] = levels
  return first === null || levels.some((level) => level !== first) ? null : first + 1
}
