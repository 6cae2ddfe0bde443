import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapleyValues } from '../../../src/base/statistics/shapley-values.js'
import { runCount } from '../../run-count.js'

const RUNS = runCount()

/** The definition: the mean marginal effect over all orders. */
function byOrders(causeCount: number, values: readonly number[]): number[] {
  const orders = (rest: readonly number[]): number[][] =>
    rest.length === 0 ? [[]] : rest.flatMap((first) => orders(rest.filter((one) => one !== first)).map((order) => [first, ...order]))
  const all = orders(Array.from({ length: causeCount }, (_, cause) => cause))
  const sums = new Array<number>(causeCount).fill(0)
  for (const order of all) {
    let set = 0
    for (const cause of order) {
      const next = set | (1 << cause)
      sums[cause] = (sums[cause] ?? 0) + (values[next] ?? 0) - (values[set] ?? 0)
      set = next
    }
  }
  return sums.map((sum) => sum / all.length)
}

const game = fc
  .integer({ min: 1, max: 5 })
  .chain((causeCount) =>
    fc.tuple(
      fc.constant(causeCount),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 ** causeCount, maxLength: 2 ** causeCount }),
    ),
  )

describe('shapleyValues', () => {
  // The glove market of Shapley (1953): one left glove, two right ones; a pair is worth 1.
  it('gives the owner of the one left glove 2/3, each owner of a right one 1/6', () => {
    const [left, ...rights] = shapleyValues(3, (set) => [(set & 1) === 1 && set > 1 ? 1 : 0])
    expect(left?.[0]).toBeCloseTo(2 / 3, 15)
    for (const right of rights) expect(right[0]).toBeCloseTo(1 / 6, 15)
  })

  it('supports several numbers at once, and an empty set of causes', () => {
    expect(shapleyValues(0, () => [1, 2])).toEqual([])
    expect(shapleyValues(2, (set) => [[0], [1], [2], [6]][set] ?? [])).toEqual([[2.5], [3.5]])
    expect(shapleyValues(1, (set) => [set, 5 - 2 * set, 7])).toEqual([[1, -2, 0]])
  })

  it(`is the mean marginal effect over all orders and sums to the whole change (${RUNS} games, seed 1)`, () => {
    fc.assert(
      fc.property(game, ([causeCount, values]) => {
        const parts = shapleyValues(causeCount, (set) => [values[set] ?? 0]).map(([part = 0]) => part)
        const expected = byOrders(causeCount, values)
        for (const [cause, part] of parts.entries()) expect(part).toBeCloseTo(expected[cause] ?? Number.NaN, 12)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo((values.at(-1) ?? 0) - (values[0] ?? 0), 12)
      }),
      { numRuns: RUNS, seed: 1 },
    )
  })

  it(`gives a cause without effect exactly 0, and two equivalent causes equal values (${RUNS} games, seed 2)`, () => {
    fc.assert(
      fc.property(game, ([causeCount, values]) => {
        const idle = shapleyValues(causeCount + 1, (set) => [values[set >> 1] ?? 0])
        expect(idle[0]).toEqual([0])
        const twins = shapleyValues(causeCount + 1, (set) => [(values[set >> 2] ?? 0) * (1 + (set & 1) + ((set >> 1) & 1))])
        expect(twins[0]?.[0]).toBeCloseTo(twins[1]?.[0] ?? Number.NaN, 12)
      }),
      { numRuns: RUNS, seed: 2 },
    )
  })
})
