import { CALIBRATION_BIN_COUNT } from '../../../base/statistics/calibration/expected-calibration-error.js'
import type { ReliabilityBin } from '../../../say/svg/reliability-chart.js'
import type { RankedAnswer } from './measure.js'

/**
 * Groups answers into bins of equal width by probability: the bins of the expected calibration error.
 *
 * @see Niculescu-Mizil and Caruana (2005), Predicting Good Probabilities with Supervised Learning, ICML: reliability diagrams
 */
export function calibrationBins(answers: readonly RankedAnswer[], binCount: number = CALIBRATION_BIN_COUNT): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, probabilitySum: 0, hitCount: 0 }))
  for (const { probability, gold, predicted } of answers) {
    const bin = bins[Math.max(0, Math.ceil(probability * binCount) - 1)]
    if (bin === undefined) throw new RangeError(`expected a probability in [0, 1], got ${probability}`)
    bin.count += 1
    bin.probabilitySum += probability
    if (gold === predicted) bin.hitCount += 1
  }
  return bins.map(({ count, probabilitySum, hitCount }, index) => ({
    low: index / binCount,
    high: (index + 1) / binCount,
    count,
    meanProbability: count === 0 ? null : probabilitySum / count,
    hitShare: count === 0 ? null : hitCount / count,
  }))
}
