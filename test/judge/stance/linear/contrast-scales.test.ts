import { expect, it } from 'vitest'
import type { SparseMatrix } from '../../../../src/base/statistics/train-softmax.js'
import { contrastScales } from '../../../../src/judge/stance/linear/train-linear.js'

/**
 * Four rows, three n-grams and one more column. N-gram 0 occurs with label 0 only, 1 with both
 * labels, 2 with label 1 only.
 */
const MATRIX: SparseMatrix = {
  offsets: Int32Array.from([0, 3, 5, 8, 9]),
  columns: Int32Array.from([0, 1, 3, 0, 1, 1, 2, 3, 1]),
  values: new Float64Array(9).fill(1),
  columnCount: 4,
}
const LABELS = Int32Array.from([0, 0, 1, 1])

it('contrastScales scales all columns alike without a floor', () => {
  expect([...contrastScales(MATRIX, LABELS, 2, 3, null)]).toEqual([1, 1, 1, 1])
})

// By hand: label 0 has n-gram 0 twice and n-gram 1 twice; label 1 has n-gram 1 twice and n-gram 2
// once. With one added to each of three counts, the totals are 7 and 6. Ratios of n-gram 0: (3/7) /
// (1/6); of 1: (3/7) / (3/6); of 2: (1/7) / (2/6). With two labels, the second ratio is the inverse
// of the first, so the root mean square is the absolute value of its logarithm.
it('contrastScales scales n-grams that the labels use unevenly up, and other columns by 1', () => {
  const [first, second, third, structure] = contrastScales(MATRIX, LABELS, 2, 3, 0.1)
  expect(first).toBeCloseTo(0.1 + Math.log(18 / 7), 12)
  expect(second).toBeCloseTo(0.1 + Math.log(7 / 6), 12)
  expect(third).toBeCloseTo(0.1 + Math.log(7 / 3), 12)
  expect(structure).toBe(1)
})
