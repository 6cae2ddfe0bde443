import { quantile } from '../../src/base/statistics/interval/quantile.js'

/** Orders items for a 1-based round: unchanged in odd rounds, reversed in even ones. */
export const orderOfRound = <Item>(items: readonly Item[], round: number): Item[] => (round % 2 === 1 ? [...items] : [...items].reverse())

/** Lists the items of all rounds, in alternating order. */
export const orderOfRounds = <Item>(items: readonly Item[], roundCount: number): Item[] =>
  Array.from({ length: roundCount }, (_, index) => orderOfRound(items, index + 1)).flat()

/** Null without values. */
export const median = (values: readonly number[]): number | null => (values.length === 0 ? null : quantile(values, 0.5))
