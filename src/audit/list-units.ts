import { checkArguments } from '../arguments/check-arguments.js'
import { SCORED_POSTS } from '../arguments/shapes.js'
import { PipelineError } from '../errors.js'
import type { Judgement, ScoredPost } from '../stance/stance-prediction.js'
import { countEach, groupBy } from '../statistics/group-by.js'
import { nodeKindOf } from '../thread/node-kind.js'
import { type UnitId, unitKeyOf } from '../thread/unit-key.js'

/** A unit that may be drawn, with what the model said of it. */
export interface PopulationUnit extends UnitId {
  readonly key: string
  readonly judgement: Judgement
}

/** Values by the key of their unit, in the order given. */
export const groupByUnit = <Value extends UnitId>(values: readonly Value[]): Map<string, Value[]> => groupBy(values, unitKeyOf)

/**
 * Every unit that an audit may draw: each post once for each of its deals; a post tied to no deal once, with deal null and its top-level
 * judgement. Roots are units like other posts; nodes that are no contributions, such as deleted posts and adverts, are none.
 *
 * @throws {PipelineError} `SCORED_INVALID` for a post that stands twice
 */
export function listUnits(posts: readonly ScoredPost[]): PopulationUnit[] {
  checkArguments('listUnits', { posts: [posts, SCORED_POSTS] })
  const seen = new Set<string>()
  return posts.flatMap((post): PopulationUnit[] => {
    const ids = { threadId: post.threadId, postId: post.id }
    const postKey = unitKeyOf({ ...ids, dealId: null })
    if (seen.has(postKey)) {
      const message = `expected every post once, got post "${post.id}" of thread "${post.threadId}" twice. Leave one of them out.`
      throw new PipelineError('SCORED_INVALID', message, { context: ids })
    }
    seen.add(postKey)
    if (nodeKindOf(post.meta) !== null) return []
    if (post.stances.length === 0) return [{ ...ids, dealId: null, key: postKey, judgement: post }]
    return post.stances.map((stance) => {
      const unit = { ...ids, dealId: stance.dealId }
      return { ...unit, key: unitKeyOf(unit), judgement: stance }
    })
  })
}

/** Judgements by deal. */
export const countUnits = (posts: readonly ScoredPost[]): Map<string | null, number> =>
  countEach(listUnits(posts).map(({ dealId }) => dealId))
