import type { Post } from '../../base/thread/post.js'
import { bare, type PostField } from '../record/field-names.js'
import type { IngestCounter } from '../record/ingest-counter.js'
import type { PlacedPost } from '../record/ingest-result.js'

/**
 * Comments whose ids name the post that they stand below: a guessed `post_id` that repeats with
 * other words beside a text of comments. The id becomes the thread, and each comment gets one of
 * its own. Other records stay as they are.
 *
 * @param fields names under which the records hold the fields
 * @example post_id,comment_text: 7,"Sold." 7,"Kept." // => p1 and p2 of thread 7
 */
export function withIdsAsThreads(
  placed: readonly PlacedPost[],
  fields: ReadonlyMap<PostField, string>,
  isIdMapped: boolean,
  counter: IngestCounter,
): readonly PlacedPost[] {
  const name = fields.get('id') ?? ''
  const isComments = bare(name) === 'postid' && /^comment/i.test(fields.get('text') ?? '')
  if (isIdMapped || !isComments || !repeatsWithOtherWords(placed)) return placed
  counter.note(`"${name}" repeats beside comments: read as the thread, not as the id`)
  return placed.map(({ isUnnamed: _, ...place }, index) => ({
    ...place,
    post: {
      ...place.post,
      id: `p${index + 1}`,
      threadId: fields.has('threadId') ? place.post.threadId : place.post.id,
    },
  }))
}

function repeatsWithOtherWords(placed: readonly PlacedPost[]): boolean {
  const first = new Map<string, Post>()
  for (const { post } of placed) {
    const other = first.get(post.id)
    if (other !== undefined && other.text !== post.text) return true
    first.set(post.id, post)
  }
  return false
}
