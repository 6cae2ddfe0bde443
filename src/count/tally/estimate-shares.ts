import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { type KnownWeights, replicateBootstrap } from '../../base/statistics/interval/replicate-bootstrap.js'
import { type BreakdownOptions, CLUSTER_BOOTSTRAP, type ShareBound, type ShareInterval } from '../breakdown/breakdown.js'
import { type AuthorCounts, clustersOf } from './count-authors.js'

/** Intervals and the number of authors that they come from. */
export interface AuthorIntervals {
  readonly intervals: readonly ShareInterval[]
  /** Authors with a labelled post; each labelled post of an unknown author counts as one. */
  readonly labelledAuthorCount: number
}

/**
 * Estimates intervals of each label's share in the wider crowd by a bootstrap over authors, which needs at least two. Each group starts from
 * the same seed, so its numbers do not depend on other groups.
 */
export function estimateIntervals(
  authors: AuthorCounts,
  scheme: StanceScheme,
  options: BreakdownOptions,
  known?: KnownWeights,
): AuthorIntervals {
  const { confidenceLevel, resampleCount, seed } = options
  const clusters = clustersOf(authors, scheme)
  const labelledAuthorCount = clusters.reduce((total, { clusterCount }) => total + clusterCount, 0)
  const ranges =
    labelledAuthorCount > 1 ? replicateBootstrap(clusters, { seed, resampleCount, confidenceLevel, ...(known && { known }) }) : []
  const intervals = ranges.map(({ low, high }, index): ShareInterval => {
    return { estimand: 'population', method: CLUSTER_BOOTSTRAP, confidenceLevel, label: scheme.labels[index] ?? '', low, high }
  })
  return { intervals, labelledAuthorCount }
}

/**
 * Bounds each label's share for the cases that none, or all, of the posts without a label have it: [k / N, (k + withoutLabel) / N].
 *
 * @see Manski (2003), Partial Identification of Probability Distributions
 */
export function boundShares(labelCounts: readonly number[], postCount: number, scheme: StanceScheme): ShareBound[] {
  if (postCount === 0) return []
  const withoutLabel = postCount - labelCounts.reduce((total, count) => total + count, 0)
  return scheme.labels.map((label, index) => {
    const count = labelCounts[index] ?? 0
    return { label, low: count / postCount, high: (count + withoutLabel) / postCount }
  })
}

/** Shares among the posts with one of these labels; null, not equal shares, without such posts. */
export function sharesOf(labels: readonly string[], labelCounts: readonly number[], scheme: StanceScheme): ByLabel | null {
  const counts = labels.map((label) => labelCounts[scheme.labels.indexOf(label)] ?? 0)
  const total = sum(counts)
  if (total === 0) return null
  return byLabel(
    { ...scheme, labels },
    counts.map((count) => count / total),
  )
}
