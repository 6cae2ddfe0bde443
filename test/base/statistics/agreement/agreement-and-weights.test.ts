import { describe, expect, it } from 'vitest'
import { krippendorffAlpha } from '../../../../src/base/statistics/agreement/krippendorff-alpha.js'
import { kishEffectiveSize } from '../../../../src/base/statistics/interval/kish-effective-size.js'
import { studentTQuantile } from '../../../../src/base/statistics/interval/student-t-quantile.js'
import { GOLDEN } from '../golden.js'

describe('krippendorffAlpha', () => {
  /** Coders by units into units by values. */
  const unitsOf = (data: readonly (readonly (number | null)[])[]): number[][] =>
    (data[0] ?? []).map((_, unit) => data.flatMap((coder) => coder[unit] ?? []))

  it.each(GOLDEN.krippendorff.cases)('nominal $nominal, with values missing', ({ data, nominal }) => {
    expect(krippendorffAlpha(unitsOf(data))).toBeCloseTo(nominal, 9)
  })

  it('does not depend on the order of units or values', () => {
    const units = unitsOf(GOLDEN.krippendorff.cases[0]?.data ?? [])
    expect(krippendorffAlpha(units.map((unit) => [...unit].reverse()).reverse())).toBeCloseTo(krippendorffAlpha(units) ?? Number.NaN, 12)
  })

  it('is undefined without variation or without pairs', () => {
    expect(
      krippendorffAlpha([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull()
    expect(krippendorffAlpha([[1], [2], []])).toBeNull()
  })

  it('is 1 for full agreement and below 0 for disagreement without exception', () => {
    expect(
      krippendorffAlpha([
        [1, 1],
        [2, 2, 2],
      ]),
    ).toBe(1)
    // Two units, 1 against 2 in both: Do = 1, De = 2/3.
    expect(
      krippendorffAlpha([
        [1, 2],
        [2, 1],
      ]),
    ).toBeCloseTo(-0.5, 12)
  })
})

describe('kishEffectiveSize', () => {
  it('agrees with Kish, equals the count for equal weights, and is 0 without weight', () => {
    expect(kishEffectiveSize(GOLDEN.kish_neff.w)).toBeCloseTo(GOLDEN.kish_neff.neff, 9)
    expect(kishEffectiveSize([3, 3, 3])).toBe(3)
    expect(kishEffectiveSize([0, 0])).toBe(0)
    expect(() => kishEffectiveSize([-1])).toThrow(RangeError)
  })
})

describe('studentTQuantile', () => {
  // scipy.stats.t.ppf, SciPy 1.17.1.
  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 3.5, 2.9400886379827282],
    [0.95, 10, 1.8124611228116756],
    [0.975, 29, 2.045229642132703],
    [0.995, 29, 2.756385903670605],
    [0.025, 49, -2.0095752371292397],
    [0.975, 199, 1.9719565442517533],
    [0.975, 1999.5, 1.961151123060678],
    [0.975, 2000, 1.9611508260994377],
    [0.9, 5000, 1.2817209053357184],
    [0.75, 0.5, 1.5537739740300383],
    [0.999, 4, 7.173182219782307],
    [0.51, 7, 0.025977941569516962],
  ])('probability %f, %f degrees: %f', (probability, degrees, expected) => {
    expect(Math.abs(studentTQuantile(probability, degrees) / expected - 1)).toBeLessThan(1e-10)
  })

  it('is 0 in the middle, normal at infinity, and rejects arguments out of range', () => {
    expect(studentTQuantile(0.5, 3)).toBe(0)
    expect(studentTQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 12)
    expect(() => studentTQuantile(0.975, 0)).toThrow(RangeError)
    expect(() => studentTQuantile(1, 3)).toThrow(RangeError)
  })
})
