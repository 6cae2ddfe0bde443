import { nodeKindOf } from './post.js'
import type { Thread } from './thread.js'
import { placePosts } from './walk-thread.js'

/** Captured replies from which an opening post counts as the question they answer. Choice. */
const MIN_REPLY_COUNT = 5

/**
 * The opening posts that others answer, with their captured replies at any depth. A reply that may
 * answer several opening posts counts for each.
 *
 * @param places of the posts, where they are at hand
 * @returns by id, those with five replies or more
 */
export function findPrompts(
  thread: Thread,
  places = placePosts(thread),
): ReadonlyMap<string, number> {
  const roots = thread.posts.filter(({ meta }) => meta.role === 'root')
  const counts = new Map(roots.map(({ id }) => [id, 0]))
  for (const { id, meta } of thread.posts) {
    if (meta.role === 'root' || nodeKindOf(meta) !== null) continue
    const above = new Set(meta.possibleParents).add(places.get(id)?.root.id ?? id)
    for (const one of above) if (counts.has(one)) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  return new Map([...counts].filter(([, count]) => count >= MIN_REPLY_COUNT))
}
