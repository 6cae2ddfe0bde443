import { describe, expect, it } from 'vitest'
import { contrastScales } from '../../../src/stance/linear/train-linear.js'
import type { SparseMatrix } from '../../../src/stance/linear/train-softmax.js'

/** Four rows, three n-grams and one more column: n-gram 0 stands with label 0 alone, 1 with both alike, 2 with label 1 alone. */
const MATRIX: SparseMatrix = {
  offsets: Int32Array.from([0, 3, 5, 8, 9]),
  columns: Int32Array.from([0, 1, 3, 0, 1, 1, 2, 3, 1]),
  values: new Float64Array(9).fill(1),
  columnCount: 4,
}
const LABELS = Int32Array.from([0, 0, 1, 1])

describe('contrastScales', () => {
  it('leaves all columns alike without a floor', () => {
    expect([...contrastScales(MATRIX, LABELS, 2, 3, null)]).toEqual([1, 1, 1, 1])
  })

  // By hand: label 0 holds n-gram 0 twice, n-gram 1 twice; label 1 holds n-gram 1 twice, n-gram 2 once. One added to each of three
  // counts: totals 7 and 6. Ratios of n-gram 0: (3/7) / (1/6); of 1: (3/7) / (3/6); of 2: (1/7) / (2/6). With two labels the second
  // ratio is the first turned over, so that the root mean square is the size of its logarithm.
  it('gives n-grams that the labels use unevenly more room, and other columns 1', () => {
    const [first, second, third, structure] = contrastScales(MATRIX, LABELS, 2, 3, 0.1)
    expect(first).toBeCloseTo(0.1 + Math.log(18 / 7), 12)
    expect(second).toBeCloseTo(0.1 + Math.log(7 / 6), 12)
    expect(third).toBeCloseTo(0.1 + Math.log(7 / 3), 12)
    expect(structure).toBe(1)
  })
})
