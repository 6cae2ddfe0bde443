import { expect, it } from 'vitest'
import { countEach } from '../../../src/base/statistics/group-by.js'

it('countEach counts each value, in the order of first appearance', () => {
  expect([...countEach([2, 0, 2, 5])]).toEqual([
    [2, 2],
    [0, 1],
    [5, 1],
  ])
})
