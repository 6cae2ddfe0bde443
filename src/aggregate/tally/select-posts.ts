import { DUPLICATE_FLAG, readFlag } from '../../judging/flags.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { nodeKindOf } from '../../thread/node-kind.js'
import type { PostMeta } from '../../thread/post.js'
import { postKeyOf } from '../../thread/post-key.js'
import type { AggregateOptions, CountedPosts } from '../breakdown/breakdown.js'
import { type FlaggedPost, withoutDuplicates } from '../group-duplicates.js'

/** What is looked at to say whether a post counts. */
export interface SelectablePost extends FlaggedPost, Pick<ScoredPost, 'parentId'> {
  readonly meta: Pick<PostMeta, 'role' | 'node'>
}

/** The contributions that count, duplicates among them. */
export function eligiblePosts<Post extends SelectablePost>(posts: readonly Post[], count: CountedPosts): readonly Post[] {
  return posts.filter(eligibility(posts, count))
}

/** Says of these posts whether they are contributions that count: where only replies do, no root that a contribution answers. */
export function eligibility(posts: readonly SelectablePost[], count: CountedPosts): (post: SelectablePost) => boolean {
  if (count === 'posts') return isContribution
  const answered = new Set<string>()
  for (const post of posts) {
    const { threadId, parentId } = post
    if (parentId !== null && isContribution(post)) answered.add(postKeyOf({ threadId, id: parentId }))
  }
  return (post) => isContribution(post) && (post.meta.role !== 'root' || !answered.has(postKeyOf(post)))
}

const isContribution = ({ meta }: SelectablePost): boolean => nodeKindOf(meta) === null

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
