import { expect, it } from 'vitest'
import { countEach, countNumbers } from '../../../src/base/statistics/group-by.js'

it('countNumbers counts whole numbers, those that are missing with 0', () => {
  expect(Array.from(countNumbers([2, 0, 2, 5]))).toEqual([1, 0, 2, 0, 0, 1])
  expect(countNumbers([])).toHaveLength(0)
})

it('countNumbers counts as countEach does', () => {
  const numbers = Array.from({ length: 500 }, (_, index) => (index * 7919) % 83)
  const counts = countNumbers(Uint32Array.from(numbers))
  for (const [number, count] of countEach(numbers)) expect(counts[number]).toBe(count)
})
