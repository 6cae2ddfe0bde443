/** Counts of predicted labels for each gold label. */
export interface ConfusionMatrix {
  readonly labels: readonly string[]
  /** `counts[g][p]`: cases with gold `labels[g]` that were predicted `labels[p]`. */
  readonly counts: readonly (readonly number[])[]
  /** `unansweredCounts[g]`: cases with gold `labels[g]` and no prediction among the labels (null, or another label). */
  readonly unansweredCounts: readonly number[]
}

/**
 * Counts pairs of gold and predicted labels. The label list is explicit, so that a label without cases still has a row.
 *
 * @param goldLabels      one label of `labels` per case
 * @param predictedLabels same length; null without a prediction
 * @throws {RangeError} for lists of different length, or a gold label outside `labels`
 */
export function confusionMatrix(
  goldLabels: readonly string[],
  predictedLabels: readonly (string | null)[],
  labels: readonly string[],
): ConfusionMatrix {
  if (goldLabels.length !== predictedLabels.length) {
    throw new RangeError(`expected as many predictions as gold labels, got ${predictedLabels.length} and ${goldLabels.length}`)
  }
  const indexOf = new Map(labels.map((label, index) => [label, index]))
  const counts = labels.map(() => labels.map(() => 0))
  const unansweredCounts = labels.map(() => 0)
  goldLabels.forEach((gold, index) => {
    const goldIndex = indexOf.get(gold)
    const row = goldIndex === undefined ? undefined : counts[goldIndex]
    if (goldIndex === undefined || row === undefined) throw new RangeError(`expected gold labels among ${labels.join(', ')}, got "${gold}"`)
    const predicted = predictedLabels[index] ?? null
    const predictedIndex = predicted === null ? undefined : indexOf.get(predicted)
    if (predictedIndex === undefined) unansweredCounts[goldIndex] = (unansweredCounts[goldIndex] ?? 0) + 1
    else row[predictedIndex] = (row[predictedIndex] ?? 0) + 1
  })
  return { labels, counts, unansweredCounts }
}
