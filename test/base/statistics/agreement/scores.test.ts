import { describe, expect, it } from 'vitest'
import { cohensKappa } from '../../../../scripts/corpus/check-counts.js'
import {
  confusionMatrix,
  f1Scores,
} from '../../../../src/base/statistics/agreement/confusion-matrix.js'
import { logSumExp, softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { mean, roundDecimals, variance } from '../../../../src/base/statistics/estimate/mean.js'
import { inRows } from '../../../support/in-rows.js'
import { GOLDEN } from '../golden.js'

const GOLD = Object.freeze('a a a a b b b c c a b c'.split(' '))
const PREDICTED = Object.freeze('a a b c b b a c a a b b'.split(' '))
const LABELS = Object.freeze(['a', 'b', 'c', 'd'])
const closeTo = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 12))

// scikit-learn 1.9.1 on the twelve pairs above, labels a b c d, zero_division=0.
describe('confusion matrix and its scores', () => {
  const matrix = confusionMatrix(GOLD, PREDICTED, LABELS)

  it('equals confusion_matrix', () => {
    expect(inRows(matrix.map((row) => row.slice(0, -1)))).toEqual([
      '3 | 1 | 1 | 0',
      '1 | 3 | 0 | 0',
      '1 | 1 | 1 | 0',
      '0 | 0 | 0 | 0',
    ])
  })

  it('equals f1_score, accuracy_score', () => {
    const scores = f1Scores(matrix)
    expect(scores.f1).toEqual(closeTo([0.6, 0.6666666666666666, 0.4, 0]))
    expect(scores.macroF1).toBeCloseTo(0.41666666666666663, 12)
    expect(scores.accuracy).toBeCloseTo(0.5833333333333334, 12)
  })

  it('equals cohen_kappa_score', () => {
    expect(cohensKappa(confusionMatrix(GOLD, PREDICTED, ['a', 'b', 'c']))).toBeCloseTo(
      0.3548387096774194,
      12,
    )
  })

  it('gives the F_avg of TweetEval: the mean F1 of the two sides, 66.667 on eight pairs', () => {
    const { gold, pred } = GOLDEN.f_avg
    const { f1 } = f1Scores(confusionMatrix(gold, pred, ['A', 'F', 'N']))
    expect(f1.slice(0, 2)).toEqual([2 / 3, 2 / 3])
    expect(50 * ((f1[0] ?? 0) + (f1[1] ?? 0))).toBeCloseTo(66.667, 3)
  })

  it('counts a case without an answer as a miss, not as a prediction', () => {
    const scores = f1Scores(confusionMatrix(['a', 'a', 'b'], ['a', null, 'elsewhere'], ['a', 'b']))
    expect(scores.f1).toEqual(closeTo([2 / 3, 0]))
    expect(scores.accuracy).toBeCloseTo(1 / 3, 12)
  })

  it('rejects lists of different length and an unknown gold label', () => {
    expect(() => confusionMatrix(['a'], [], ['a'])).toThrow(RangeError)
    expect(() => confusionMatrix(['x'], ['a'], ['a'])).toThrow('"x"')
  })

  it('gives null where agreement and accuracy are undefined', () => {
    expect(cohensKappa(confusionMatrix([], [], LABELS))).toBeNull()
    expect(cohensKappa(confusionMatrix(['a', 'a'], ['a', 'a'], LABELS))).toBeNull()
    expect(f1Scores(confusionMatrix([], [], LABELS)).accuracy).toBeNull()
  })
})

describe('softmax and logSumExp', () => {
  // scipy.special, SciPy 1.17.1.
  it('match SciPy', () => {
    expect(logSumExp([1000, 1001, 999.5])).toBeCloseTo(1001.4643687841079, 10)
    expect([...softmax([1, 2, 3.5])]).toEqual(
      closeTo([0.0628900132458675, 0.17095278019779026, 0.7661572065563422]),
    )
    expect([...softmax([1, 2, 3.5], 2.5)]).toEqual(
      closeTo([0.19193465526864856, 0.2863328590630331, 0.5217324856683184]),
    )
  })

  it('stay finite where exp overflows', () => {
    expect([...softmax([-2000, 2000])]).toEqual([0, 1])
    expect(logSumExp([])).toBe(-Infinity)
    expect(() => softmax([1], 0)).toThrow(RangeError)
  })
})

describe('mean, variance, sums, rounding', () => {
  // NumPy 2.4.6.
  const values = Object.freeze([3.1, 0.2, 5, 8.25, 1.75, 2, 2])
  it('match NumPy', () => {
    expect(mean(values)).toBeCloseTo(3.185714285714286, 12)
    expect(variance(values)).toBeCloseTo(7.122261904761906, 12)
  })

  it('are null when undefined', () => {
    expect(mean([])).toBeNull()
    expect(variance([1])).toBeNull()
  })

  it('round to decimals and never to -0', () => {
    expect(roundDecimals(0.12345, 4)).toBe(0.1235)
    expect(Object.is(roundDecimals(-0.00001, 4), 0)).toBe(true)
  })
})
