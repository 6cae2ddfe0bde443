import type { Post, Thread } from '../../index.js'

/** Header pieces as records that the readers know to be none of the posts. */
export function headerRecords({ id: threadId, headers }: Thread): Post[] {
  return headers.map((text, index) => ({
    id: `${threadId}/header-${index + 1}`,
    threadId,
    parentId: null,
    author: null,
    createdAt: null,
    text,
    // No role of a post, on purpose: readers tell header pieces by it.
    meta: { role: 'header' as 'root' },
  }))
}
