/** Orders items for a 1-based round: unchanged in odd rounds, reversed in even ones. */
export const orderOfRound = <Item>(items: readonly Item[], round: number): Item[] => (round % 2 === 1 ? [...items] : [...items].reverse())

/** Lists the items of all rounds, in alternating order. */
export const orderOfRounds = <Item>(items: readonly Item[], roundCount: number): Item[] =>
  Array.from({ length: roundCount }, (_, index) => orderOfRound(items, index + 1)).flat()

/** Median of values, the mean of the middle two for an even count; null without values. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
