import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { calibrationBins } from '../../../../src/base/statistics/calibration/fit-temperature.js'
import { listAnswers, measure } from '../../../../src/count/evaluate/measure/measure.js'

/** Probability, index of the true label, index of the predicted label. */
const CASES: readonly (readonly [number, number, number])[] = [
  [0.97, 0, 0],
  [0.93, 1, 1],
  [0.91, 2, 2],
  [0.86, 0, 2],
  [0.81, 2, 2],
  [0.74, 1, 1],
  [0.69, 1, 0],
  [0.63, 0, 0],
  [0.58, 2, 2],
  [0.52, 2, 1],
  [0.47, 1, 1],
  [0.41, 0, 1],
]
describe('calibrationBins', () => {
  // scikit-learn 1.9.1: calibration_curve(hits, probabilities, n_bins=5).
  it('agrees with scikit-learn for five bins', () => {
    const filled = calibrationBins(
      CASES.map(([probability]) => probability),
      CASES.map(([, gold, predicted]) => gold === predicted),
      5,
    ).filter(({ count }) => count > 0)
    expect(filled.map(({ hitShare }) => Number(hitShare?.toFixed(4)))).toEqual([0.5, 0.6667, 0.8])
    expect(filled.map(({ meanProbability }) => Number(meanProbability?.toFixed(4)))).toEqual([0.495, 0.6867, 0.896])
    expect(filled.map(({ count }) => count)).toEqual([4, 3, 5])
  })

  it('has open lower and closed upper borders, and 0 in the first bin', () => {
    const at = (probability: number): number => calibrationBins([probability], [true], 5).findIndex(({ count }) => count === 1)
    expect([0, 0.2, 0.200001, 1].map(at)).toEqual([0, 0, 1, 4])
    expect(() => at(1.2)).toThrow(RangeError)
  })
})

describe('listAnswers', () => {
  it('leaves out posts without an answer', () => {
    const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const listed = listAnswers(
      [
        { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
        { ...base, predictedLabel: null, lean: null, probabilities: null },
        { ...base, goldLabel: PIVOT, probabilities: Float64Array.of(0.1, 0.2, 0.7) },
      ],
      STANCE_SCHEME,
    )
    expect(listed).toEqual([
      { probability: 0.5, isRight: true },
      { probability: 0.7, isRight: false },
    ])
  })

  it('is empty where one answer has no probabilities: figures of the others would pass for figures of all', () => {
    const [RETREAT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const mixed = [
      { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
      { ...base, probabilities: null },
    ]
    expect(listAnswers(mixed, STANCE_SCHEME)).toEqual([])
    expect(measure(mixed, STANCE_SCHEME).calibrationError).toBeNull()
  })
})
