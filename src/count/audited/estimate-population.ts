import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { predictedShare } from '../../base/statistics/estimate/stratified-shares.js'
import { countNumbers } from '../../base/statistics/group-by.js'
import { clusterVariance, twoWayClusterVariance } from '../../base/statistics/interval/cluster-variance.js'
import {
  type ClusteredInterval,
  type ClusterKind,
  clusteredShareInterval,
} from '../../base/statistics/interval/clustered-share-interval.js'
import { kishEffectiveSize } from '../../base/statistics/interval/kish-effective-size.js'
import { studentTQuantile } from '../../base/statistics/interval/student-t-quantile.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { CLUSTER_AUTHOR, CLUSTER_AUTHOR_THREAD } from '../breakdown/breakdown-audit.js'
import { type CapturedEstimate, intervalsOf } from './estimate-captured.js'

/** Fewer threads than this say too little of how threads differ: clusters are then authors alone. */
export const MIN_THREAD_COUNT = 10

/** Cases of a wider crowd: how far each is from the mean, and in which clusters it stands. */
export interface ClusteredDeviations {
  /** `deviations[l][i]`; the mean over i is the estimate's error, to first order. */
  readonly deviations: readonly ArrayLike<number>[]
  readonly authorOf: ArrayLike<number>
  readonly threadOf: ArrayLike<number>
  /** 1 where the case was labelled, else 0. */
  readonly isLabelled: ArrayLike<number>
  /** Per label: the variance that the guard against rare errors adds, >= 0. */
  readonly guards: readonly number[]
}

/**
 * What each unit adds to each label's estimate, less the estimate: its prediction and the mean error of its stratum, and where it was
 * labelled its own residual, weighted by 1 / its chance to be drawn. Labelled in part or in whole, its cluster counts once.
 */
