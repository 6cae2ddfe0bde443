import { sum } from '../estimate/mean.js'
import type { ConfusionMatrix } from './confusion-matrix.js'

/** Quality of predictions, each number in [0, 1]. */
export interface F1Scores {
  /** Unweighted mean of `f1` over all labels. */
  readonly macroF1: number
  /** One per label, in matrix order. 0 for a label with neither gold cases nor predictions. */
  readonly f1: readonly number[]
  /** Share of cases predicted as their gold label; null without cases. */
  readonly accuracy: number | null
}

/**
 * F1 per label (2 hits / (predicted + gold)), their mean, and accuracy. A case without an answer counts as a miss.
 *
 * @see van Rijsbergen (1979), Information Retrieval; the mean of F1s, not the F1 of means
 */
export function f1Scores(matrix: ConfusionMatrix): F1Scores {
  const hits = matrix.labels.map((_, index) => matrix.counts[index]?.[index] ?? 0)
  const goldCounts = matrix.counts.map((row, index) => sum(row) + (matrix.unansweredCounts[index] ?? 0))
  const predictedCounts = matrix.labels.map((_, index) => sum(matrix.counts.map((row) => row[index] ?? 0)))
  const f1 = hits.map((hit, index) => {
    const meanCount = ((predictedCounts[index] ?? 0) + (goldCounts[index] ?? 0)) / 2
    return meanCount === 0 ? 0 : hit / meanCount
  })
  const caseCount = sum(goldCounts)
  return {
    macroF1: f1.length === 0 ? 0 : sum(f1) / f1.length,
    f1,
    accuracy: caseCount === 0 ? null : sum(hits) / caseCount,
  }
}
