import { type ByLabel, byLabel, type StanceScheme } from '../scheme/stance-scheme.js'
import { sum } from '../statistics/mean.js'
import type { BreakdownOptions, GroupBreakdown } from './breakdown.js'
import { clusterByAuthor } from './count-authors.js'
import { boundShares, estimateIntervals } from './estimate-shares.js'
import type { JudgedPost } from './judged-post.js'
import { listCautions } from './list-cautions.js'
import { summarisePhrases } from './summarise-phrases.js'
import { summariseSentiment } from './summarise-sentiment.js'

export interface BuildGroupOptions {
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  /** How many deals are counted together. */
  readonly dealCount: number
  /** What else is to be said of the posts; stands behind the other cautions. */
  readonly cautions?: readonly string[]
}

/** Counts, shares and intervals of one set of posts. */
export function buildGroup(
  judged: readonly JudgedPost[],
  { scheme, options, dealCount, cautions = [] }: BuildGroupOptions,
): GroupBreakdown {
  const clusters = clusterByAuthor(judged, scheme)
  const labelCounts = clusters.labelCounts.map((counts) => sum(counts))
  const authors = new Set(judged.flatMap(({ post }) => (post.author === null ? [] : [post.author])))
  const counts = {
    postCount: judged.length,
    rootCount: judged.filter(({ post }) => post.meta.role === 'root').length,
    authorCount: authors.size,
    unknownAuthorCount: judged.filter(({ post }) => post.author === null).length,
    unsureCount: judged.filter(({ judgement }) => judgement.status === 'unsure').length,
    unscoredCount: judged.filter(({ judgement }) => judgement.status === 'unscored').length,
    shares: sharesOf(scheme.labels, labelCounts, scheme),
    sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
    bounds: boundShares(labelCounts, judged.length, scheme),
    intervals: estimateIntervals(clusters, scheme, options),
    sentiment: summariseSentiment(judged, scheme),
    phrases: summarisePhrases(judged, scheme, options.phraseCount),
  }
  return {
    ...counts,
    cautions: [
      ...listCautions(counts, { labelledAuthorCount: clusters.postCounts.length, dealCount, isTwoWay: options['twoWay'] === true }),
      ...cautions,
    ],
  }
}

/** Shares among the posts with one of these labels; null, not equal shares, when there is none. */
function sharesOf(labels: readonly string[], labelCounts: readonly number[], scheme: StanceScheme): ByLabel | null {
  const counts = labels.map((label) => labelCounts[scheme.labels.indexOf(label)] ?? 0)
  const total = sum(counts)
  if (total === 0) return null
  return byLabel(
    { ...scheme, labels },
    counts.map((count) => count / total),
  )
}
