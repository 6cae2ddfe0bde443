import { softmax } from './softmax.js'

const LEAST_SHARPNESS = 0.01

/**
 * The temperature at which softmax(scores / T) gives the observed labels the highest likelihood. The loss is convex in 1 / T,
 * so halving `[1 / 100, 100]` where its derivative changes sign finds the one minimum to the last digits.
 *
 * @param scores one row of scores per case, not from the cases the model was trained on
 * @param labels index of the true label per case
 * @returns T > 0; above 1 when the scores were too sure of themselves
 * @throws {RangeError} for no cases, or lists of unequal length
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML, section 4.2
 */
export function fitTemperature(scores: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  if (scores.length === 0 || scores.length !== labels.length) {
    throw new RangeError(`expected a label for each of at least one row of scores, got ${labels.length} for ${scores.length}`)
  }
  // Derivative of the loss with respect to the sharpness: expected score less the score of the true label.
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
  let low = LEAST_SHARPNESS
  let high = 1 / LEAST_SHARPNESS
  while (high - low > Number.EPSILON * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (slopeAt(middle) <= 0) low = middle
    else high = middle
  }
  return 2 / (low + high)
}
