import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { clusterBootstrap } from '../../statistics/interval/cluster-bootstrap.js'
import { normalQuantile } from '../../statistics/interval/normal-quantile.js'
import { wilsonInterval } from '../../statistics/interval/wilson-interval.js'
import { seededRandom } from '../../statistics/random/seeded-random.js'
import { type BreakdownOptions, CLUSTER_BOOTSTRAP, type ShareBound, type ShareInterval, WILSON_AUTHORS } from '../breakdown/breakdown.js'
import type { AuthorClusters, AuthorTally } from './count-authors.js'

/**
 * Intervals of each label's share in the wider crowd: the bootstrap over authors (from two clusters on: one says
 * nothing of how authors differ), then Wilson on authors. Each group starts from the seed anew, so that its numbers
 * do not depend on what else was counted.
 *
 * @param clusters authors, or groups of them
 * @param authors  each once
 */
export function estimateIntervals(
  clusters: AuthorClusters,
  authors: AuthorTally,
  scheme: StanceScheme,
  options: BreakdownOptions,
): ShareInterval[] {
  const { confidenceLevel, resampleCount, seed } = options
  const named = (method: string, label: string, low: number, high: number): ShareInterval => {
    return { estimand: 'population', method, confidenceLevel, label, low, high }
  }
  const intervals: ShareInterval[] = []
  if (clusters.postCounts.length > 1) {
    const counts = { hitCounts: clusters.labelCounts, caseCounts: clusters.postCounts }
    const bootstrapped = clusterBootstrap(counts, { random: seededRandom(seed), resampleCount, confidenceLevel })
    bootstrapped.forEach(({ low, high }, index) => {
      intervals.push(named(CLUSTER_BOOTSTRAP, scheme.labels[index] ?? '', low, high))
    })
  }
  if (authors.total > 0) {
    const zScore = normalQuantile((1 + confidenceLevel) / 2)
    scheme.labels.forEach((label, index) => {
      const { low, high } = wilsonInterval(authors.authorCounts[index] ?? 0, authors.total, zScore)
      intervals.push(named(WILSON_AUTHORS, label, low, high))
    })
  }
  return intervals
}

/**
 * Share of each label if none, and if all, of the posts without a label had taken it: [k / N, (k + without) / N].
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
