import { quantileSorted } from '../../../src/base/statistics/interval/replicate-bootstrap.js'
import type { Interval } from '../../../src/base/statistics/interval/wilson-interval.js'
import type { Random } from '../../../src/base/statistics/random/seeded-random.js'

/** Cases grouped in clusters (the posts of each author): hits and cases per cluster. */
export interface ClusterCounts {
  /** `hitCounts[q][c]`: cases of cluster `c` that count for quantity `q`, in [0, caseCounts[c]]. */
  readonly hitCounts: readonly ArrayLike<number>[]
  /** Number of cases of each cluster, > 0. */
  readonly caseCounts: ArrayLike<number>
}

export interface BootstrapOptions {
  readonly random: Random
  /** Number of resamples, integer >= 1. */
  readonly resampleCount: number
  /** In (0, 1); 0.95 for a 95 % interval. */
  readonly confidenceLevel: number
}

/**
 * Cluster bootstrap: percentile intervals of the ratios sum(hits) / sum(cases) when whole clusters are drawn with replacement. Cases within
 * a cluster may depend on each other in any way.
 *
 * @param counts at least one cluster
 * @returns one interval per quantity; percentiles interpolate linearly
 * @see Davison and Hinkley (1997), Bootstrap Methods and their Application
 */
export function clusterBootstrap({ hitCounts, caseCounts }: ClusterCounts, options: BootstrapOptions): Interval[] {
  const { random, resampleCount, confidenceLevel } = options
  const ratios = hitCounts.map(() => new Float64Array(resampleCount))
  for (let resample = 0; resample < resampleCount; resample++) {
    const drawn = Uint32Array.from(caseCounts, () => Math.floor(random() * caseCounts.length))
    const total = (counts: ArrayLike<number>): number => drawn.reduce((sum, cluster) => sum + (counts[cluster] as number), 0)
    const caseCount = total(caseCounts)
    for (const [quantity, hits] of hitCounts.entries()) (ratios[quantity] as Float64Array)[resample] = total(hits) / caseCount
  }
  const tail = (1 - confidenceLevel) / 2
  return ratios.map((each) => {
    each.sort()
    return { low: quantileSorted(each, tail), high: quantileSorted(each, 1 - tail) }
  })
}
