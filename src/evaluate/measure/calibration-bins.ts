import { CALIBRATION_BIN_COUNT } from '../../statistics/calibration/expected-calibration-error.js'
import type { RankedAnswer } from './ranked-answer.js'

/** One bar of a reliability diagram: the answers whose probability lies in (low, high]; exactly 0 belongs to the first. */
export interface CalibrationBin {
  readonly low: number
  readonly high: number
  readonly count: number
  /** Mean probability of the answers; null without any. */
  readonly meanProbability: number | null
  /** Share of the answers that were right; null without any. */
  readonly hitShare: number | null
}

/**
 * Answers in equal bins of their probability, the same bins as the expected calibration error's.
 *
 * @see Niculescu-Mizil and Caruana (2005), Predicting Good Probabilities with Supervised Learning, ICML: reliability diagrams
 */
export function calibrationBins(answers: readonly RankedAnswer[], binCount: number = CALIBRATION_BIN_COUNT): CalibrationBin[] {
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
