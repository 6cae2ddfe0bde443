/**
 * Computes macro-F1 from a flat confusion matrix. Counts may be fractions.
 *
 * @param counts `counts[gold * (labelCount + 1) + predicted]`; the last column counts posts without an answer
 * @returns in [0, 1]; a label with neither gold cases nor predictions counts 0
 */
export function macroF1(counts: ArrayLike<number>, labelCount: number): number {
  const width = labelCount + 1
  let total = 0
  for (let label = 0; label < labelCount; label++) {
    let gold = 0
    let predicted = 0
    for (let other = 0; other < width; other++) gold += counts[label * width + other] as number
    for (let other = 0; other < labelCount; other++) predicted += counts[other * width + label] as number
    if (gold + predicted > 0) total += (2 * (counts[label * width + label] as number)) / (gold + predicted)
  }
  return total / labelCount
}
