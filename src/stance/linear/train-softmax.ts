import { minimiseLbfgs } from '../../statistics/minimise-lbfgs.js'

/** Rows of a sparse matrix, one after the other: row r holds entries `[offsets[r], offsets[r + 1])`. */
export interface SparseMatrix {
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly columnCount: number
}

export interface SoftmaxOptions {
  /** C of liblinear and scikit-learn: weight of the data against the L2 penalty; > 0. */
  readonly inverseRegularisation: number
  /** One weight per row; > 0. */
  readonly rowWeights: Float64Array
  /** Default 1e-4 on the gradient divided by the sum of row weights, as scikit-learn 1.4 and later. */
  readonly gradientTolerance?: number
  readonly maxIterations?: number
}

export interface SoftmaxWeights {
  /** `weights[column * labelCount + label]`. */
  readonly weights: Float64Array
  readonly intercepts: Float64Array
  readonly iterationCount: number
  readonly converged: boolean
}

/**
 * Multinomial logistic regression with an L2 penalty on the weights (not on the intercepts):
 * minimises `sum_r w_r * -log p(label_r | row_r) + |W|^2 / (2 C)`, over the sum of row weights.
 *
 * @param matrix one row per example
 * @param labels label index per row, integer in `[0, labelCount)`
 * @see scikit-learn `LogisticRegression(solver='lbfgs')`, whose coefficients it reproduces
 */
export function trainSoftmax(matrix: SparseMatrix, labels: Int32Array, labelCount: number, options: SoftmaxOptions): SoftmaxWeights {
  const { offsets, columns, values, columnCount } = matrix
  const { inverseRegularisation, rowWeights, gradientTolerance = 1e-4, maxIterations = 200 } = options
  const weightCount = columnCount * labelCount
  const totalWeight = rowWeights.reduce((sum, weight) => sum + weight, 0)
  const penalty = 1 / (inverseRegularisation * totalWeight)
  const scores = new Float64Array(labelCount)

  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let loss = 0
    for (let index = 0; index < weightCount; index++) {
      const weight = point[index] as number
      loss += 0.5 * penalty * weight * weight
      gradient[index] = penalty * weight
    }
    gradient.fill(0, weightCount)
    for (let row = 0; row < labels.length; row++) {
      const first = offsets[row] as number
      const end = offsets[row + 1] as number
      for (let label = 0; label < labelCount; label++) scores[label] = point[weightCount + label] as number
      for (let entry = first; entry < end; entry++) {
        const base = (columns[entry] as number) * labelCount
        const value = values[entry] as number
        for (let label = 0; label < labelCount; label++) scores[label] = (scores[label] as number) + value * (point[base + label] as number)
      }
      let top = Number.NEGATIVE_INFINITY
      for (let label = 0; label < labelCount; label++) top = Math.max(top, scores[label] as number)
      let sum = 0
      for (let label = 0; label < labelCount; label++) sum += Math.exp((scores[label] as number) - top)
      const logSum = top + Math.log(sum)
      const gold = labels[row] as number
      const rowWeight = (rowWeights[row] as number) / totalWeight
      loss += rowWeight * (logSum - (scores[gold] as number))
      for (let label = 0; label < labelCount; label++) {
        scores[label] = rowWeight * (Math.exp((scores[label] as number) - logSum) - (label === gold ? 1 : 0))
        gradient[weightCount + label] = (gradient[weightCount + label] as number) + (scores[label] as number)
      }
      for (let entry = first; entry < end; entry++) {
        const base = (columns[entry] as number) * labelCount
        const value = values[entry] as number
        for (let label = 0; label < labelCount; label++) {
          gradient[base + label] = (gradient[base + label] as number) + value * (scores[label] as number)
        }
      }
    }
    return loss
  }

  const { point, iterationCount, converged } = minimiseLbfgs(objective, new Float64Array(weightCount + labelCount), {
    gradientTolerance,
    maxIterations,
  })
  return { weights: point.slice(0, weightCount), intercepts: point.slice(weightCount), iterationCount, converged }
}

/** Row weights that give every label the same total: `n / (labelCount * count(label))` times `base` (scikit-learn's "balanced"). */
export function balanceRows(labels: Int32Array, labelCount: number, base: Float64Array): Float64Array {
  const totals = new Float64Array(labelCount)
  let sum = 0
  labels.forEach((label, row) => {
    totals[label] = (totals[label] as number) + (base[row] as number)
    sum += base[row] as number
  })
  return base.map((weight, row) => (weight * sum) / (labelCount * (totals[labels[row] as number] as number)))
}
