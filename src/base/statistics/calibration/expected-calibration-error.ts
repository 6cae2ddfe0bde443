/** Number of bins of the published figures. Origin: Guo et al. (2017), `temperature_scaling.py`. */
export const CALIBRATION_BIN_COUNT = 15

/**
 * Expected calibration error: the mean distance between probability and hit rate over equal-width bins (low, high] of the probability,
 * weighted by their cases. Exactly 0 belongs to the first bin.
 *
 * @param topProbabilities probability of the predicted label per case, in [0, 1]
 * @param isHit            whether that label was right, same length
 * @returns in [0, 1], 0 is perfect; null without cases
 * @throws {RangeError} for lists of different length or a probability outside [0, 1]
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML
 */
export function expectedCalibrationError(
  topProbabilities: ArrayLike<number>,
  isHit: ArrayLike<boolean>,
  binCount: number = CALIBRATION_BIN_COUNT,
): number | null {
  const caseCount = topProbabilities.length
  if (isHit.length !== caseCount) throw new RangeError(`expected ${caseCount} outcomes, one per probability, got ${isHit.length}`)
  if (caseCount === 0) return null
  const excess = new Float64Array(binCount)
  for (let index = 0; index < caseCount; index++) {
    const probability = topProbabilities[index] as number
    if (!(probability >= 0 && probability <= 1))
      throw new RangeError(`expected a probability in [0, 1], got ${probability} (case ${index})`)
    const bin = Math.max(0, Math.ceil(probability * binCount) - 1)
    excess[bin] = (excess[bin] as number) + probability - (isHit[index] ? 1 : 0)
  }
  return excess.reduce((total, binExcess) => total + Math.abs(binExcess), 0) / caseCount
}
