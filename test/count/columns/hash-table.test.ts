import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HashTable } from '../../../src/count/columns/hash-table.js'

const half = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(3))

it('behaves like a Map, also for the hash of zeros', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half, fc.nat(9)), { maxLength: 300 }), (entries) => {
      const [table, map] = [new HashTable(true), new Map<string, number>()]
      for (const [high, low, value] of entries) {
        // (0, 0) is stored as (0, 1).
        const key = high === 0 && low === 0 ? '0,1' : `${high},${low}`
        expect(table.add(high, low)).toBe(!map.has(key))
        table.set(high, low, value)
        map.set(key, value)
      }
      expect(table.size).toBe(map.size)
      for (const [high, low] of entries) expect(table.get(high, low)).toBe(map.get(high === 0 && low === 0 ? '0,1' : `${high},${low}`))
      expect(table.has(7, 2 ** 31)).toBe(map.has(`7,${2 ** 31}`))
    }),
    { numRuns: 100 },
  )
})
