import { leastSquaresOnSimplex } from './simplex.js'

/**
 * Adjusted count: the shares p that minimise the distance of M p to q (QuaPy's default). ACC if `confusion` and `counted` are computed from
 * labels, PACC if they are means of probabilities.
 *
 * @param confusion `confusion[i][j]`: probability that a case of true label `j` is predicted `i`; columns sum to 1
 * @param counted   share predicted `i`; sums to 1
 * @returns shares by label
 * @see Bella, Ferri, Hernández-Orallo, Ramírez-Quintana (2010), Quantification via probability estimators, ICDM; QuaPy `functional.py`,
 *   solve_adjustment
 */
export function solveAdjustment(confusion: readonly (readonly number[])[], counted: readonly number[]): number[] {
  if (confusion.length !== counted.length || confusion.some((row) => row.length !== counted.length)) {
    throw new RangeError(`expected a square matrix with a row per share, got ${confusion.length} rows for ${counted.length} shares`)
  }
  return leastSquaresOnSimplex(confusion, counted)
}
