/**
 * Projects values onto the simplex with bounds: the nearest shares by squared distance that sum to 1 and are within their bounds. All
 * values are shifted by the same amount, then clamped. Values that already fit are returned up to rounding.
 *
 * @param lows  their sum is at most 1
 * @param highs their sum is at least 1; each at least its low
 * @see Blondel, Fujino, Ueda (2014), Large-scale Multiclass Support Vector Machine Training via Euclidean Projection onto the Simplex, ICPR
 */
export function projectWithBounds(values: ArrayLike<number>, lows: ArrayLike<number>, highs: ArrayLike<number>): number[] {
  const clamped = (shift: number): number[] =>
    Array.from(values, (value, index) => Math.min(highs[index] as number, Math.max(lows[index] as number, value + shift)))
  const total = (shift: number): number => clamped(shift).reduce((sum, value) => sum + value, 0)
  // The total is linear in the shift between the points where a value reaches a bound.
  const breakpoints = Array.from(values, (value, index) => [(lows[index] as number) - value, (highs[index] as number) - value])
    .flat()
    .sort((one, other) => one - other)
  let low = breakpoints[0] ?? 0
  for (const high of breakpoints) {
    if (total(high) >= 1) {
      const [least, most] = [total(low), total(high)]
      return clamped(most === least ? high : low + ((1 - least) * (high - low)) / (most - least))
    }
    low = high
  }
  return clamped(low)
}

/**
 * Least squares on the simplex: the shares x that minimise the distance of `matrix` x to `target`. Exact: solves the normal equations on
 * each face of the simplex and returns the best valid solution. For up to about ten labels.
 *
 * @param matrix `matrix[i][j]`, a row per value of `target`, a column per share
 */
export function leastSquaresOnSimplex(matrix: readonly (readonly number[])[], target: readonly number[]): number[] {
  const size = matrix[0]?.length ?? 0
  let best = Array.from({ length: size }, () => 1 / size)
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

/**
 * Solves `matrix` x = `right` by Gaussian elimination with partial pivoting. For systems of a few unknowns.
 *
 * @param matrix square, rows of equal length; not modified
 * @returns null when the matrix is singular to working precision
 */
export function solveLinear(matrix: readonly ArrayLike<number>[], right: ArrayLike<number>): number[] | null {
  const size = matrix.length
  const rows = matrix.map((row, index) => [...Array.from(row), right[index] as number])
  const scale = Math.max(...rows.flatMap((row) => row.slice(0, size).map(Math.abs)))
  for (let column = 0; column < size; column++) {
    let pivot = column
    const sizeAt = (row: number): number => Math.abs(rows[row]?.[column] as number)
    for (let row = column + 1; row < size; row++) if (sizeAt(row) > sizeAt(pivot)) pivot = row
    if (!(sizeAt(pivot) > scale * size * Number.EPSILON)) return null
    const head = rows[pivot] as number[]
    rows[pivot] = rows[column] as number[]
    rows[column] = head
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const target = rows[row] as number[]
      const factor = (target[column] as number) / (head[column] as number)
      for (let index = column; index <= size; index++) target[index] = (target[index] as number) - factor * (head[index] as number)
    }
  }
  return rows.map((row, index) => (row[size] as number) / (row[index] as number))
}
