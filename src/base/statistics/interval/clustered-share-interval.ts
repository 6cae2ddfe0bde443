import { sum } from '../estimate/mean.js'
import { type BetaComponent, betaMixtureQuantile } from './beta-quantile.js'
import { type ClusterTally, CORRELATIONS, correlationLikelihoods } from './cluster-correlation.js'
import type { Interval } from './interval.js'
import { kishEffectiveSize } from './kish-effective-size.js'
import { normalQuantile } from './normal-quantile.js'
import { studentTQuantile } from './student-t-quantile.js'

/** One way in which the cases fall into clusters, such as authors. */
export interface ClusterKind {
  /** Clusters with a labelled case. */
  readonly tallies: readonly ClusterTally[]
  /** Sum over all clusters of (cases of the cluster / all cases)^2, labelled or not; in (0, 1]. */
  readonly concentration: number
}

/** A share estimated from labels on a sample of a finite population. */
export interface ClusteredShare {
  /** In [0, 1]. */
  readonly share: number
  readonly populationCount: number
  /** Variance of the sample mean of independent cases around the mean of the population, over p (1 - p): 1/n - 1/N where n of N were drawn evenly. */
  readonly samplingVariance: number
  readonly kinds: readonly ClusterKind[]
}

/** An interval, and the spread it was made of. */
export interface ClusteredInterval extends Interval {
  readonly standardError: number
}

/**
 * The prior. A correlation of 0 is `independence` times as likely as any other. The others become less likely with a power of their design
 * effect: `designPower`, plus (`sparsePower` + `sparseLabels` / labels) / (`sparseHits` + posts with the label, or without it if those are
 * fewer), because so few posts cannot show that they come from few clusters. Origin: settings were tried on 58 cells of `scripts/coverage` until all held with few too wide, first on other draws, the last step on draws of that grid.
 */
const PRIOR = { independence: 6, designPower: 0.75, sparsePower: 3, sparseLabels: 200, sparseHits: 4 }
/** 1/2 is Jeffreys' prior, 1 the exact interval of Clopper and Pearson. Origin: that of the prior. */
const END_SHAPE = 0.725
/** Correlations less likely than this are left out. */
const LEAST_WEIGHT = 1e-6

/**
 * Interval of the share in the wider crowd of which the clusters of a finite population are a draw. The error of the estimate has two parts:
 * that of the sample within the population, and that of the population within the crowd. The second depends on how alike the cases of one
 * cluster are, which a sample says little of; so the interval is a mixture over all correlations, weighted by what the labelled clusters say
 * (beta-binomial likelihood). For each correlation it is a beta interval on the effective number of labels (as of Korn and Graubard), with
 * Student's t for the part of the variance that rests on few clusters: degrees of freedom from the labelled clusters alone (Kish).
 * A census leaves the second part.
 *
 * @see Korn and Graubard (1998), Confidence intervals for proportions with small expected number of positive counts, Survey Methodology 24:193
 * @throws {RangeError} for a share outside [0, 1], or a kind without a labelled cluster
 */
export function clusteredShareInterval(input: ClusteredShare, confidenceLevel: number): ClusteredInterval {
  const { share } = input
  if (!(share >= 0 && share <= 1)) throw new RangeError(`expected a share in [0, 1], got ${share}`)
  const reach = normalQuantile((1 + confidenceLevel) / 2)
  const designs = weighDesigns(input).map((design) => {
    return { ...design, size: (reach / studentTQuantile((1 + confidenceLevel) / 2, design.degrees)) ** 2 / design.variance }
  })
  const shaped = (shape: number): BetaComponent[] =>
    designs.map(({ weight, size }) => ({ weight, a: share * size + shape, b: (1 - share) * size + 1 - shape }))
  const tail = (1 - confidenceLevel) / 2
  return {
    low: share === 0 ? 0 : Math.min(share, betaMixtureQuantile(tail, shaped(1 - END_SHAPE))),
    high: share === 1 ? 1 : Math.max(share, betaMixtureQuantile(1 - tail, shaped(END_SHAPE))),
    standardError: Math.sqrt(share * (1 - share) * sum(designs.map(({ weight, variance }) => weight * variance))),
  }
}

interface Design {
  readonly weight: number
  /** Variance of the estimate over p (1 - p). */
  readonly variance: number
  readonly degrees: number
}

/** Every combination of correlations, one per kind of cluster, that is not too unlikely. */
function weighDesigns({ populationCount, samplingVariance, kinds }: ClusteredShare): Design[] {
  const independent = samplingVariance + 1 / populationCount
  let designs = [{ weight: 1, variance: independent, inverse: 0 }]
  for (const { tallies, concentration } of kinds) {
    if (tallies.length === 0) throw new RangeError('expected a labelled cluster of every kind, got none')
    const excess = concentration - 1 / populationCount
    const weights = weighCorrelations(tallies, (correlation) => 1 + (correlation * excess) / independent)
    const degrees = Math.max(1, kishEffectiveSize(tallies.map(({ caseCount }) => caseCount)) - 1)
    designs = designs.flatMap((design) =>
      weights.map((weight, index) => {
        const correlation = CORRELATIONS[index] as number
        const variance = design.variance + correlation * excess
        return { weight: design.weight * weight, variance, inverse: design.inverse + (correlation * concentration) ** 2 / degrees }
      }),
    )
  }
  designs = designs.filter(({ weight }) => weight >= LEAST_WEIGHT)
  const total = sum(designs.map(({ weight }) => weight))
  // Satterthwaite: only what rests on the correlation has few degrees of freedom.
  return designs.map(({ weight, variance, inverse }) => {
    return { weight: weight / total, variance, degrees: inverse === 0 ? Number.POSITIVE_INFINITY : Math.max(1, variance ** 2 / inverse) }
  })
}

/** Sum 1, one per correlation. */
function weighCorrelations(tallies: readonly ClusterTally[], designEffectOf: (correlation: number) => number): number[] {
  const hitCount = sum(tallies.map((tally) => tally.hitCount))
  const labelCount = sum(tallies.map((tally) => tally.caseCount))
  const rareCount = Math.min(hitCount, labelCount - hitCount)
  const power = PRIOR.designPower + (PRIOR.sparsePower + PRIOR.sparseLabels / labelCount) / (rareCount + PRIOR.sparseHits)
  const logs = correlationLikelihoods(tallies).map((likelihood, index) => {
    const correlation = CORRELATIONS[index] as number
    return likelihood + (correlation === 0 ? Math.log(PRIOR.independence) : -power * Math.log(designEffectOf(correlation)))
  })
  const largest = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - largest))
  const total = sum(weights)
  return weights.map((weight) => weight / total)
}
