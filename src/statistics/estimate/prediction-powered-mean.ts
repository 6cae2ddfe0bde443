import { covariance, mean, variance } from './mean.js'
import { checkSameLength, type MeanEstimate } from './mean-estimate.js'

/**
 * How strongly to use the predictions: a number (0: labels only, 1: plain PPI), `tuned` (PPI++, the lambda of least variance) or
 * `tuned-clipped` (recommended: the same clipped to [0, 1]).
 */
export type PowerTuning = number | 'tuned' | 'tuned-clipped'

export interface PredictionPoweredInput {
  /** True values of the labelled cases, at least two. */
  readonly values: ArrayLike<number>
  /** Their predictions, in the same order. */
  readonly proxies: ArrayLike<number>
  /** Predictions of the unlabelled cases, at least two, without the labelled ones. */
  readonly unlabelledProxies: ArrayLike<number>
}

/**
 * Prediction-powered mean (PPI++) of the superpopulation from which labelled and unlabelled cases were drawn: no finite-population
 * correction. lambda = Cov(y, p) / ((1 + n / N) Var(p)). All moments use ddof 1, as in GLIDE; ppi_py divides the covariance and the
 * variances by n. Cases must be independent: pass cluster means otherwise.
 *
 * @throws {RangeError} for fewer than two labelled or unlabelled cases, or lists of different length
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

/** 0 for constant predictions, which carry no information. */
function tune({ values, proxies, unlabelledProxies }: PredictionPoweredInput, isClipped: boolean): number {
  const pooled = Float64Array.from([...Array.from(proxies), ...Array.from(unlabelledProxies)])
  const spread = (1 + values.length / unlabelledProxies.length) * (variance(pooled) as number)
  const lambda = spread === 0 ? 0 : (covariance(values, proxies) as number) / spread
  return isClipped ? Math.min(1, Math.max(0, lambda)) : lambda
}
