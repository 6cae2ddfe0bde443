import { PipelineError } from '../../base/errors.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { formatCount } from '../../base/text/format-count.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import { nodeKindOf } from '../../base/thread/node-kind.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { checkThreadsOnce } from './doubled-threads.js'

/** A unit that may be drawn, with what the model said of it. */
export interface PopulationUnit extends UnitId {
  readonly key: string
  readonly judgement: Judgement
  /** The post that is judged. */
  readonly post: ScoredPost
}

/** Values by the key of their unit, in the order given. */
export const groupByUnit = <Value extends UnitId>(values: readonly Value[]): Map<string, Value[]> => groupBy(values, unitKeyOf)

/**
 * Every unit that an audit may draw: each post once for each of its deals; a post tied to no deal once, with deal null and its top-level
 * judgement. Roots are units like other posts; nodes that are no contributions, such as deleted posts and adverts, are none.
 *
 * @throws {PipelineError} `SCORED_INVALID` for a post that stands twice, and for one thread under two ids
 */
export function listUnits(posts: readonly ScoredPost[]): PopulationUnit[] {
  const seen = new Set<string>()
  const units: PopulationUnit[] = []
  for (const post of posts) {
    const { threadId, id: postId, stances } = post
    const key = unitKeyOf({ threadId, postId, dealId: null })
    if (seen.has(key)) {
      const message = `expected every post once, got post "${postId}" of thread "${threadId}" twice. Leave one of them out.`
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId } })
    }
    seen.add(key)
    if (nodeKindOf(post.meta) !== null) continue
    if (stances.length === 0) units.push({ threadId, postId, dealId: null, key, judgement: post, post })
    for (const stance of stances) {
      const { dealId } = stance
      units.push({ threadId, postId, dealId, key: unitKeyOf({ threadId, postId, dealId }), judgement: stance, post })
    }
  }
  checkThreadsOnce(posts)
  return units
}

/** Judgements by deal, of posts that stand once each. */
export function countUnits(posts: readonly ScoredPost[]): Map<string | null, number> {
  return countEach(
    posts.flatMap(({ meta, stances }) =>
      nodeKindOf(meta) !== null ? [] : stances.length === 0 ? [null] : stances.map(({ dealId }) => dealId),
    ),
  )
}

/** A deal of fewer judgements, and of a smaller share of all, is mentioned among others. Choice. */
const [MENTIONED_COUNT, MENTIONED_SHARE] = [30, 0.05]

/** The deals that are only mentioned beside others: few judgements, none of a deal that the user gave, never the one with most. */
export function mentionedDeals(posts: readonly ScoredPost[]): Set<string | null> {
  const counts = countUnits(posts)
  const total = unitCountOf(posts)
  const most = Math.max(0, ...counts.values())
  const given = new Set(
    posts.flatMap(({ meta, stances }) => [
      ...recordedDeals(meta).map(({ id }) => id),
      ...stances.filter(({ by }) => by === 'given').map(({ dealId }) => dealId),
    ]),
  )
  const isMentioned = ([dealId, count]: readonly [string | null, number]): boolean =>
    count < MENTIONED_COUNT && count < MENTIONED_SHARE * total && count < most && !(dealId !== null && given.has(dealId))
  return new Set([...counts].filter(isMentioned).map(([dealId]) => dealId))
}

/** All judgements of posts that stand once each. */
export const unitCountOf = (posts: readonly ScoredPost[]): number =>
  posts.reduce((sum, { meta, stances }) => sum + (nodeKindOf(meta) === null ? Math.max(1, stances.length) : 0), 0)

/**
 * How many judgements there are of how many, in words: a post on two deals is judged twice, and is said to be where there is one.
 *
 * @param count of the judgements spoken of
 * @param posts all posts that can be judged
 * @returns "20 of 37 judgements (a post on two deals is judged twice)"
 */
export function countJudgements(count: number, posts: readonly ScoredPost[]): string {
  const isTwice = posts.some(({ stances }) => stances.length > 1)
  return `${count} of ${formatCount(unitCountOf(posts), 'judgement')}${isTwice ? ' (a post on two deals is judged twice)' : ''}`
}
