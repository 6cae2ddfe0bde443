import { DUPLICATE_FLAG, readFlag } from '../judging/flags.js'
import type { ScoredPost } from '../stance/stance-prediction.js'
import { nodeKindOf } from '../thread/node-kind.js'
import type { PostMeta } from '../thread/post.js'
import type { AggregateOptions, CountedPosts } from './breakdown.js'
import { type FlaggedPost, withoutDuplicates } from './group-duplicates.js'

/** What is looked at to say whether a post counts. */
export interface SelectablePost extends FlaggedPost, Pick<ScoredPost, 'parentId'> {
  readonly meta: Pick<PostMeta, 'role' | 'node'>
}

/** The contributions that count, duplicates among them. */
export function eligiblePosts<Post extends SelectablePost>(posts: readonly Post[], count: CountedPosts): readonly Post[] {
  const contributions = posts.filter(({ meta }) => nodeKindOf(meta) === null)
  return count === 'replies' ? withoutAnsweredRoots(contributions) : contributions
}

/**
 * The posts that a breakdown counts.
 *
 * @param postLimit of more posts duplicates are no longer told by their originals: all that are flagged as such are left out
 */
export function countedPosts<Post extends SelectablePost>(
  posts: readonly Post[],
  { count, countDuplicates }: Pick<AggregateOptions, 'count' | 'countDuplicates'>,
  postLimit: number,
): readonly Post[] {
  const eligible = eligiblePosts(posts, count)
  if (countDuplicates !== 'once') return eligible
  return posts.length > postLimit ? eligible.filter((post) => !isRepeated(post)) : withoutDuplicates(eligible)
}

/** Whether a post is flagged as repeating another, wherever that is. */
export const isRepeated = ({ flags }: Pick<ScoredPost, 'flags'>): boolean => readFlag(flags, DUPLICATE_FLAG) !== null

/** Leaves out the roots that a post of their thread answers; a root without replies stays. */
function withoutAnsweredRoots<Post extends SelectablePost>(posts: readonly Post[]): Post[] {
  const answered = new Set(posts.flatMap(({ threadId, parentId }) => (parentId === null ? [] : [keyOfPost({ threadId, id: parentId })])))
  return posts.filter((post) => post.meta.role !== 'root' || !answered.has(keyOfPost(post)))
}

/** Names a post among all. */
export const keyOfPost = ({ threadId, id }: Pick<ScoredPost, 'threadId' | 'id'>): string => JSON.stringify([threadId, id])
