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
 * a cluster may depend on each other in any way. If there are at most `resampleCount` possible resamples (2,000: up to four clusters), all
 * are enumerated, without randomness. A single cluster gives an interval of zero width, since it does not show how clusters differ.
 *
 * @returns one interval per quantity; percentiles interpolate linearly
 * @throws {RangeError} without clusters, for a cluster without cases, or options out of range
 * @see Davison and Hinkley (1997), Bootstrap Methods and their Application
 */
export function clusterBootstrap(counts: ClusterCounts, options: BootstrapOptions): Interval[] {
  const { confidenceLevel } = options
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) throw new RangeError(`expected confidenceLevel in (0, 1), got ${confidenceLevel}`)
  const tail = (1 - confidenceLevel) / 2
  return resampledRatios(counts, options).map((ratios) => {
    ratios.sort()
    return { low: quantileSorted(ratios, tail), high: quantileSorted(ratios, 1 - tail) }
  })
}

/**
 * The ratios of {@link clusterBootstrap} before percentiles are taken.
 *
 * @returns `ratios[q][r]`: quantity `q` in resample `r`
 */
export function resampledRatios(counts: ClusterCounts, options: Pick<BootstrapOptions, 'random' | 'resampleCount'>): Float64Array[] {
  const { random, resampleCount } = options
  const clusterCount = counts.caseCounts.length
  if (clusterCount === 0) throw new RangeError('expected at least one cluster, got none')
  if (!Number.isInteger(resampleCount) || resampleCount < 1)
    throw new RangeError(`expected resampleCount to be an integer >= 1, got ${resampleCount}`)
  const { kindOf, kinds } = groupAlike(counts)
  const isEnumerated = clusterCount ** clusterCount <= resampleCount
  const drawnCount = isEnumerated ? clusterCount ** clusterCount : resampleCount
  const ratios = counts.hitCounts.map(() => new Float64Array(drawnCount))
  const drawsOfKind = new Uint32Array(kinds.length)
  for (let resample = 0; resample < drawnCount; resample++) {
    drawsOfKind.fill(0)
    let code = resample
    for (let draw = 0; draw < clusterCount; draw++) {
      let cluster: number
      if (isEnumerated) {
        cluster = code % clusterCount
        code = (code - cluster) / clusterCount
      } else cluster = Math.floor(random() * clusterCount)
      const kind = kindOf[cluster] as number
      drawsOfKind[kind] = (drawsOfKind[kind] as number) + 1
    }
    const total = (column: number): number =>
      kinds.reduce((sum, kind, index) => sum + (drawsOfKind[index] as number) * (kind[column] as number), 0)
    const caseCount = total(ratios.length)
    ratios.forEach((ratio, quantity) => {
      ratio[resample] = total(quantity) / caseCount
    })
  }
  return ratios
}

/** Groups clusters with equal counts into kinds, so that a draw only increments its kind. A kind lists its hits, then its cases. */
function groupAlike({ hitCounts, caseCounts }: ClusterCounts): { kindOf: Uint32Array; kinds: readonly (readonly number[])[] } {
  const indexOf = new Map<string, number>()
  const kinds: number[][] = []
  const kindOf = new Uint32Array(caseCounts.length)
  for (let cluster = 0; cluster < caseCounts.length; cluster++) {
    const caseCount = caseCounts[cluster] as number
    if (!(caseCount > 0)) throw new RangeError(`expected every cluster to hold a case, got ${caseCount} in cluster ${cluster}`)
    const kind = [...hitCounts.map((hits) => hits[cluster] as number), caseCount]
    const key = kind.join()
    let index = indexOf.get(key)
    if (index === undefined) {
      indexOf.set(key, (index = kinds.length))
      kinds.push(kind)
    }
    kindOf[cluster] = index
  }
  return { kindOf, kinds }
}
