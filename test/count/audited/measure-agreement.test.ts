import { describe, expect, it } from 'vitest'
import { krippendorffAlpha } from '../../../src/count/audited/measure-agreement.js'
import { GOLDEN } from '../../base/statistics/golden.js'

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
