import type { FoundPost } from './found-post.js'

/** Whether a record only says that there is, or was, such a post. */
export const isPlaceholder = ({ meta, text }: FoundPost): boolean =>
  text === '' && (meta.node === 'not-found' || meta.node === 'blocked' || meta.node === 'deleted')

/** How much a record says of a post: nothing for a placeholder, unless it says that its author took the post back. */
function weightOf(post: FoundPost): number {
  if (post.meta.node === 'deleted') return 3
  if (isPlaceholder(post)) return 0
  return post.text === '' ? 1 : 2
}

function isBetter(next: FoundPost, first: FoundPost): boolean {
  const difference = weightOf(next) - weightOf(first)
  if (difference !== 0) return difference > 0
  const edited = next.meta.editedAt ?? ''
  const firstEdited = first.meta.editedAt ?? ''
  // ISO 8601 in UTC sorts as text; a post never edited sorts first.
  if (edited !== firstEdited) return edited > firstEdited
  return next.text.length > first.text.length
}

/**
 * One post of two records of it: the later edit stays, else the longer text, else the first. A text wins over a placeholder, but a
 * deletion over a text: who took a post back does not come back through an older capture. What the winner does not know of its place
 * (parent, thread, author, time) is taken from the other.
 */
export function mergeFound(first: FoundPost, next: FoundPost): FoundPost {
  const [winner, loser] = isBetter(next, first) ? [next, first] : [first, next]
  const isGone = winner.meta.node === 'deleted'
  return {
    ...winner,
    threadId: winner.threadId ?? loser.threadId,
    parentId: winner.parentId ?? loser.parentId,
    author: winner.author ?? (isGone ? null : loser.author),
    createdAt: winner.createdAt ?? loser.createdAt,
  }
}
