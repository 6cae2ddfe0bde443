import type { Post, PostMeta } from '../../../src/base/thread/post.js'

/** A post of thread `t` without author and time. */
export function post(
  id: string,
  parentId: string | null = null,
  text = id,
  meta: Partial<PostMeta> = {},
): Post {
  const role = parentId === null ? 'root' : 'reply'
  return {
    id,
    threadId: 't',
    parentId,
    author: null,
    createdAt: null,
    text,
    meta: { role, ...meta },
  }
}
