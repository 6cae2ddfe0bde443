import { logSumExp } from '../../../base/statistics/calibration/softmax.js'
import { minimiseLbfgs } from '../../../base/statistics/minimise-lbfgs.js'

/** Sparse matrix in compressed-row form: row r has the entries `[offsets[r], offsets[r + 1])`. */
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
 * Multinomial logistic regression with an L2 penalty on the weights but not on the intercepts: minimises `sum_r w_r * -log p(label_r |
 * row_r) + |W|^2 / (2 C)`, divided by the sum of row weights.
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
  const rowCount = labels.length
  const bias = weightCount
  // Holds scores, then residuals, row by row. The loops run label by label, which every JavaScript engine optimises well.
  const table = new Float64Array(rowCount * labelCount)

  const fillScores = (point: Float64Array): void => {
    for (let label = 0; label < labelCount; label++) {
      const from = label * columnCount
      for (let row = 0; row < rowCount; row++) {
        const end = offsets[row + 1] as number
        let score = point[bias + label] as number
        for (let entry = offsets[row] as number; entry < end; entry++) {
          score += (values[entry] as number) * (point[from + (columns[entry] as number)] as number)
        }
        table[row * labelCount + label] = score
      }
    }
  }
  /** Replaces scores by weighted residuals (probability minus truth); returns the mean loss. */
  const fillResiduals = (): number => {
    let loss = 0
    for (let row = 0; row < rowCount; row++) {
      const scores = table.subarray(row * labelCount, (row + 1) * labelCount)
      const logSum = logSumExp(scores)
      const rowWeight = (rowWeights[row] as number) / totalWeight
      const gold = labels[row] as number
      loss += rowWeight * (logSum - (scores[gold] as number))
      for (let label = 0; label < labelCount; label++) {
        scores[label] = rowWeight * (Math.exp((scores[label] as number) - logSum) - (label === gold ? 1 : 0))
      }
    }
    return loss
  }
  const addGradient = (gradient: Float64Array): void => {
    for (let label = 0; label < labelCount; label++) {
      const from = label * columnCount
      let sum = 0
      for (let row = 0; row < rowCount; row++) {
        const residual = table[row * labelCount + label] as number
        const end = offsets[row + 1] as number
        sum += residual
        for (let entry = offsets[row] as number; entry < end; entry++) {
          const at = from + (columns[entry] as number)
          gradient[at] = (gradient[at] as number) + (values[entry] as number) * residual
        }
      }
      gradient[bias + label] = sum
    }
  }
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let squares = 0
    for (let index = 0; index < weightCount; index++) {
      const weight = point[index] as number
      squares += weight * weight
      gradient[index] = penalty * weight
    }
    fillScores(point)
    const loss = fillResiduals() + 0.5 * penalty * squares
    addGradient(gradient)
    return loss
  }

  const { point, iterationCount, converged } = minimiseLbfgs(objective, new Float64Array(weightCount + labelCount), {
    gradientTolerance,
    maxIterations,
    preconditioner: inverseDiagonal(matrix, rowWeights, totalWeight, labelCount, penalty),
  })
  const weights = new Float64Array(weightCount)
  for (let column = 0; column < columnCount; column++) {
    for (let label = 0; label < labelCount; label++) weights[column * labelCount + label] = point[label * columnCount + column] as number
  }
  return { weights, intercepts: point.slice(weightCount), iterationCount, converged }
}

/** Inverse of the Hessian's diagonal, assuming equal label probabilities: cheap, and right in order of magnitude. */
function inverseDiagonal(
  { offsets, columns, values, columnCount }: SparseMatrix,
  rowWeights: Float64Array,
  totalWeight: number,
  labelCount: number,
  penalty: number,
): Float64Array {
  const variance = ((1 / labelCount) * (labelCount - 1)) / labelCount
  const perColumn = new Float64Array(columnCount).fill(penalty)
  for (let row = 0; row + 1 < offsets.length; row++) {
    const share = ((rowWeights[row] as number) / totalWeight) * variance
    for (let entry = offsets[row] as number; entry < (offsets[row + 1] as number); entry++) {
      const column = columns[entry] as number
      perColumn[column] = (perColumn[column] as number) + share * (values[entry] as number) ** 2
    }
  }
  const diagonal = new Float64Array((columnCount + 1) * labelCount).fill(1 / variance)
  for (let label = 0; label < labelCount; label++) {
    for (let column = 0; column < columnCount; column++) diagonal[label * columnCount + column] = 1 / (perColumn[column] as number)
  }
  return diagonal
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
