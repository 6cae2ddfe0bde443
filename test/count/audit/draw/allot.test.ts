import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allot } from '../../../../src/count/audit/draw/draw-audit.js'
import { runCount } from '../../../run-count.js'

const numRuns = runCount()
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

describe('allot', () => {
  // Largest remainders: 100 of 1,000 gives quotas 41.7, 33.3, 25.0; the first has the largest remainder.
  it.each([
    { total: 100, parts: [417, 333, 250], counts: [42, 33, 25] },
    { total: 10, parts: [70, 25, 3], counts: [6, 2, 2] },
    { total: 10, parts: [5, 5, 1], counts: [5, 4, 1] },
    { total: 3, parts: [10, 10, 10], counts: [2, 2, 2] },
    { total: 20, parts: [4, 3], counts: [4, 3] },
    { total: 5, parts: [], counts: [] },
  ])('shares $total out to parts of $parts as $counts', ({ total, parts, counts }) => {
    expect(allot(total, parts)).toEqual(counts)
  })

  it('gives every part at least two where it has two, never more than it has, and sums to the total', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
        (total, parts) => {
          const counts = allot(total, parts)
          const least = parts.map((part) => Math.min(2, part))
          counts.forEach((count, index) => {
            expect(count).toBeGreaterThanOrEqual(least[index] as number)
            expect(count).toBeLessThanOrEqual(parts[index] as number)
          })
          expect(sum(counts)).toBe(Math.min(sum(parts), Math.max(total, sum(least))))
        },
      ),
      { numRuns },
    )
  })
})
