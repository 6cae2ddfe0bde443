import { solveLinear } from './solve-linear.js'

/** Shares as near as possible to `values`: >= 0, sum 1, least squared distance. */
export function projectOntoSimplex(values: ArrayLike<number>): number[] {
  return projectWithBounds(
    values,
    Array.from(values, () => 0),
    Array.from(values, () => 1),
  )
}

/**
 * Shares as near as possible to `values`, each within its bounds, sum 1, least squared distance: all are moved by the same
 * amount, then held in their bounds. Values that fit already come back to within rounding.
 *
 * @param lows  their sum is at most 1
 * @param highs their sum is at least 1, each at least its low
 * @see Blondel, Fujino, Ueda (2014), Large-scale Multiclass Support Vector Machine Training via Euclidean Projection onto the
 *   Simplex, ICPR
 */
export function projectWithBounds(values: ArrayLike<number>, lows: ArrayLike<number>, highs: ArrayLike<number>): number[] {
  const held = (shift: number): number[] =>
    Array.from(values, (value, index) => Math.min(highs[index] as number, Math.max(lows[index] as number, value + shift)))
  const total = (shift: number): number => held(shift).reduce((sum, value) => sum + value, 0)
  // The total is linear in the shift between the points at which a value reaches a bound.
  const borders = Array.from(values, (value, index) => [(lows[index] as number) - value, (highs[index] as number) - value])
    .flat()
    .sort((one, other) => one - other)
  let low = borders[0] ?? 0
  for (const high of borders) {
    if (total(high) >= 1) {
      const [least, most] = [total(low), total(high)]
      return held(most === least ? high : low + ((1 - least) * (high - low)) / (most - least))
    }
    low = high
  }
  return held(low)
}

/** Negative values to 0, then divided by their sum; equal shares when nothing is left. QuaPy's `clip` and `l1_norm`. */
export function clipAndNormalise(values: ArrayLike<number>): number[] {
  const clipped = Array.from(values, (value) => Math.min(1, Math.max(0, value)))
  const total = clipped.reduce((sum, value) => sum + value, 0)
  return clipped.map((value) => (total === 0 ? 1 / clipped.length : value / total))
}

/**
 * The shares x that bring `matrix` x nearest to `target` by least squares. Exact: the best x on each face of the simplex is
 * found by its normal equations, and the best of those that are shares is returned. For up to about ten labels.
 *
 * @param matrix `matrix[i][j]`, a row per value of `target`, a column per share
 */
export function leastSquaresOnSimplex(matrix: readonly (readonly number[])[], target: readonly number[]): number[] {
  const size = matrix[0]?.length ?? 0
  let best: number[] = clipAndNormalise(Array.from({ length: size }, () => 1))
  let least = Number.POSITIVE_INFINITY
  for (let face = 1; face < 2 ** size; face++) {
    const members = Array.from({ length: size }, (_, index) => index).filter((index) => (face >> index) & 1)
    const product = (one: number, other: number): number => matrix.reduce((sum, row) => sum + (row[one] ?? 0) * (row[other] ?? 0), 0)
    // Lagrange conditions of least squares under sum(x) = 1.
    const rows = [...members.map((one) => [...members.map((other) => product(one, other)), 1]), [...members.map(() => 1), 0]]
    const right = [...members.map((one) => matrix.reduce((sum, row, index) => sum + (row[one] ?? 0) * (target[index] ?? 0), 0)), 1]
    const solution = solveLinear(rows, right)
    if (solution === null || members.some((_, index) => (solution[index] as number) < 0)) continue
    const shares = Array.from({ length: size }, () => 0)
    for (const [index, member] of members.entries()) shares[member] = solution[index] as number
    const distance = matrix.reduce(
      (sum, row, index) => sum + (row.reduce((dot, value, column) => dot + value * (shares[column] ?? 0), 0) - (target[index] ?? 0)) ** 2,
      0,
    )
    if (distance < least) {
      least = distance
      best = shares
    }
  }
  return best
}
