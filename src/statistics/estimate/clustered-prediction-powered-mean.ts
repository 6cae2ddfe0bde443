import { mean } from './mean.js'
import { type PowerTuning, type PredictionPoweredInput, predictionPoweredMean } from './prediction-powered-mean.js'

/** A cluster of cases. */
export interface Cluster {
  /** The true value of each case; null for an unlabelled cluster. */
  readonly values: ArrayLike<number> | null
  /** The prediction of each case; at least one. */
  readonly proxies: ArrayLike<number>
}

/**
 * Prediction-powered mean of cluster means, with equal weight per cluster. It differs from the mean of the cases if clusters differ in
 * size. A cluster must be labelled completely or not at all; `designWeightedMean` supports partly labelled clusters.
 *
 * @throws {RangeError} for fewer than two labelled or two unlabelled clusters, or an empty cluster
 * @see GLIDE, `clustered_ppi.py`, class ClusteredPPIMeanEstimator
 */
export function clusteredPredictionPoweredMean(
  clusters: readonly Cluster[],
  tuning: PowerTuning,
): ReturnType<typeof predictionPoweredMean> {
  const meanOf = (cases: ArrayLike<number>): number => {
    const value = mean(cases)
    if (value === null) throw new RangeError('expected every cluster to hold a case, got an empty one')
    return value
  }
  const labelled = clusters.flatMap(({ values, proxies }) => {
    if (values === null) return []
    if (values.length !== proxies.length)
      throw new RangeError(`expected a cluster labelled in whole or not at all, got ${values.length} labels for ${proxies.length} cases`)
    return [{ value: meanOf(values), proxy: meanOf(proxies) }]
  })
  const input: PredictionPoweredInput = {
    values: labelled.map(({ value }) => value),
    proxies: labelled.map(({ proxy }) => proxy),
    unlabelledProxies: clusters.filter(({ values }) => values === null).map(({ proxies }) => meanOf(proxies)),
  }
  return predictionPoweredMean(input, tuning)
}
