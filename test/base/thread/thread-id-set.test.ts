import { expect, it } from 'vitest'
import { ThreadIdSet } from '../../../src/base/thread/thread-id-set.js'

const IS_LONG = process.env['DEALSTANCE_RUNS'] !== undefined
/** A Set or a Map throws a RangeError at one more than 2^24. */
const COUNT = IS_LONG ? 2 ** 24 + 1 : 2 ** 19

it('knows every id that it has seen, and no other', () => {
  const ids = ['', 'a', 'b', 'ab', 'ba', 't1', '1t', '\u0000', '\u0000\u0000', '𝒶', '__proto__']
  const seen = new ThreadIdSet()
  expect(ids.map((id) => seen.add(id))).toEqual(ids.map(() => true))
  expect(ids.map((id) => seen.add(id))).toEqual(ids.map(() => false))
  expect(seen.size).toBe(ids.length)
})

it.each([
  ['numbers', (index: number) => String(index)],
  ['numbers behind a word', (index: number) => `t3_${index.toString(36)}`],
  ['ids of X', (index: number) => `18${String(index * 7919).padStart(17, '0')}`],
])(`takes ${COUNT} ids that are %s for as many`, (_, idOf) => {
  const seen = new ThreadIdSet()
  for (let index = 0; index < COUNT; index += 1) seen.add(idOf(index))
  expect(seen.size).toBe(COUNT)
  let repeated = 0
  for (let index = 0; index < COUNT; index += 97) repeated += Number(!seen.add(idOf(index)))
  expect(repeated).toBe(Math.ceil(COUNT / 97))
})
