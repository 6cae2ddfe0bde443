import { sum } from './mean.js'
import { checkSameLength, type MeanEstimate } from './mean-estimate.js'

export interface DesignWeightedInput {
  /** The truth of each case, null where it was not drawn. */
  readonly values: readonly (number | null)[]
  /** What stands for it, one per case. */
  readonly proxies: ArrayLike<number>
  /** Chance of each case to be drawn, in (0, 1]. */
  readonly probabilities: ArrayLike<number>
}

/**
 * What stands for each case once its label is used: g + (R / pi)(y - g), the pseudo-outcome of design-based supervised
 * learning. Its mean is unbiased however bad the proxies are, as long as the probabilities are true.
 *
 * @throws {RangeError} for lists of unequal length, or a probability outside (0, 1]
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
 * Mean of the pseudo-outcomes, with a standard error that holds for cases that are independent (no `clusterOf`: HC0) or
 * dependent within clusters, as far as the wider crowd is meant: no finite-population and no small-sample correction, as the
 * R package dsl has it. Clusters may be labelled in part.
 *
 * @param clusterOf the cluster of each case
 * @throws {RangeError} for no cases, and as {@link pseudoOutcomes}
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
