import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { sum } from '../../statistics/estimate/mean.js'
import type { BreakdownOptions, GroupBreakdown } from '../breakdown/breakdown.js'
import { sharesOf } from '../breakdown/build-group.js'
import type { JudgedPost } from '../judged-post.js'
import { clusterByAuthor, tallyAuthors } from './count-authors.js'
import { estimateIntervals } from './estimate-shares.js'

/** Shares of some posts at hand, with their intervals: a group of a breakdown without the rest. */
export interface JudgedShares extends Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount' | 'shares' | 'intervals'> {}

/** Counts posts by label, authors as clusters. */
export function countJudged(judged: readonly JudgedPost[], scheme: StanceScheme, options: BreakdownOptions): JudgedShares {
  const clusters = clusterByAuthor(judged, scheme)
  const countOf = (status: string): number => judged.filter(({ judgement }) => judgement.status === status).length
  return {
    postCount: judged.length,
    unsureCount: countOf('unsure'),
    unscoredCount: countOf('unscored'),
    shares: sharesOf(
      scheme.labels,
      clusters.labelCounts.map((counts) => sum(counts)),
      scheme,
    ),
    intervals: estimateIntervals(clusters, tallyAuthors(clusters, scheme), scheme, options),
  }
}
