import { sum } from './mean.js'
import { checkSameLength, type MeanEstimate } from './mean-estimate.js'

export interface DesignWeightedInput {
  /** The true value of each case; null for cases that were not sampled. */
  readonly values: readonly (number | null)[]
  /** The prediction of each case. */
  readonly proxies: ArrayLike<number>
  /** Inclusion probability of each case, in (0, 1]. */
  readonly probabilities: ArrayLike<number>
}

/**
 * Pseudo-outcomes of design-based supervised learning: g + (R / pi)(y - g). Their mean is unbiased for any quality of the predictions, as
 * long as the inclusion probabilities are correct.
 *
 * @throws {RangeError} for lists of different length, or a probability outside (0, 1]
 * @see Egami, Hinck, Stewart, Wei (2023), Using Imperfect Surrogates for Downstream Inference, NeurIPS, equation 2
 */
export function pseudoOutcomes({ values, proxies, probabilities }: DesignWeightedInput): Float64Array {
  checkSameLength(values, proxies, 'values and proxies')
  checkSameLength(values, probabilities, 'values and probabilities')
  return Float64Array.from(values, (value, index) => {
    const probability = probabilities[index] as number
    if (!(probability > 0 && probability <= 1)) {
      throw new RangeError(`expected an inclusion probability in (0, 1], got ${probability} (case ${index})`)
    }
    const proxy = proxies[index] as number
    return value === null ? proxy : proxy + (value - proxy) / probability
  })
}

/**
 * Mean of the pseudo-outcomes. The standard error assumes cases that are independent (without `clusterOf`: HC0) or dependent within
 * clusters, and refers to the superpopulation: no finite-population and no small-sample correction, as in the R package dsl. Clusters may
 * be partly labelled.
 *
 * @param clusterOf the cluster of each case
 * @throws {RangeError} without cases, and as {@link pseudoOutcomes}
 */
export function designWeightedMean(input: DesignWeightedInput, clusterOf?: readonly (string | number)[]): MeanEstimate {
  const outcomes = pseudoOutcomes(input)
  if (outcomes.length === 0) throw new RangeError('expected at least one case, got none')
  const mean = sum(outcomes) / outcomes.length
  if (clusterOf) checkSameLength(outcomes, clusterOf, 'cases and clusters')
  const sums = new Map<string | number, number>()
  outcomes.forEach((outcome, index) => {
    const cluster = clusterOf ? (clusterOf[index] as string | number) : index
    sums.set(cluster, (sums.get(cluster) ?? 0) + outcome - mean)
  })
  let squares = 0
  for (const clusterSum of sums.values()) squares += clusterSum * clusterSum
  return { mean, standardError: Math.sqrt(squares) / outcomes.length }
}
