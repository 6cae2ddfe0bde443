import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { calibrationBins } from '../../../../src/base/statistics/calibration/fit-temperature.js'
import { measure, type RankedAnswer, rankAnswers, riskCoverage } from '../../../../src/count/evaluate/measure/measure.js'
import { runCount } from '../../../run-count.js'

const RUNS = runCount()

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
const answersOf = (cases: readonly (readonly [number, number, number])[]): RankedAnswer[] =>
  cases.map(([probability, gold, predicted]) => ({ probability, gold, predicted })).sort((a, b) => b.probability - a.probability)
const answers = answersOf(CASES)

describe('riskCoverage', () => {
  // scikit-learn 1.9.1: accuracy_score of the first 12, 11, 10, 8 and 6 cases.
  it.each([
    { at: 0, answeredCount: 12, minProbability: 0.41, accuracy: 0.666667 },
    { at: 1, answeredCount: 11, minProbability: 0.47, accuracy: 0.727273 },
    { at: 2, answeredCount: 10, minProbability: 0.52, accuracy: 0.7 },
    { at: 3, answeredCount: 8, minProbability: 0.63, accuracy: 0.75 },
    { at: 4, answeredCount: 6, minProbability: 0.74, accuracy: 0.833333 },
  ])('agrees with scikit-learn on the first $answeredCount of 12 answers', ({ at, answeredCount, minProbability, accuracy }) => {
    const point = riskCoverage(answers).points[at]
    expect(point).toMatchObject({ answeredCount, minProbability })
    expect(point?.accuracy).toBeCloseTo(accuracy, 6)
  })

  it('counts answers of equal probability in equal parts: one wrong of four is an accuracy of 3/4 at every coverage', () => {
    const tied = answersOf([
      [0.6, 0, 1],
      [0.6, 0, 0],
      [0.6, 1, 1],
      [0.6, 2, 2],
    ])
    expect(riskCoverage(tied).points.every(({ accuracy }) => accuracy === 0.75)).toBe(true)
  })

  it('does not depend on the order of the posts, ends at the accuracy of all, and never leaves [0, 1]', () => {
    const place = fc.integer({ min: 0, max: 2 })
    const probability = fc.integer({ min: 4, max: 10 }).map((tenth) => tenth / 10)
    fc.assert(
      fc.property(fc.array(fc.tuple(probability, place, place), { minLength: 1, maxLength: 12 }), (cases) => {
        const own = riskCoverage(answersOf(cases))
        const back = riskCoverage(answersOf([...cases].reverse()))
        for (const [index, { accuracy }] of own.points.entries()) {
          expect(back.points[index]?.accuracy).toBeCloseTo(accuracy, 12)
          expect(accuracy >= 0 && accuracy <= 1 + 1e-12).toBe(true)
        }
        const accuracy = cases.filter(([, gold, predicted]) => gold === predicted).length / cases.length
        expect(own.points[0]?.accuracy).toBeCloseTo(accuracy, 12)
      }),
      { numRuns: Math.min(Math.ceil(RUNS / 3), 200) },
    )
  })
})

describe('calibrationBins', () => {
  // scikit-learn 1.9.1: calibration_curve(hits, probabilities, n_bins=5).
  it('agrees with scikit-learn for five bins', () => {
    const filled = calibrationBins(
      answers.map(({ probability }) => probability),
      answers.map(({ gold, predicted }) => gold === predicted),
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

describe('rankAnswers', () => {
  it('sorts by top probability and leaves out posts without an answer', () => {
    const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const ranked = rankAnswers(
      [
        { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
        { ...base, predictedLabel: null, lean: null, probabilities: null },
        { ...base, goldLabel: PIVOT, probabilities: Float64Array.of(0.1, 0.2, 0.7) },
      ],
      STANCE_SCHEME,
    )
    expect(ranked).toEqual([
      { probability: 0.7, gold: 1, predicted: 2 },
      { probability: 0.5, gold: 0, predicted: 0 },
    ])
  })

  it('is empty where one answer has no probabilities: figures of the others would pass for figures of all', () => {
    const [RETREAT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const mixed = [
      { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
      { ...base, probabilities: null },
    ]
    expect(rankAnswers(mixed, STANCE_SCHEME)).toEqual([])
    expect(measure(mixed, STANCE_SCHEME).calibrationError).toBeNull()
  })
})
