import { describe, expect, it } from 'vitest'
import { fitTemperature } from '../../../../src/base/statistics/calibration/fit-temperature.js'
import { softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'

// The eight cases of a hand-made table; T by minimising the mean negative log-likelihood (Guo et al. 2017, section 4.2)
// with SciPy: 0.5630722979137461 at T = 1, 0.5495490569406489 at the T below.
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

const lossAt = (temperature: number): number =>
  SCORES.reduce((sum, row, index) => sum - Math.log(softmax(row, temperature)[LABELS[index] as number] as number), 0) / SCORES.length

describe('fitTemperature', () => {
  it('gives T = 1.3831284 on the hand-made table', () => {
    const temperature = fitTemperature(SCORES, LABELS)
    expect(temperature).toBeCloseTo(1.3831284284479737, 11)
    // Brier score of the second label at T = 1.
    const brier =
      SCORES.reduce((sum, row, index) => sum + ((softmax(row)[1] as number) - (LABELS[index] as number)) ** 2, 0) / SCORES.length
    expect(brier).toBeCloseTo(0.20317793183941607, 12)
    expect(lossAt(1)).toBeCloseTo(0.5630722979137461, 12)
    expect(lossAt(temperature)).toBeCloseTo(0.5495490569406489, 12)
  })

  it.each([0.1, 0.5, 3, 20])('scores multiplied by %f get a temperature multiplied by the same factor', (factor) => {
    const scaled = SCORES.map((row) => row.map((score) => score * factor))
    expect(fitTemperature(scaled, LABELS) / factor).toBeCloseTo(1.3831284284479737, 11)
  })

  it.each([1, 2, 3])('finds the temperature that labels were drawn with: 2.5 within 0.2 on 4,000 cases (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const scores = Array.from({ length: 4000 }, () => [random() * 8 - 4, random() * 8 - 4, random() * 8 - 4])
    const labels = scores.map((row) => {
      let left = random()
      return softmax(row, 2.5).findIndex((probability, index) => (left -= probability) < 0 || index === 2)
    })
    expect(Math.abs(fitTemperature(scores, labels) - 2.5)).toBeLessThan(0.2)
  })

  it('stays in its range when no temperature is optimal: all right, or all wrong', () => {
    expect(fitTemperature([[1, 0]], [0])).toBeGreaterThan(0)
    expect(fitTemperature([[1, 0]], [0])).toBeLessThan(0.02)
    expect(fitTemperature([[1, 0]], [1])).toBeGreaterThan(50)
    expect(fitTemperature([[1, 0]], [1])).toBeLessThanOrEqual(101)
  })

  it('rejects an empty list, and lists of different length', () => {
    expect(() => fitTemperature([], [])).toThrow(RangeError)
    expect(() => fitTemperature([[1, 0]], [0, 1])).toThrow('expected a label for each of at least one row of scores, got 2 for 1')
  })
})
