/** Items in the order of a round, which counts from 1: as they stand in every odd one, reversed in every even one. */
export function orderOfRound<Item>(items: readonly Item[], round: number): Item[] {
  return round % 2 === 1 ? [...items] : [...items].reverse()
}

/** What is measured once in every round, in this order in the first, in the reverse in the second, and so on. */
export function orderOfRounds<Item>(items: readonly Item[], roundCount: number): Item[] {
  return Array.from({ length: roundCount }, (_, index) => orderOfRound(items, index + 1)).flat()
}

/** The middle value, the mean of the two in the middle where their number is even; null without any. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
