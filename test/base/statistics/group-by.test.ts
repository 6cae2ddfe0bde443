import { expect, it } from 'vitest'
import { countEach } from '../../../src/base/statistics/group-by.js'
import { inRows } from '../../support/in-rows.js'

it('countEach counts each value, in the order of first appearance', () => {
  expect(inRows([...countEach([2, 0, 2, 5])])).toEqual(['2 | 2', '0 | 1', '5 | 1'])
})
