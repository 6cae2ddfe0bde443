import { quantileSorted } from '../../../src/base/statistics/interval/replicate-bootstrap.js'
import type { Interval } from '../../../src/base/statistics/interval/wilson-interval.js'
import type { Random } from '../../../src/base/statistics/random/seeded-random.js'

/**
 * Cluster bootstrap: percentile intervals of the ratios sum(hits) / sum(cases) when whole clusters (the posts of each author) are drawn with
 * replacement. Cases within a cluster may depend on each other in any way.
 *
 * @param hitCounts       `hitCounts[q][c]`: cases of cluster `c` that count for quantity `q`
 * @param caseCounts      number of cases of each cluster, > 0; at least one cluster
 * @param confidenceLevel in (0, 1)
 * @returns one interval per quantity; percentiles interpolate linearly
 * @see Davison and Hinkley (1997), Bootstrap Methods and their Application
 */
export function clusterBootstrap(
  { hitCounts, caseCounts }: { readonly hitCounts: readonly ArrayLike<number>[]; readonly caseCounts: ArrayLike<number> },
  { random, resampleCount, confidenceLevel }: { readonly random: Random; readonly resampleCount: number; readonly confidenceLevel: number },
): Interval[] {
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