export function deviationsOf({ sample, proxied, coefficients, raw }: CapturedEstimate): ClusteredDeviations {
  const deviations = raw.shares.map((share, label) => {
    const result = new Float64Array(sample.labelOf.length)
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
  const isLabelled = sample.labelOf.map((label) => (label >= 0 ? 1 : 0))
  return { deviations, authorOf: sample.authorOf, threadOf: sample.threadOf, isLabelled, guards }
}

/** Which clusters a `population` interval stands on. */
export interface ClusterChoice {
  readonly by: readonly ('author' | 'thread')[]
  readonly method: string
  readonly authorCount: number
  readonly threadCount: number
  /** Per kind of `by`: 1 / Kish's effective number of clusters, by the posts that each holds. */
  readonly concentrations: readonly number[]
}

/** Authors, and threads where there are enough of them; null with fewer than two authors. */
export function chooseClusters(authorOf: ArrayLike<number>, threadOf: ArrayLike<number>): ClusterChoice | null {
  const [authors, threads] = [clusterSizes(authorOf), clusterSizes(threadOf)]
  const [authorCount, threadCount] = [authors.length, threads.length]
  if (authorCount < 2) return null
  const concentrationOf = (sizes: ArrayLike<number>): number => 1 / kishEffectiveSize(sizes)
  const counts = { authorCount, threadCount }
  return threadCount < MIN_THREAD_COUNT
    ? { by: ['author'], method: CLUSTER_AUTHOR, ...counts, concentrations: [concentrationOf(authors)] }
    : { by: ['author', 'thread'], method: CLUSTER_AUTHOR_THREAD, ...counts, concentrations: [authors, threads].map(concentrationOf) }
}

/** Units of each cluster that has some. */
const clusterSizes = (clusterOf: ArrayLike<number>): Uint32Array => countNumbers(clusterOf).filter((size) => size > 0)

/** Standard error and reach of each label in the wider crowd, t from the labelled clusters alone; null with fewer than two authors. */
export function populationReach(
  { deviations, authorOf, threadOf, isLabelled, guards }: ClusteredDeviations,
  confidenceLevel: number,
): { readonly method: string; readonly reaches: readonly { readonly standardError: number; readonly reach: number }[] } | null {
  const clusters = chooseClusters(authorOf, threadOf)
  if (clusters === null) return null
  const isTwoWay = clusters.by.length === 2
  const labelled = clusters.by.map((kind) => labelledDegrees(kind === 'author' ? authorOf : threadOf, isLabelled))
  const reaches = deviations.map((deviation, label) => {
    const estimated = isTwoWay ? twoWayClusterVariance(deviation, authorOf, threadOf) : clusterVariance(deviation, authorOf)
    const standardError = Math.sqrt((estimated?.variance ?? 0) + (guards[label] as number))
    return {
      standardError,
      reach: standardError * studentTQuantile((1 + confidenceLevel) / 2, Math.min(estimated?.degrees ?? 1, ...labelled)),
    }
  })
  return { method: clusters.method, reaches }
}

/**
 * The share in the wider crowd of which these authors (and threads) are a draw. A census does not close it, and it is never narrower than the
 * quoted interval of the captured posts.
 */
export function populationIntervals(estimate: CapturedEstimate, scheme: StanceScheme, confidenceLevel: number): ShareInterval[] {
  const clusters = chooseClusters(estimate.sample.authorOf, estimate.sample.threadOf)
  if (clusters === null) return []
  const { sample, raw, missing } = estimate
  return intervalsOf(raw, { sample, scheme, confidenceLevel, missing: null }).map((captured, label): ShareInterval => {
    const { share } = captured
    const crowd = crowdInterval(estimate, captured, { clusters, label, confidenceLevel })
    const widened = stretch(crowd, share, { least: missing?.lows[label] ?? share, most: missing?.highs[label] ?? share })
    return { ...captured, ...crowd, ...widened, estimand: 'population', method: clusters.method, confidenceLevel, isHeadline: true }
  })
}

/** The interval with the shares that missing labels allow, at worst, laid to its arms. */
function stretch(
  { low, high }: { readonly low: number; readonly high: number },
  share: number,
  { least, most }: { readonly least: number; readonly most: number },
): { low: number; high: number } {
  return { low: Math.max(0, low - Math.max(0, share - least)), high: Math.min(1, high + Math.max(0, most - share)) }
}

/** The `population` interval of one label. @param captured the quoted interval of the captured posts, which the result holds */
export function crowdInterval(
  { sample, raw }: CapturedEstimate,
  captured: { readonly share: number; readonly low: number; readonly high: number; readonly standardError: number },
  { clusters, label, confidenceLevel }: { readonly clusters: ClusterChoice; readonly label: number; readonly confidenceLevel: number },
): ClusteredInterval {
  const populationCount = sample.labelOf.length
  const samplingVariance = sum(
    raw.strata.map(({ members, sampled }) => (members.length * (members.length - sampled.length)) / sampled.length / populationCount ** 2),
  )
  const kinds = clusters.by.map((kind, index): ClusterKind => {
    const clusterOf = kind === 'author' ? sample.authorOf : sample.threadOf
    return { tallies: tallyClusters(clusterOf, sample.labelOf, label), concentration: clusters.concentrations[index] as number }
  })
  const crowd = clusteredShareInterval({ share: captured.share, populationCount, samplingVariance, kinds }, confidenceLevel)
  return {
    low: Math.min(captured.low, crowd.low),
    high: Math.max(captured.high, crowd.high),
    standardError: Math.max(captured.standardError, crowd.standardError),
  }
}

function tallyClusters(clusterOf: ArrayLike<number>, labelOf: ArrayLike<number>, label: number): ClusterKind['tallies'] {
  const tallies = new Map<number, { caseCount: number; hitCount: number }>()
  for (let unit = 0; unit < labelOf.length; unit++) {
    if ((labelOf[unit] as number) < 0) continue
    const cluster = clusterOf[unit] as number
    const tally = tallies.get(cluster) ?? { caseCount: 0, hitCount: 0 }
    tallies.set(cluster, tally)
    tally.caseCount += 1
    if (labelOf[unit] === label) tally.hitCount += 1
  }
  return [...tallies.values()]
}

/** Labelled clusters of one size that would say as much (Kish), less one, at least 1. */
const labelledDegrees = (clusterOf: ArrayLike<number>, isLabelled: ArrayLike<number>): number =>
  Math.max(1, kishEffectiveSize(clusterSizes(Array.from(clusterOf).filter((_, unit) => isLabelled[unit] === 1))) - 1)
