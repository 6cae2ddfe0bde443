import { recordScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import {
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type BreakdownOptions,
  type DealBreakdown,
  type DealInfo,
  type GroupBreakdown,
} from '../breakdown/breakdown.js'
import { inOrder } from '../breakdown/finding.js'
import type { Verdict } from '../breakdown/verdict.js'
import { boundShares, sharesOf } from '../tally/shares.js'
import { summariseSentiment } from '../tally/summarise-sentiment.js'
import { DEPTHS, type DepthCount, neutralCountOf } from '../thread/depth.js'
import { type CountedPost, isEligible, type ThreadIndex } from '../thread/thread-index.js'
import { findInCapture, findInCounts } from '../verdict/find-in-posts.js'
import { withVerdicts } from '../verdict/readiness.js'
import { boundCapture, captureTotals, countCaptures } from './count-captures.js'
import type { GroupSums, PostSums } from './post-sums.js'
import { listRepetitions } from './select-posts.js'

export interface BuildOptions {
  readonly model: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly infoOf: (dealId: string) => DealInfo | null
  /** Labels by hand that the model learnt; 0 where it learnt none. */
  readonly handCount: number
  /** Amends the breakdown before the capture bounds are computed: an audit replaces the shares. */
  readonly amend?: (breakdown: Breakdown) => Breakdown
}

export function buildBreakdown(
  held: HeldPosts,
  { model, scheme, options, infoOf, handCount, amend = (breakdown) => breakdown }: BuildOptions,
): Breakdown {
  const { threads, waiting } = held
  const late = waiting.filter((post) => isEligible(post.id, post.marks, threads.threadOf(post.threadId)))
  const whole = late.length === 0 ? held.sums : held.sums.copy()
  for (const post of late) whole.add(post, 0)
  const repetitions = listRepetitions(threads, held.repeated)
  const captures = countCaptures(threads)
  const recorded = recordScheme(scheme)
  const groupOf = (dealId: string | null, sums: GroupSums, dealCount: number): GroupBreakdown => {
    const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount, defaultCount } = sums.counts
    const labelCounts = sums.labelCounts.slice(0, -1)
    const repeated = repetitions.filter(({ dealIds }) => dealId === null || dealIds.includes(dealId))
    const group = {
      ...{ postCount, rootCount, authorCount: sums.authors.size, unknownAuthorCount, unsureCount, unscoredCount },
      shares: sharesOf(scheme.labels, labelCounts, scheme),
      sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
      bounds: boundShares(labelCounts, postCount, scheme),
      intervals: [],
      depths: countDepths(sums, scheme),
      sentiment: summariseSentiment(sums.sentiments, scheme),
    }
    const capture = captures && captureTotals(captures.ledgersOf.get(dealId))
    const findings = inOrder([
      ...findInCounts(group, { dealCount, handCount, defaultCount, options }),
      ...findInCapture(capture, sums.counts, model, repeated),
    ])
    return { ...group, verdict: UNJUDGED, findings }
  }
  const deals = [...whole.deals].map(([dealId, sums]): DealBreakdown => {
    const { mover = null, move = null, title } = infoOf(dealId) ?? {}
    return { dealId, mover, move, ...(title !== undefined && { title }), ...groupOf(dealId, sums, 1) }
  })
  deals.sort((one, other) => other.postCount - one.postCount || (one.dealId < other.dealId ? -1 : 1))
  const amended = amend({
    schema: BREAKDOWN_SCHEMA,
    model,
    ...(recorded && { scheme: recorded }),
    options,
    deals,
    overall: groupOf(null, whole.overall, deals.length),
    unlinkedPostCount: whole.unlinkedPostCount,
    audit: null,
    capture: null,
  })
  const breakdown = withVerdicts(amended)
  return captures === null ? breakdown : { ...breakdown, capture: boundCapture(breakdown, captures) }
}

/** Stands until all groups are known. */
const UNJUDGED: Verdict = { isReady: true }

function countDepths({ depthCounts, labelCounts }: GroupSums, { labels, neutral }: StanceScheme): DepthCount[] {
  const unknown = labelCounts.map((count, slot) => count - sum(depthCounts.map((counts) => counts[slot] as number)))
  return DEPTHS.flatMap((depth, place) => {
    const counts = depthCounts[place] ?? unknown
    const postCount = sum(counts)
    if (neutral === null || postCount === 0) return []
    return { depth, postCount, ...neutralCountOf(counts[labels.indexOf(neutral)] as number, sum(counts.slice(0, -1))) }
  })
}

/** Everything that a counter holds of its posts. */
export interface HeldPosts {
  readonly threads: ThreadIndex
  readonly sums: PostSums
  /** Thread openers that count only if no reply comes. They are not in the sums. */
  readonly waiting: readonly CountedPost[]
  readonly repeated: readonly CountedPost[]
}
