/**
 * Attributes a change to its causes by Shapley values: each cause gets its marginal effect, averaged over all orders in which the causes
 * can occur. Independent of any order. A cause that never changes anything gets exactly 0, and the values sum to the whole change.
 *
 * @param causeCount   integer from 0 to 16; `numbersAfter` is called 2^causeCount times, once per set
 * @param numbersAfter numbers after the causes of a set occurred: bit i of `set` is cause i; always the same number of numbers
 * @returns one row per cause, one entry per number; a column sums to `numbersAfter(all) - numbersAfter(none)` up to floating-point rounding
 * @see Shapley (1953), A Value for n-Person Games, in Contributions to the Theory of Games II
 * @see Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic Inequality 11:99
 * @example shapleyValues(2, (set) => [[0], [1], [2], [6]][set] ?? []) // => [[2.5], [3.5]]
 */
export function shapleyValues(causeCount: number, numbersAfter: (set: number) => readonly number[]): number[][] {
  const setCount = 2 ** causeCount
  const values = Array.from({ length: setCount }, (_, set) => numbersAfter(set))
  const weights = orderShares(causeCount)
  const numberCount = values[0]?.length ?? 0
  return Array.from({ length: causeCount }, (_, cause) => {
    const row = new Array<number>(numberCount).fill(0)
    for (let set = 0; set < setCount; set++) {
      if ((set >> cause) & 1) continue
      const weight = weights[bitCount(set)] as number
      const [before, after] = [values[set] as readonly number[], values[set | (1 << cause)] as readonly number[]]
      for (let index = 0; index < numberCount; index++) {
        row[index] = (row[index] as number) + weight * ((after[index] as number) - (before[index] as number))
      }
    }
    return row
  })
}

/** Share of the orders in which exactly a given set of `size` other causes precedes a cause: size! (n - size - 1)! / n!. */
function orderShares(causeCount: number): number[] {
  const shares: number[] = []
  // 1 / n for an empty set; each further cause swaps a factor.
  for (let size = 0, share = 1 / causeCount; size < causeCount; size++) {
    shares.push(share)
    share *= (size + 1) / (causeCount - size - 1)
  }
  return shares
}

function bitCount(set: number): number {
  let count = 0
  for (let rest = set; rest > 0; rest >>= 1) count += rest & 1
  return count
}
