import { sum } from '../estimate/mean.js'

/**
 * Rows by gold label, columns by predicted label, in one order. A last column counts cases without
 * a prediction among the labels.
 */
export type ConfusionMatrix = readonly (readonly number[])[]

/**
 * Counts pairs of gold and predicted labels. The label list is explicit, so that a label without
 * cases still has a row.
 *
 * @param goldLabels one label of `labels` per case
 * @param predictedLabels same length; null without a prediction
 * @throws {RangeError} for lists of different length, or a gold label outside `labels`
 */
export function confusionMatrix(
  goldLabels: readonly string[],
  predictedLabels: readonly (string | null)[],
  labels: readonly string[],
): ConfusionMatrix {
  if (goldLabels.length !== predictedLabels.length) {
    throw new RangeError(
      `expected as many predictions as gold labels, got ${predictedLabels.length} and ${goldLabels.length}`,
    )
  }
  const rows = labels.map(() => new Array<number>(labels.length + 1).fill(0))
  goldLabels.forEach((gold, index) => {
    const row = rows[labels.indexOf(gold)]
    if (row === undefined)
      throw new RangeError(`expected gold labels among ${labels.join(', ')}, got "${gold}"`)
    const predicted = labels.indexOf(predictedLabels[index] ?? '')
    const column = predicted < 0 ? labels.length : predicted
    row[column] = (row[column] as number) + 1
  })
  return rows
}

export interface F1Scores {
  readonly macroF1: number
  /** One per label, in matrix order. 0 for a label with neither gold cases nor predictions. */
  readonly f1: readonly number[]
  readonly accuracy: number | null
}

/**
 * F1 per label (2 hits / (predicted + gold)), their mean, and accuracy. A case without an answer
 * counts as a miss.
 *
 * @see van Rijsbergen (1979), Information Retrieval; the mean of F1s, not the F1 of means
 */
export function f1Scores(matrix: ConfusionMatrix): F1Scores {
  const hits = matrix.map((row, index) => row[index] ?? 0)
  const goldCounts = matrix.map(sum)
  const predictedCounts = matrix.map((_, index) => sum(matrix.map((row) => row[index] ?? 0)))
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
