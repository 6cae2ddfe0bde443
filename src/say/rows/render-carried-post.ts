import type { Post } from '../../base/thread/post.js'
import type { CarriedPost } from '../../base/thread/post-context.js'

/** Renders a post with its context as one line of JSON, ended by a line break. `parseCarriedPost` parses it. */
export function renderCarriedPost({ post, context }: CarriedPost): string {
  if (context === null) return `${JSON.stringify(post)}\n`
  const { posts, headers, duplicateOf } = context
  const carried = {
    ...(posts.length > 0 && { posts: posts.map(renderContextPost) }),
    ...(headers.length > 0 && { headers }),
    ...(duplicateOf !== null && { duplicateOf }),
  }
  return `${JSON.stringify({ ...post, context: carried })}\n`
}

/** Omits null fields and those that `parseCarriedPost` derives: the thread and the usual role. */
function renderContextPost({ id, parentId, author, createdAt, text, meta: { role, ...facts } }: Post): object {
  const isUsualRole = role === (parentId === null ? 'root' : 'reply')
  const meta = { ...(!isUsualRole && { role }), ...facts }
  return {
    id,
    ...(parentId !== null && { parentId }),
    ...(author !== null && { author }),
    ...(createdAt !== null && { createdAt }),
    text,
    ...(Object.keys(meta).length > 0 && { meta }),
  }
}
