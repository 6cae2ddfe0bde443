import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { predictedShare } from '../../statistics/estimate/stratified-shares.js'
import { clusterVariance, twoWayClusterVariance } from '../../statistics/interval/cluster-variance.js'
import { studentTQuantile } from '../../statistics/interval/student-t-quantile.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { CLUSTER_AUTHOR, CLUSTER_AUTHOR_THREAD } from '../breakdown/breakdown-audit.js'
import type { CapturedEstimate } from './estimate-captured.js'

/** Fewer threads than this say too little of how threads differ: clusters are then authors alone. */
export const MIN_THREAD_COUNT = 10

/** Cases of a wider crowd: how far each is from the mean, and in which clusters it stands. */
export interface ClusteredDeviations {
  /** `deviations[l][i]`; the mean over i is the estimate's error, to first order. */
  readonly deviations: readonly ArrayLike<number>[]
  readonly authorOf: ArrayLike<number>
  readonly threadOf: ArrayLike<number>
  /** Per label: the variance that the guard against rare errors adds, >= 0. */
  readonly guards: readonly number[]
}

/**
 * What each unit adds to each label's estimate, less the estimate: its prediction and the mean error of its stratum, and where it was
 * labelled its own residual, weighted by 1 / its chance to be drawn. Labelled in part or in whole, its cluster counts once.
 */
export function deviationsOf({ sample, proxied, coefficients, raw }: CapturedEstimate): ClusteredDeviations {
  const deviations = raw.shares.map((share, label) => {
    const result = new Float64Array(sample.units.length)
    for (const [stratum, { members, sampled }] of raw.strata.entries()) {
      const correction = raw.corrections[label]?.[stratum] as number
      for (const member of members) result[member] = predictedShare(proxied, coefficients, member, label) + correction - share
      for (const member of sampled) {
        const truth = sample.labelOf[member] === label ? 1 : 0
        const residual = truth - predictedShare(proxied, coefficients, member, label) - correction
        result[member] = (result[member] as number) + (members.length / sampled.length) * residual
      }
    }
    return result
  })
  const guards = raw.variances.map((variance, label) => Math.max(0, variance - (raw.plainVariances[label] as number)))
  return { deviations, authorOf: sample.authorOf, threadOf: sample.threadOf, guards }
}

/** Which clusters a `population` interval stands on. */
export interface ClusterChoice {
  readonly by: readonly ('author' | 'thread')[]
  readonly method: string
  readonly authorCount: number
  readonly threadCount: number
}

/** Authors, and threads where there are enough of them; null with fewer than two authors. */
export function chooseClusters(authorOf: ArrayLike<number>, threadOf: ArrayLike<number>): ClusterChoice | null {
  const authorCount = new Set(Array.from(authorOf)).size
  const threadCount = new Set(Array.from(threadOf)).size
  if (authorCount < 2) return null
  return threadCount < MIN_THREAD_COUNT
    ? { by: ['author'], method: CLUSTER_AUTHOR, authorCount, threadCount }
    : { by: ['author', 'thread'], method: CLUSTER_AUTHOR_THREAD, authorCount, threadCount }
}

/** Standard error and t quantile of each label in the wider crowd; null with fewer than two authors. */
export function populationReach(
  { deviations, authorOf, threadOf, guards }: ClusteredDeviations,
  confidenceLevel: number,
): { readonly method: string; readonly reaches: readonly { readonly standardError: number; readonly reach: number }[] } | null {
  const clusters = chooseClusters(authorOf, threadOf)
  if (clusters === null) return null
  const isTwoWay = clusters.by.length === 2
  const reaches = deviations.map((deviation, label) => {
    const estimated = isTwoWay ? twoWayClusterVariance(deviation, authorOf, threadOf) : clusterVariance(deviation, authorOf)
    const standardError = Math.sqrt((estimated?.variance ?? 0) + (guards[label] as number))
    return { standardError, reach: standardError * studentTQuantile((1 + confidenceLevel) / 2, estimated?.degrees ?? 1) }
  })
  return { method: clusters.method, reaches }
}

/** The share in the wider crowd of which these authors (and threads) are a draw. A census does not close it. */
export function populationIntervals(estimate: CapturedEstimate, scheme: StanceScheme, confidenceLevel: number): ShareInterval[] {
  const reached = populationReach(deviationsOf(estimate), confidenceLevel)
  if (reached === null) return []
  return scheme.labels.map((label, index): ShareInterval => {
    const { standardError, reach } = reached.reaches[index] as { standardError: number; reach: number }
    const share = estimate.shares[index] as number
    const { low, high } = onLogitScale(share, reach)
    return { estimand: 'population', method: reached.method, confidenceLevel, label, share, low, high, standardError, isHeadline: true }
  })
}

/**
 * The interval on the scale of log(p / (1 - p)), on which estimates of small and large shares are nearer to symmetric. One that would reach
 * 0 or 1 is stretched without measure there: it stays symmetric, cut at the end.
 *
 * @see Korn and Graubard (1998), Confidence intervals for proportions with small expected number of positive counts, Survey Methodology 24:193
 */
function onLogitScale(share: number, reach: number): { low: number; high: number } {
  if (reach >= Math.min(share, 1 - share)) return { low: Math.max(0, share - reach), high: Math.min(1, share + reach) }
  const centre = Math.log(share / (1 - share))
  const spread = reach / (share * (1 - share))
  // There and back again may miss the share by a rounding.
  return { low: Math.min(share, 1 / (1 + Math.exp(spread - centre))), high: Math.max(share, 1 / (1 + Math.exp(-spread - centre))) }
}
