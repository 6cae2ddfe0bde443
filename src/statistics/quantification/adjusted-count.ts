import { clipAndNormalise, leastSquaresOnSimplex, projectOntoSimplex } from './simplex.js'
import { solveLinear } from './solve-linear.js'

/** Replaces a denominator of 0, as in QuaPy. */
const MIN_DENOMINATOR = 1e-8

/**
 * Adjusted classify and count for two labels (ACC): the true share that would give the counted share under the classifier's error rates,
 * clipped to [0, 1].
 *
 * @param countedShare      share predicted positive
 * @param truePositiveRate  share of positive cases that are predicted positive
 * @param falsePositiveRate share of negative cases that are predicted positive
 * @see Forman (2008), Quantifying counts and costs via classification, Data Mining and Knowledge Discovery 17:164
 */
export function adjustedCount(countedShare: number, truePositiveRate: number, falsePositiveRate: number): number {
  const denominator = truePositiveRate - falsePositiveRate
  const share = (countedShare - falsePositiveRate) / (denominator === 0 ? MIN_DENOMINATOR : denominator)
  return Math.min(1, Math.max(0, share))
}

/**
 * How to solve M p = q. `least-squares`: the shares p that minimise the distance of M p to q (QuaPy's default). `exact`: M^-1 q, which may
 * lie outside [0, 1]. `exact-clip`: the same, clipped and normalised. `exact-project`: the same, projected onto the simplex. The suffix
 * `invariant-ratio` first replaces the last row by "the shares sum to 1".
 */
export type AdjustmentSolver =
  | 'least-squares'
  | 'exact'
  | 'exact-clip'
  | 'exact-project'
  | 'exact-invariant-ratio'
  | 'exact-clip-invariant-ratio'

/**
 * Adjusted count for any number of labels: ACC if `confusion` and `counted` are computed from labels, PACC if they are means of
 * probabilities.
 *
 * @param confusion `confusion[i][j]`: probability that a case of true label `j` is predicted `i`; columns sum to 1
 * @param counted   share predicted `i`; sums to 1
 * @returns shares by label; for the exact solvers null when the matrix is singular
 * @see Bella, Ferri, Hernández-Orallo, Ramírez-Quintana (2010), Quantification via probability estimators, ICDM; QuaPy `functional.py`,
 *   solve_adjustment
 */
export function solveAdjustment(
  confusion: readonly (readonly number[])[],
  counted: readonly number[],
  solver: AdjustmentSolver = 'least-squares',
): number[] | null {
  if (confusion.length !== counted.length || confusion.some((row) => row.length !== counted.length)) {
    throw new RangeError(`expected a square matrix with a row per share, got ${confusion.length} rows for ${counted.length} shares`)
  }
  if (solver === 'least-squares') return leastSquaresOnSimplex(confusion, counted)
  const isInvariant = solver.endsWith('invariant-ratio')
  const rows = isInvariant ? [...confusion.slice(0, -1), counted.map(() => 1)] : confusion
  const solution = solveLinear(rows, isInvariant ? [...counted.slice(0, -1), 1] : counted)
  if (solution === null) return null
  if (solver.startsWith('exact-clip')) return clipAndNormalise(solution)
  return solver === 'exact-project' ? projectOntoSimplex(solution) : solution
}
