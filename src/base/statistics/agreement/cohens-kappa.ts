import { sum } from '../estimate/mean.js'
import type { ConfusionMatrix } from './confusion-matrix.js'

/**
 * Cohen's kappa: agreement of two labellers beyond the chance agreement of their label frequencies. 1 is full agreement, 0 chance, below 0
 * worse than chance.
 *
 * @param matrix the first labeller's labels as gold, the second's as predicted; cases without an answer are ignored
 * @returns null without cases, or when chance agreement is 1 (both used a single, identical label)
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
