import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { nodeKindOf } from '../../base/thread/node-kind.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AggregateOptions, CountedPosts } from '../breakdown/breakdown.js'
import { PostColumns } from '../columns/post-columns.js'
import { selectPosts } from '../columns/select-columns.js'
import { type CountablePost, type SelectablePost, selectablePost } from '../partial/countable-post.js'

/** The fields that decide whether a post counts. */
type CandidatePost = SelectablePost & Pick<ScoredPost, 'deals'>

/** Selects the contributions that count, including duplicates. */
export function eligiblePosts<Post extends CandidatePost>(posts: readonly Post[], count: CountedPosts): readonly Post[] {
  return countedPosts(posts, { count })
}

/** Selects the posts that a breakdown counts. */
export function countedPosts<Post extends CandidatePost>(
  posts: readonly Post[],
  options: Pick<AggregateOptions, 'count' | 'countDuplicates'>,
): readonly Post[] {
  // Then no post decides whether another counts.
  if (options.count === 'posts' && options.countDuplicates !== 'once') return posts.filter(({ meta }) => nodeKindOf(meta) === null)
  const columns = new PostColumns(STANCE_SCHEME, null)
  const nothing = { label: null, status: 'unscored' } as const
  const candidates = posts.map((post) => {
    const verdicts = { ...nothing, stances: post.deals.map((dealId) => ({ dealId, ...nothing })) }
    return selectablePost(post, verdicts, options.count === 'replies')
  })
  for (const candidate of candidates) columns.add(candidate)
  const { isEligible, isLeftOut } = selectPosts(columns, options)
  return posts.filter((_, index) => {
    const { marks, key } = candidates[index] as CountablePost
    return isEligible(marks, ...key) && !isLeftOut(...key)
  })
}
