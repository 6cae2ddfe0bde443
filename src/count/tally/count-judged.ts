import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { BreakdownOptions, GroupBreakdown } from '../breakdown/breakdown.js'
import type { JudgedPost } from '../judged-post.js'
import { countAuthors } from './count-authors.js'
import { estimateIntervals, sharesOf } from './estimate-shares.js'

/** Shares and intervals of some posts: a subset of the fields of a {@link GroupBreakdown}. */
export interface JudgedShares extends Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount' | 'shares' | 'intervals'> {}

/** Counts posts by label, with intervals that treat authors as clusters. */
export function countJudged(judged: readonly JudgedPost[], scheme: StanceScheme, options: BreakdownOptions): JudgedShares {
  const countOf = (status: string): number => judged.filter(({ judgement }) => judgement.status === status).length
  return {
    postCount: judged.length,
    unsureCount: countOf('unsure'),
    unscoredCount: countOf('unscored'),
    shares: sharesOf(
      scheme.labels,
      scheme.labels.map((label) => judged.filter(({ judgement }) => judgement.label === label).length),
      scheme,
    ),
    intervals: estimateIntervals(countAuthors(judged, scheme), scheme, options).intervals,
  }
}
