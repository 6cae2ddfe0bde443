import { expect, it } from 'vitest'
import { kishEffectiveSize } from '../../../../src/base/statistics/estimate/mean.js'
import { GOLDEN } from '../golden.js'

it('kishEffectiveSize agrees with Kish, equals the count for equal weights, and is 0 without weight', () => {
  expect(kishEffectiveSize(GOLDEN.kish_neff.w)).toBeCloseTo(GOLDEN.kish_neff.neff, 9)
  expect(kishEffectiveSize([3, 3, 3])).toBe(3)
  expect(kishEffectiveSize([0, 0])).toBe(0)
  expect(() => kishEffectiveSize([-1])).toThrow(RangeError)
})
