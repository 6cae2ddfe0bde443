import { logSumExp } from '../../base/statistics/calibration/softmax.js'
import { minimiseLbfgs } from '../../base/statistics/minimise-lbfgs.js'

/** Rows of numbers: row r holds `values[r * width, (r + 1) * width)`. */
export interface Rows {
  readonly values: Float64Array
  readonly width: number
}

export interface RidgeProblem {
  /** Log-probabilities of the model that is corrected, one row per example; `width` is the number of labels. */
  readonly offsets: Rows
  readonly features: Rows
  /** Strength of the penalty on each feature's weights; > 0. */
  readonly penalties: Float64Array
  /** Label index per example. */
  readonly labels: Int32Array
  /** One weight per example, > 0; default 1 each. */
  readonly rowWeights?: Float64Array | undefined
}

/** Largest component of the gradient at the end, per example. */
const GRADIENT_TOLERANCE = 1e-7

/**
 * Multinomial logistic regression that corrects given log-probabilities: minimises `sum_r w_r * -log softmax(offset_r + W' x_r)[label_r] +
 * sum_j penalty_j |W_j|^2 / 2`. No intercept: give a feature that is 1.
 *
 * @returns `weights[feature * labelCount + label]`; the weights of a feature sum to 0 over the labels
 * @see Hastie, Tibshirani, Friedman (2009), The Elements of Statistical Learning, section 18.3.2; values of SciPy in its test
 */
export function fitRidgeSoftmax({ offsets, features, penalties, labels, rowWeights }: RidgeProblem): Float64Array {
  const { width: labelCount } = offsets
  const { width, values } = features
  const scores = new Float64Array(labelCount)
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let loss = 0
    for (let place = 0; place < point.length; place++) {
      const penalty = penalties[Math.floor(place / labelCount)] as number
      const weight = point[place] as number
      loss += 0.5 * penalty * weight * weight
      gradient[place] = penalty * weight
    }
    for (let row = 0; row < labels.length; row++) {
      addScores(scores, offsets, features, row, point)
      const logSum = logSumExp(scores)
      const gold = labels[row] as number
      const rowWeight = rowWeights?.[row] ?? 1
      loss += rowWeight * (logSum - (scores[gold] as number))
      for (let label = 0; label < labelCount; label++) {
        scores[label] = rowWeight * (Math.exp((scores[label] as number) - logSum) - (label === gold ? 1 : 0))
      }
      for (let column = 0; column < width; column++) {
        const value = values[row * width + column] as number
        if (value === 0) continue
        for (let label = 0; label < labelCount; label++) {
          const at = column * labelCount + label
          gradient[at] = (gradient[at] as number) + value * (scores[label] as number)
        }
      }
    }
    return loss
  }
  const { point } = minimiseLbfgs(objective, new Float64Array(width * labelCount), {
    gradientTolerance: GRADIENT_TOLERANCE * Math.max(1, labels.length),
    maxIterations: 500,
    preconditioner: inverseDiagonal({ offsets, features, penalties, labels, rowWeights }),
  })
  return point
}

/** Writes `offset + W' x` of a row into `scores`. */
function addScores(scores: Float64Array, offsets: Rows, { values, width }: Rows, row: number, weights: Float64Array): void {
  const { width: labelCount } = offsets
  for (let label = 0; label < labelCount; label++) scores[label] = offsets.values[row * labelCount + label] as number
  for (let column = 0; column < width; column++) {
    const value = values[row * width + column] as number
    if (value === 0) continue
    for (let label = 0; label < labelCount; label++) {
      scores[label] = (scores[label] as number) + value * (weights[column * labelCount + label] as number)
    }
  }
}

/** Inverse of the Hessian's diagonal where all labels are equally likely. */
function inverseDiagonal({ offsets: { width: labelCount }, features: { values, width }, penalties, labels, rowWeights }: RidgeProblem) {
  const variance = (labelCount - 1) / labelCount ** 2
  const diagonal = new Float64Array(width * labelCount)
  for (let column = 0; column < width; column++) {
    let sum = penalties[column] as number
    for (let row = 0; row < labels.length; row++) sum += (rowWeights?.[row] ?? 1) * variance * (values[row * width + column] as number) ** 2
    diagonal.fill(1 / sum, column * labelCount, (column + 1) * labelCount)
  }
  return diagonal
}
