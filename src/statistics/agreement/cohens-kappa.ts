import { sum } from '../estimate/mean.js'
import type { ConfusionMatrix } from './confusion-matrix.js'

/**
 * Agreement of two labellers beyond what their own label frequencies would give by chance:
 * 1 is full agreement, 0 is chance, below 0 is worse than chance.
 *
 * @param matrix first labeller's labels as gold, the second's as predicted; cases without an answer are left out
 * @returns null when there is no case, or when chance alone would agree always (both used one and the same label)
 * @see Cohen (1960), Educational and Psychological Measurement 20:37
 */
export function cohensKappa(matrix: ConfusionMatrix): number | null {
  const rows = matrix.counts.map((row) => sum(row))
  const columns = matrix.labels.map((_, index) => sum(matrix.counts.map((row) => row[index] ?? 0)))
  const total = sum(rows)
  if (total === 0) return null
  const observed = sum(matrix.counts.map((row, index) => row[index] ?? 0)) / total
  const expected = sum(rows.map((row, index) => row * (columns[index] ?? 0))) / (total * total)
  return expected === 1 ? null : (observed - expected) / (1 - expected)
}
