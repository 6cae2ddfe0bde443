import { describe, expect, it } from 'vitest'
import { betaQuantile } from '../../../../scripts/coverage/beta-quantile.js'
import { incompleteBeta } from '../../../../src/base/statistics/interval/incomplete-beta.js'

describe('incompleteBeta', () => {
  // scipy.special.betainc, SciPy 1.17.1.
  it.each([
    { x: 0.3, a: 2, b: 5, below: 0.5798250000000003 },
    { x: 0.02, a: 0.5, b: 30.5, below: 0.7310946645296126 },
    { x: 0.999, a: 60, b: 1.5, below: 0.989261033393287 },
    { x: 0.48, a: 4801.2, b: 5201.8, below: 0.5020226973221218 },
  ])('of $x with $a and $b is $below', ({ x, a, b, below }) => {
    expect(Math.abs(incompleteBeta(x, 1 - x, a, b) / below - 1)).toBeLessThan(1e-10)
  })
})

describe('betaQuantile', () => {
  // scipy.stats.beta.ppf, SciPy 1.17.1.
  it.each([
    { probability: 0.025, a: 1, b: 30, x: 0.0008435709266304788 },
    { probability: 0.975, a: 0.5, b: 30.5, x: 0.07967817381725999 },
    { probability: 0.025, a: 0.5, b: 0.5, x: 0.001541333133436012 },
    { probability: 0.975, a: 3.7, b: 121.3, x: 0.0655383045222735 },
    { probability: 0.5, a: 200.25, b: 9800.75, x: 0.01999101007511255 },
    { probability: 0.975, a: 4801.2, b: 5201.8, x: 0.48976959304267514 },
    { probability: 0.975, a: 60, b: 1.5, x: 0.998210743606664 },
    { probability: 1e-6, a: 5, b: 7, x: 0.018850095553046852 },
  ])('$probability of $a and $b is $x', ({ probability, a, b, x }) => {
    expect(Math.abs(betaQuantile(probability, a, b) / x - 1)).toBeLessThan(1e-9)
  })

  it('is the exact bound of Clopper and Pearson where it is known in closed form', () => {
    expect(betaQuantile(0.975, 1, 30)).toBeCloseTo(1 - 0.025 ** (1 / 30), 12)
  })

  it('refuses what is no probability, and no distribution', () => {
    expect(() => betaQuantile(0, 1, 1)).toThrow(RangeError)
    expect(() => betaQuantile(0.5, 0, 1)).toThrow(RangeError)
  })
})
