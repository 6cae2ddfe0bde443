import { logSumExp } from './softmax.js'

const INVERSE_GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2
const TOLERANCE = 1e-9

/**
 * The temperature at which softmax(scores / T) gives the observed labels the highest likelihood. The loss is convex in 1 / T,
 * so a golden-section search over `[1 / 100, 100]` finds its one minimum.
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
  const loss = (sharpness: number): number => {
    let total = 0
    for (let row = 0; row < scores.length; row++) {
      const scaled = Float64Array.from(scores[row] as ArrayLike<number>, (score) => score * sharpness)
      total += logSumExp(scaled) - (scaled[labels[row] as number] as number)
    }
    return total
  }
  let low = 0.01
  let high = 100
  let left = high - INVERSE_GOLDEN_RATIO * (high - low)
  let right = low + INVERSE_GOLDEN_RATIO * (high - low)
  let leftLoss = loss(left)
  let rightLoss = loss(right)
  while (high - low > TOLERANCE * (low + high)) {
    if (leftLoss < rightLoss) {
      high = right
      right = left
      rightLoss = leftLoss
      left = high - INVERSE_GOLDEN_RATIO * (high - low)
      leftLoss = loss(left)
    } else {
      low = left
      left = right
      leftLoss = rightLoss
      right = low + INVERSE_GOLDEN_RATIO * (high - low)
      rightLoss = loss(right)
    }
  }
  return 2 / (low + high)
}
