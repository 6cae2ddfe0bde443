import { softmax } from './softmax.js'

const MIN_SHARPNESS = 0.01

/**
 * Temperature scaling: the temperature T at which softmax(scores / T) gives the observed labels the highest likelihood. The loss is convex
 * in 1 / T, so bisecting `[1 / 100, 100]` at the sign change of its derivative finds the only minimum to full precision.
 *
 * @param scores one row of scores per case, not from the model's training cases
 * @param labels index of the true label per case
 * @returns T > 0; above 1 for overconfident scores
 * @throws {RangeError} without cases, or for lists of different length
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML, section 4.2
 */
export function fitTemperature(scores: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  if (scores.length === 0 || scores.length !== labels.length) {
    throw new RangeError(`expected a label for each of at least one row of scores, got ${labels.length} for ${scores.length}`)
  }
  // Derivative of the loss with respect to the sharpness 1 / T: expected score minus the score of the true label.
  const slopeAt = (sharpness: number): number => {
    let slope = 0
    for (let row = 0; row < scores.length; row++) {
      const values = scores[row] as ArrayLike<number>
      const probabilities = softmax(values, 1 / sharpness)
      for (let label = 0; label < values.length; label++) slope += (probabilities[label] as number) * (values[label] as number)
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
