import { softmax } from './softmax.js'

const MIN_SHARPNESS = 0.01

/**
 * Temperature scaling: the T at which softmax(scores / T) gives the observed labels the highest
 * likelihood. The loss is convex in 1 / T, so that bisection of its derivative in `[1 / 100, 100]`
 * finds the only minimum.
 *
 * @param scores one row of scores per case, not from the model's training cases
 * @param labels index of the true label per case
 * @returns T > 0; above 1 for overconfident scores
 * @throws {RangeError} without cases, or for lists of different length
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML, section
 *   4.2
 */
export function fitTemperature(
  scores: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
): number {
  if (scores.length === 0 || scores.length !== labels.length) {
    throw new RangeError(
      `expected a label for each of at least one row of scores, got ${labels.length} for ${scores.length}`,
    )
  }
  // Derivative of the loss with respect to the sharpness 1 / T: expected score minus the score of
  // the true label.
  const slopeAt = (sharpness: number): number => {
    let slope = 0
    for (let row = 0; row < scores.length; row++) {
      const values = scores[row] as ArrayLike<number>
      const probabilities = softmax(values, 1 / sharpness)
      for (let label = 0; label < values.length; label++)
        slope += (probabilities[label] as number) * (values[label] as number)
      slope -= values[labels[row] as number] as number
    }
    return slope
  }
  let low = MIN_SHARPNESS
  let high = 1 / MIN_SHARPNESS
  while (high - low > Number.EPSILON * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (slopeAt(middle) <= 0) low = middle
    else high = middle
  }
  return 2 / (low + high)
}

/** Number of bins of the published figures. Origin: Guo et al. (2017), `temperature_scaling.py`. */
const BIN_COUNT = 15

/**
 * Expected calibration error: the mean distance between probability and hit rate over bins of equal
 * width, weighted by their cases. In [0, 1], 0 is perfect; null without cases. A bin holds the
 * probabilities in (low, high], the first also 0.
 *
 * @param topProbabilities probability of the predicted label per case, in [0, 1]
 * @param isHit true where that label was right, same length
 * @throws {RangeError} for lists of different length or a probability outside [0, 1]
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML
 */
export function expectedCalibrationError(
  topProbabilities: ArrayLike<number>,
  isHit: ArrayLike<boolean>,
  binCount = BIN_COUNT,
): number | null {
  const caseCount = topProbabilities.length
  if (isHit.length !== caseCount)
    throw new RangeError(`expected ${caseCount} outcomes, one per probability, got ${isHit.length}`)
  // Probabilities less hits, by bin.
  const excess = new Array<number>(binCount).fill(0)
  for (let index = 0; index < caseCount; index++) {
    const probability = topProbabilities[index] as number
    const bin = Math.max(0, Math.ceil(probability * binCount) - 1)
    if (!(probability >= 0 && bin < binCount))
      throw new RangeError(`expected a probability in [0, 1], got ${probability} (case ${index})`)
    excess[bin] = (excess[bin] as number) + probability - Number(isHit[index])
  }
  return caseCount === 0
    ? null
    : excess.reduce((total, one) => total + Math.abs(one), 0) / caseCount
}
