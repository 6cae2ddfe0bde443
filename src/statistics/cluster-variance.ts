import { checkSameLength } from './mean-estimate.js'

/** Variance of a mean of cases that depend on each other within clusters. */
export interface ClusterVariance {
  readonly variance: number
  /** Of a two-way variance the smaller of both counts. */
  readonly clusterCount: number
}

/**
 * Sum over clusters of (sum of deviations)^2 / n^2, times G / (G - 1) (CR1). Use it with Student's t of G - 1 degrees.
 *
 * @param deviations each case less the mean
 * @param clusterOf  0-based cluster of each case
 * @returns null for fewer than two clusters: one says nothing of how clusters differ
 * @see Cameron and Miller (2015), A Practitioner's Guide to Cluster-Robust Inference, Journal of Human Resources 50:317
 */
export function clusterVariance(deviations: ArrayLike<number>, clusterOf: ArrayLike<number>): ClusterVariance | null {
  checkSameLength(deviations, clusterOf, 'cases and clusters')
  const sums = new Map<number, number>()
  for (let index = 0; index < deviations.length; index++) {
    const cluster = clusterOf[index] as number
    sums.set(cluster, (sums.get(cluster) ?? 0) + (deviations[index] as number))
  }
  if (sums.size < 2) return null
  let squares = 0
  for (const clusterSum of sums.values()) squares += clusterSum * clusterSum
  return { variance: ((sums.size / (sums.size - 1)) * squares) / deviations.length ** 2, clusterCount: sums.size }
}

/**
 * The same where cases of one cluster of either kind depend on each other: V_first + V_second - V_both, each with its own G / (G - 1). That
 * can fall below the larger of the first two by chance, which is then taken.
 *
 * @returns null when one kind has fewer than two clusters
 * @see Cameron, Gelbach, Miller (2011), Robust Inference with Multiway Clustering, Journal of Business & Economic Statistics 29:238
 */
export function twoWayClusterVariance(
  deviations: ArrayLike<number>,
  firstOf: ArrayLike<number>,
  secondOf: ArrayLike<number>,
): ClusterVariance | null {
  const first = clusterVariance(deviations, firstOf)
  const second = clusterVariance(deviations, secondOf)
  const indexOf = new Map<string, number>()
  const both = clusterVariance(
    deviations,
    Array.from(firstOf, (cluster, index) => {
      const key = `${cluster} ${secondOf[index]}`
      const known = indexOf.get(key)
      if (known !== undefined) return known
      indexOf.set(key, indexOf.size)
      return indexOf.size - 1
    }),
  )
  if (first === null || second === null || both === null) return null
  return {
    variance: Math.max(first.variance, second.variance, first.variance + second.variance - both.variance),
    clusterCount: Math.min(first.clusterCount, second.clusterCount),
  }
}
