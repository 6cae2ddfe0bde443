import { covariance, mean, variance } from './mean.js'
import { checkSameLength, type MeanEstimate } from './mean-estimate.js'

/**
 * How far to use the predictions: a number (0: labels alone, 1: plain PPI), `tuned` (PPI++, the lambda of least variance) or
 * `tuned-clipped` (the same held in [0, 1], which is what to use).
 */
export type PowerTuning = number | 'tuned' | 'tuned-clipped'

export interface PredictionPoweredInput {
  /** The truth of the labelled cases, at least two. */
  readonly values: ArrayLike<number>
  /** Their predictions, same order. */
  readonly proxies: ArrayLike<number>
  /** Predictions of cases without a label, at least two, none of the labelled among them. */
  readonly unlabelledProxies: ArrayLike<number>
}

/**
 * Prediction-powered mean (PPI++) of the crowd that labelled and unlabelled cases were drawn from: no finite-population
 * correction. lambda = Cov(y, p) / ((1 + n / N) Var(p)). All moments with ddof 1, as GLIDE has it; ppi_py divides the
 * covariance and the variances by n. Cases must be independent: give it cluster means where they are not.
 *
 * @throws {RangeError} for fewer than two labelled or unlabelled cases, or lists of unequal length
 * @see Angelopoulos, Duchi, Zrnic (2023), PPI++: Efficient Prediction-Powered Inference, arXiv:2311.01453, example 6.1
 */
export function predictionPoweredMean(input: PredictionPoweredInput, tuning: PowerTuning): MeanEstimate & { readonly lambda: number } {
  const { values, proxies, unlabelledProxies } = input
  checkSameLength(values, proxies, 'values and proxies')
  const unlabelledVariance = variance(unlabelledProxies)
  if (values.length < 2 || unlabelledVariance === null) {
    throw new RangeError(`expected at least two labelled and two unlabelled cases, got ${values.length} and ${unlabelledProxies.length}`)
  }
  const lambda = typeof tuning === 'number' ? tuning : tune(input, tuning === 'tuned-clipped')
  const errors = Float64Array.from(values, (value, index) => value - lambda * (proxies[index] as number))
  return {
    lambda,
    mean: lambda * (mean(unlabelledProxies) as number) + (mean(errors) as number),
    standardError: Math.sqrt(
      (lambda * lambda * unlabelledVariance) / unlabelledProxies.length + (variance(errors) as number) / values.length,
    ),
  }
}

/** 0 where predictions do not vary: they say nothing of the differences between cases. */
function tune({ values, proxies, unlabelledProxies }: PredictionPoweredInput, isClipped: boolean): number {
  const pooled = Float64Array.from([...Array.from(proxies), ...Array.from(unlabelledProxies)])
  const spread = (1 + values.length / unlabelledProxies.length) * (variance(pooled) as number)
  const lambda = spread === 0 ? 0 : (covariance(values, proxies) as number) / spread
  return isClipped ? Math.min(1, Math.max(0, lambda)) : lambda
}
