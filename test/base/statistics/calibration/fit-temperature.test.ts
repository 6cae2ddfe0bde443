import { describe, expect, it } from 'vitest'
import {
  expectedCalibrationError,
  fitTemperature,
} from '../../../../src/base/statistics/calibration/fit-temperature.js'
import { softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'

// The eight cases of a hand-made table; T by minimising the mean negative log-likelihood (Guo et
// al. 2017, section 4.2) with SciPy: 0.5630722979137461 at T = 1, 0.5495490569406489 at the T
// below.
const SCORES = [
  [2, 0],
  [1, 0],
  [0.5, 0],
  [0, 1.5],
  [0, 0.2],
  [3, 0],
  [0, 2.5],
  [1.2, 0],
]
const LABELS = [0, 1, 0, 1, 0, 0, 1, 1]

const lossAt = (temperature: number) =>
  SCORES.reduce(
    (sum, row, index) =>
      sum - Math.log(softmax(row, temperature)[LABELS[index] as number] as number),
    0,
  ) / SCORES.length

describe('fitTemperature', () => {
  it('gives T = 1.3831284 on the hand-made table', () => {
    const temperature = fitTemperature(SCORES, LABELS)
    expect(temperature).toBeCloseTo(1.3831284284479737, 11)
    // Brier score of the second label at T = 1.
    const brier =
      SCORES.reduce(
        (sum, row, index) => sum + ((softmax(row)[1] as number) - (LABELS[index] as number)) ** 2,
        0,
      ) / SCORES.length
    expect(brier).toBeCloseTo(0.20317793183941607, 12)
    expect(lossAt(1)).toBeCloseTo(0.5630722979137461, 12)
    expect(lossAt(temperature)).toBeCloseTo(0.5495490569406489, 12)
  })

  it.each([0.1, 0.5, 3, 20])(
    'scores multiplied by %f get a temperature multiplied by the same factor',
    (factor) => {
      const scaled = SCORES.map((row) => row.map((score) => score * factor))
      expect(fitTemperature(scaled, LABELS) / factor).toBeCloseTo(1.3831284284479737, 11)
    },
  )

  it.each([1, 2, 3])(
    'finds the temperature that labels were drawn with: 2.5 within 0.2 on 4,000 cases (seed %i)',
    (seed) => {
      const random = seededRandom(seed)
      const scores = Array.from({ length: 4000 }, () => [
        random() * 8 - 4,
        random() * 8 - 4,
        random() * 8 - 4,
      ])
      const labels = scores.map((row) => {
        let left = random()
        return softmax(row, 2.5).findIndex(
          (probability, index) => (left -= probability) < 0 || index === 2,
        )
      })
      expect(Math.abs(fitTemperature(scores, labels) - 2.5)).toBeLessThan(0.2)
    },
  )

  it('stays in its range when no temperature is optimal: all right, or all wrong', () => {
    expect(fitTemperature([[1, 0]], [0])).toBeGreaterThan(0)
    expect(fitTemperature([[1, 0]], [0])).toBeLessThan(0.02)
    expect(fitTemperature([[1, 0]], [1])).toBeGreaterThan(50)
    expect(fitTemperature([[1, 0]], [1])).toBeLessThanOrEqual(101)
  })

  it('rejects an empty list, and lists of different length', () => {
    expect(() => fitTemperature([], [])).toThrow(RangeError)
    expect(() => fitTemperature([[1, 0]], [0, 1])).toThrow(
      'expected a label for each of at least one row of scores, got 2 for 1',
    )
  })
})

describe('expectedCalibrationError', () => {
  // Reference values of the formula of Guo et al. (2017) on the table above, before and after
  // temperature 1.3831284284479737.
  it.each([
    { temperature: 1, error: 0.35648381590836625 },
    { temperature: 1.3831284284479737, error: 0.27372345075375204 },
  ])('is $error at temperature $temperature', ({ temperature, error }) => {
    const probabilities = SCORES.map((pair) => softmax(pair, temperature))
    const top = probabilities.map((pair) => Math.max(...pair))
    const isHit = probabilities.map(
      (pair, index) => pair.indexOf(top[index] ?? Number.NaN) === LABELS[index],
    )
    expect(expectedCalibrationError(top, isHit)).toBeCloseTo(error, 12)
  })

  it('puts a probability on a bin edge into the lower bin, and 0 into the first', () => {
    // Two bins: 0.5 falls in (0, 0.5] with 0.4, so hit and miss cancel; in [0.5, 1) they would not.
    expect(expectedCalibrationError([0.5, 0.5], [true, false], 2)).toBeCloseTo(0, 12)
    expect(expectedCalibrationError([0.5, 0.4], [true, false], 2)).toBeCloseTo(0.05, 12)
    expect(expectedCalibrationError([0], [false])).toBe(0)
  })

  it('is null without cases and rejects an invalid probability', () => {
    expect(expectedCalibrationError([], [])).toBeNull()
    expect(() => expectedCalibrationError([1.2], [true])).toThrow(RangeError)
    expect(() => expectedCalibrationError([0.5], [])).toThrow(RangeError)
  })

  it('agrees with scikit-learn for five bins', () => {
    // calibration_curve(hits, probabilities, n_bins=5) of scikit-learn 1.9.1: 4, 3 and 5 cases,
    // means .495, .6867, .896, hits .5, .6667, .8.
    const top = [0.97, 0.93, 0.91, 0.86, 0.81, 0.74, 0.69, 0.63, 0.58, 0.52, 0.47, 0.41]
    const isHit = [...'111011011010'].map((hit) => hit === '1')
    expect(expectedCalibrationError(top, isHit, 5)).toBeCloseTo(
      (4 * 0.005 + 3 * 0.02 + 5 * 0.096) / 12,
      12,
    )
    // Borders: [0, .2] holds hit and miss, (.2, .4] and (.8, 1] one each.
    expect(expectedCalibrationError([0, 0.2], [true, false], 5)).toBeCloseTo(0.4, 12)
    expect(expectedCalibrationError([0.2, 0.200001], [true, false], 5)).toBeCloseTo(0.5000005, 12)
    expect(expectedCalibrationError([1], [true], 5)).toBe(0)
  })
})
