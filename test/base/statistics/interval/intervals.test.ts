import { describe, expect, it } from 'vitest'
import { quantileSorted } from '../../../../src/base/statistics/estimate/mean.js'
import { hypergeometricInterval } from '../../../../src/base/statistics/interval/hypergeometric.js'
import { wilsonInterval } from '../../../../src/base/statistics/interval/wilson-interval.js'

describe('wilsonInterval', () => {
  // Reference values of the Wilson (1927) score interval at 95 %; 81/263 is also in Newcombe
  // (1998), Statistics in Medicine 17:857, Table I, method 3.
  it.each([
    { successCount: 0, trialCount: 10, low: 0, high: 0.2775327998628892 },
    { successCount: 5, trialCount: 10, low: 0.236593090512564, high: 0.7634069094874361 },
    { successCount: 45, trialCount: 50, low: 0.7863976856252035, high: 0.9565242350681096 },
    { successCount: 81, trialCount: 263, low: 0.2552885198782742, high: 0.36620957698280004 },
  ])(
    '$successCount of $trialCount gives [$low, $high]',
    ({ successCount, trialCount, low, high }) => {
      const interval = wilsonInterval(successCount / trialCount, trialCount)
      expect(interval.low).toBeCloseTo(low, 12)
      expect(interval.high).toBeCloseTo(high, 12)
    },
  )

  it('mirrors when successes and failures are swapped', () => {
    for (let successCount = 0; successCount <= 17; successCount++) {
      const one = wilsonInterval(successCount / 17, 17)
      const other = wilsonInterval((17 - successCount) / 17, 17)
      expect(one.low).toBeCloseTo(1 - other.high, 12)
      expect(one.high).toBeCloseTo(1 - other.low, 12)
    }
  })

  it.each([3, 7, 10, 13, 25])(
    'ends at 0 or 1 to the last digit where all %i trials agree',
    (trialCount) => {
      expect([wilsonInterval(0, trialCount).low, wilsonInterval(1, trialCount).high]).toEqual([
        0, 1,
      ])
    },
  )

  it.each([
    [1, 0],
    [-0.1, 5],
    [1.1, 5],
    [Number.NaN, 5],
  ])('rejects %s of %s', (share, trialCount) => {
    expect(() => wilsonInterval(share, trialCount)).toThrow(RangeError)
  })
})

// The smallest and the largest K with sf(k) + pmf(k) / 2 and cdf(k - 1) + pmf(k) / 2 of
// scipy.stats.hypergeom(N, K, n) above 0.025, SciPy 1.17.1.
it.each([
  [0, 20, 100, 0, 12],
  [2, 20, 100, 3, 27],
  [7, 50, 162, 13, 38],
  [0, 10, 10, 0, 0],
  [3, 30, 3000, 79, 743],
  [28, 30, 200, 162, 197],
  [15, 30, 61, 23, 38],
  [5, 80, 162, 6, 18],
  [1, 2, 3, 1, 2],
  [20, 20, 57, 51, 57],
])(
  'hypergeometricInterval %s of %s, from %s: %s to %s of them',
  (hitCount, sampleCount, populationCount, low, high) => {
    const interval = hypergeometricInterval(hitCount, sampleCount, populationCount, 0.95)
    expect(interval.low * populationCount).toBeCloseTo(low, 9)
    expect(interval.high * populationCount).toBeCloseTo(high, 9)
  },
)

describe('quantile', () => {
  // numpy.quantile, NumPy 2.4.6 (default method, linear = type 7).
  const values = Object.freeze([3.1, 0.2, 5, 8.25, 1.75, 2, 2])
  it.each([
    { probability: 0, expected: 0.2 },
    { probability: 0.025, expected: 0.4325 },
    { probability: 0.25, expected: 1.875 },
    { probability: 0.5, expected: 2 },
    { probability: 0.9, expected: 6.3 },
    { probability: 1, expected: 8.25 },
  ])('$probability of seven values is $expected', ({ probability, expected }) => {
    expect(quantileSorted([...values].sort(), probability)).toBeCloseTo(expected, 12)
  })

  it('rejects an empty list and a probability outside [0, 1]', () => {
    expect(() => quantileSorted([], 0.5)).toThrow(RangeError)
    expect(() => quantileSorted([1], 1.1)).toThrow(RangeError)
  })
})
