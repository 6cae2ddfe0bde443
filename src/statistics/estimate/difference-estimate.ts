import { mean, variance } from './mean.js'
import { checkSameLength, type MeanEstimate } from './mean-estimate.js'

/**
 * Difference estimator of a finite population's mean: the mean of the predictions over the population, plus the mean error in a simple
 * random sample drawn without replacement. Variance (1 - n / N) s^2 / n of the errors (ddof 1), so that a census has standard error 0.
 *
 * @param values            true values of the sample, at least two
 * @param proxies           their predictions, in the same order
 * @param populationProxies predictions of the whole population, including the sample
 * @throws {RangeError} for fewer than two values, lists of different length, or a population smaller than the sample
 * @see Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, section 6.3
 */
export function differenceEstimate(
  values: ArrayLike<number>,
  proxies: ArrayLike<number>,
  populationProxies: ArrayLike<number>,
): MeanEstimate {
  checkSameLength(values, proxies, 'values and proxies')
  if (populationProxies.length < values.length) {
    throw new RangeError(`expected a population of at least ${values.length}, its sample, got ${populationProxies.length}`)
  }
  const errors = Float64Array.from(values, (value, index) => value - (proxies[index] as number))
  const spread = variance(errors)
  if (spread === null) throw new RangeError(`expected at least two values, got ${values.length}`)
  const unsampledShare = 1 - values.length / populationProxies.length
  return {
    mean: (mean(populationProxies) as number) + (mean(errors) as number),
    standardError: Math.sqrt((unsampledShare * spread) / values.length),
  }
}
