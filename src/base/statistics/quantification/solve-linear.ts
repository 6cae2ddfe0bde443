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
