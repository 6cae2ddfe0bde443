/** Number of bins of the published figures. Origin: Guo et al. (2017), `temperature_scaling.py`. */
const BIN_COUNT = 15

/** Cases with a probability in (low, high], and the share of them that was right; null without cases. */
export interface CalibrationBin {
  readonly low: number
  readonly high: number
  readonly count: number
  readonly meanProbability: number | null
  readonly hitShare: number | null
}

/**
 * Bins of equal width of the probability. Exactly 0 belongs to the first bin.
 *
 * @param topProbabilities probability of the predicted label per case, in [0, 1]
 * @param isHit            whether that label was right, same length
 * @throws {RangeError} for lists of different length or a probability outside [0, 1]
 * @see Niculescu-Mizil and Caruana (2005), Predicting Good Probabilities with Supervised Learning, ICML: reliability diagrams
 */
export function calibrationBins(topProbabilities: ArrayLike<number>, isHit: ArrayLike<boolean>, binCount = BIN_COUNT): CalibrationBin[] {
  if (isHit.length !== topProbabilities.length)
    throw new RangeError(`expected ${topProbabilities.length} outcomes, one per probability, got ${isHit.length}`)
  const bins = Array.from({ length: binCount }, () => ({ count: 0, probabilitySum: 0, hitCount: 0 }))
  for (let index = 0; index < topProbabilities.length; index++) {
    const probability = topProbabilities[index] as number
    const bin = bins[Math.max(0, Math.ceil(probability * binCount) - 1)]
    if (bin === undefined || !(probability >= 0))
      throw new RangeError(`expected a probability in [0, 1], got ${probability} (case ${index})`)
    bin.count += 1
    bin.probabilitySum += probability
    bin.hitCount += Number(isHit[index])
  }
  return bins.map(({ count, probabilitySum, hitCount }, index) => ({
    low: index / binCount,
    high: (index + 1) / binCount,
    count,
    meanProbability: count === 0 ? null : probabilitySum / count,
    hitShare: count === 0 ? null : hitCount / count,
  }))
}

/**
 * Expected calibration error: the mean distance between probability and hit rate over the bins, weighted by their cases. In [0, 1], 0 is
 * perfect; null without cases.
 *
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const caseCount = bins.reduce((total, { count }) => total + count, 0)
  const excess = bins.map(({ count, meanProbability, hitShare }) => count * Math.abs((meanProbability ?? 0) - (hitShare ?? 0)))
  return caseCount === 0 ? null : excess.reduce((total, one) => total + one, 0) / caseCount
}
