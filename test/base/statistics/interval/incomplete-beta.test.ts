import { expect, it } from 'vitest'
import {
  binomialTail,
  incompleteBeta,
  studentQuantile95,
} from '../../../../src/base/statistics/interval/incomplete-beta.js'

// scipy.special.betainc, SciPy 1.17.1.
it.each([
  { x: 0.3, a: 2, b: 5, below: 0.5798250000000003 },
  { x: 0.02, a: 0.5, b: 30.5, below: 0.7310946645296126 },
  { x: 0.999, a: 60, b: 1.5, below: 0.989261033393287 },
  { x: 0.48, a: 4801.2, b: 5201.8, below: 0.5020226973221218 },
])('incompleteBeta of $x with $a and $b is $below', ({ x, a, b, below }) => {
  expect(Math.abs(incompleteBeta(x, 1 - x, a, b) / below - 1)).toBeLessThan(1e-10)
})

// scipy.stats.t.ppf(0.975, freedom).
it.each([
  [1, 12.706204736174694],
  [7, 2.364624251592784],
  [29, 2.045229642132703],
  [400, 1.9659123432294656],
])('studentQuantile95(%s) is %s', (freedom, expected) => {
  expect(studentQuantile95(freedom)).toBeCloseTo(expected, 9)
})

// R 4.3, binom.test(k, n, p, alternative = "greater")$p.value; 8 of 10 is 56 / 1024.
it.each([
  { successCount: 8, trialCount: 10, probability: 0.5, chance: 0.0546875 },
  { successCount: 0, trialCount: 10, probability: 0.5, chance: 1 },
  { successCount: 10, trialCount: 10, probability: 0.5, chance: 1 / 1024 },
  { successCount: 3, trialCount: 4, probability: 0.25, chance: 13 / 256 },
  { successCount: 150, trialCount: 150, probability: 0.667, chance: 0.667 ** 150 },
])(
  '$successCount of $trialCount at $probability: $chance',
  ({ successCount, trialCount, probability, chance }) => {
    expect(Math.abs(binomialTail(successCount, trialCount, probability) / chance - 1)).toBeLessThan(
      1e-9,
    )
  },
)

it('falls with every success, and grows with their probability', () => {
  for (let count = 1; count <= 30; count += 1) {
    expect(binomialTail(count, 30, 0.5)).toBeLessThan(binomialTail(count - 1, 30, 0.5))
    expect(binomialTail(count, 30, 0.6)).toBeGreaterThan(binomialTail(count, 30, 0.5))
  }
})
