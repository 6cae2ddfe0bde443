import { checkSameLength } from '../estimate/mean-estimate.js'

/** Errors of estimated shares over all labels. 0 is perfect in each. */
export interface QuantificationErrors {
  /** Mean absolute error of a share, in [0, 1]. */
  readonly absolute: number
  /** `absolute` divided by the largest value possible for the true shares, in [0, 1]. */
  readonly normalisedAbsolute: number
  /** Mean absolute error relative to the true share, both smoothed. */
  readonly relativeAbsolute: number
  /** Kullback-Leibler divergence of the estimated from the true shares, smoothed, in nats. */
  readonly divergence: number
  /** `divergence` mapped to [0, 1). */
  readonly normalisedDivergence: number
}

/**
 * Error measures of quantifiers, as defined by QuaPy.
 *
 * @param smoothing added to every share before division or logarithm, >= 0; 1 / (2 x cases) is usual
 * @throws {RangeError} for lists of different length or fewer than two labels
 * @see Sebastiani (2020), Evaluation measures for quantification, Information Retrieval Journal 23:255; QuaPy `error.py`
 */
export function quantificationErrors(
  trueShares: ArrayLike<number>,
  estimatedShares: ArrayLike<number>,
  smoothing: number,
): QuantificationErrors {
  checkSameLength(trueShares, estimatedShares, 'true and estimated shares')
  const labelCount = trueShares.length
  if (labelCount < 2) throw new RangeError(`expected at least two labels, got ${labelCount}`)
  const smooth = (share: number): number => (share + smoothing) / (1 + smoothing * labelCount)
  let distance = 0
  let relative = 0
  let divergence = 0
  for (let label = 0; label < labelCount; label++) {
    const truth = trueShares[label] as number
    const estimate = estimatedShares[label] as number
    distance += Math.abs(estimate - truth)
    relative += Math.abs(smooth(estimate) - smooth(truth)) / smooth(truth)
    divergence += truth === 0 && smoothing === 0 ? 0 : smooth(truth) * Math.log(smooth(truth) / smooth(estimate))
  }
  const rarest = Math.min(...Array.from(trueShares))
  return {
    absolute: distance / labelCount,
    normalisedAbsolute: distance / (2 * (1 - rarest)),
    relativeAbsolute: relative / labelCount,
    divergence,
    normalisedDivergence: 2 / (1 + Math.exp(-divergence)) - 1,
  }
}
