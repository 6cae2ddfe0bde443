import { logSumExp } from './calibration/softmax.js'
import { type LbfgsOptions, minimiseLbfgs } from './minimise-lbfgs.js'

/** Sparse matrix in compressed-row form: row r has the entries `[offsets[r], offsets[r + 1])`. */
export interface SparseMatrix {
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly columnCount: number
}

/** The entries of a row that are not 0. */
export interface SparseRow {
  readonly columns: ArrayLike<number>
  readonly values: ArrayLike<number>
}

export function stackRows(rows: readonly SparseRow[], columnCount: number): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1)
  for (const [row, { columns }] of rows.entries())
    offsets[row + 1] = (offsets[row] as number) + columns.length
  const entryCount = offsets[rows.length] as number
  const columns = new Int32Array(entryCount)
  const values = new Float64Array(entryCount)
  for (const [index, row] of rows.entries()) {
    columns.set(row.columns, offsets[index])
    values.set(row.values, offsets[index])
  }
  return { offsets, columns, values, columnCount }
}

interface SoftmaxOptions extends Pick<LbfgsOptions, 'gradientTolerance' | 'maxIterations'> {
  /**
   * Strength of the L2 penalty on the weights of a column, > 0: 1 / C of liblinear and
   * scikit-learn.
   */
  penaltyOf(column: number): number
  /** Default 0. */
  readonly interceptPenalty?: number
  /** Log-probabilities that are corrected, `prior[row * labelCount + label]`; default: none. */
  readonly prior?: Float64Array
  /** One weight per row; > 0. */
  readonly rowWeights: Float64Array
}

interface SoftmaxWeights {
  /** `weights[column * labelCount + label]`. */
  readonly weights: Float64Array
  readonly intercepts: Float64Array
}

/**
 * Multinomial logistic regression with an L2 penalty: minimises `sum_r w_r * -log softmax(prior_r +
 * b + W' x_r)[label_r] + sum_j penalty_j
 * |W_j|^2 / 2`, divided by the sum of row weights.
 *
 * @param labels label index per row, integer in `[0, labelCount)`
 * @see scikit-learn `LogisticRegression(solver='lbfgs')`, whose coefficients it reproduces; Hastie,
 *   Tibshirani, Friedman (2009), The
 *   Elements of Statistical Learning, section 18.3.2
 */
export function trainSoftmax(
  matrix: SparseMatrix,
  labels: Int32Array,
  labelCount: number,
  options: SoftmaxOptions,
): SoftmaxWeights {
  const { offsets, columns, values, columnCount } = matrix
  const {
    penaltyOf,
    interceptPenalty = 0,
    prior,
    rowWeights,
    gradientTolerance,
    maxIterations,
  } = options
  const totalWeight = rowWeights.reduce((sum, weight) => sum + weight, 0)
  // A label's weights lie side by side, its intercept behind them.
  const width = columnCount + 1
  const penalties = Float64Array.from(
    { length: width },
    (_, column) => (column < columnCount ? penaltyOf(column) : interceptPenalty) / totalWeight,
  )
  // Holds scores, then residuals, row by row.
  const table = new Float64Array(labels.length * labelCount)

  const fillScores = (point: Float64Array): void => {
    for (let label = 0; label < labelCount; label++) {
      const from = label * width
      for (let row = 0; row < labels.length; row++) {
        const end = offsets[row + 1] as number
        let score = (point[from + columnCount] as number) + (prior?.[row * labelCount + label] ?? 0)
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
    for (let row = 0; row < labels.length; row++) {
      const scores = table.subarray(row * labelCount, (row + 1) * labelCount)
      const logSum = logSumExp(scores)
      const rowWeight = (rowWeights[row] as number) / totalWeight
      const gold = labels[row] as number
      loss += rowWeight * (logSum - (scores[gold] as number))
      for (let label = 0; label < labelCount; label++) {
        scores[label] =
          rowWeight * (Math.exp((scores[label] as number) - logSum) - (label === gold ? 1 : 0))
      }
    }
    return loss
  }
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    fillScores(point)
    let loss = fillResiduals()
    for (let label = 0; label < labelCount; label++) {
      const from = label * width
      for (let column = 0; column < width; column++) {
        const weight = point[from + column] as number
        const pull = (penalties[column] as number) * weight
        loss += 0.5 * pull * weight
        gradient[from + column] = pull
      }
      for (let row = 0; row < labels.length; row++) {
        const residual = table[row * labelCount + label] as number
        const end = offsets[row + 1] as number
        gradient[from + columnCount] = (gradient[from + columnCount] as number) + residual
        for (let entry = offsets[row] as number; entry < end; entry++) {
          const at = from + (columns[entry] as number)
          gradient[at] = (gradient[at] as number) + (values[entry] as number) * residual
        }
      }
    }
    return loss
  }

  // The Hessian's diagonal where all labels are equally likely: right in order of magnitude.
  const diagonal = penalties.slice()
  const labelVariance = (labelCount - 1) / labelCount ** 2
  for (let row = 0; row < labels.length; row++) {
    const share = ((rowWeights[row] as number) / totalWeight) * labelVariance
    diagonal[columnCount] = (diagonal[columnCount] as number) + share
    for (let entry = offsets[row] as number; entry < (offsets[row + 1] as number); entry++) {
      const column = columns[entry] as number
      diagonal[column] = (diagonal[column] as number) + share * (values[entry] as number) ** 2
    }
  }
  const point = minimiseLbfgs(objective, new Float64Array(width * labelCount), {
    gradientTolerance,
    ...(maxIterations !== undefined && { maxIterations }),
    preconditioner: Float64Array.from(
      { length: width * labelCount },
      (_, at) => 1 / (diagonal[at % width] as number),
    ),
  })
  const byColumn = Float64Array.from(
    point,
    (_, at) => point[(at % labelCount) * width + Math.floor(at / labelCount)] as number,
  )
  const weightCount = columnCount * labelCount
  return {
    weights: byColumn.slice(0, weightCount),
    intercepts: byColumn.slice(weightCount),
  }
}

/**
 * Row weights that give every label the same total: `n / (labelCount * count(label))` times `base`
 * (scikit-learn's "balanced").
 */
export function balanceRows(
  labels: Int32Array,
  labelCount: number,
  base: Float64Array,
): Float64Array {
  const totals = new Float64Array(labelCount)
  let sum = 0
  labels.forEach((label, row) => {
    totals[label] = (totals[label] as number) + (base[row] as number)
    sum += base[row] as number
  })
  return base.map(
    (weight, row) => (weight * sum) / (labelCount * (totals[labels[row] as number] as number)),
  )
}
