import { groupBy } from '../group-by.js'
/**
 * A finite population with a stratified sample: simple random without replacement within each stratum. Lists have one entry per member of
 * the population, in any order.
 */
export interface StratifiedSample {
  /** Stratum of each member, 0-based. */
  readonly stratumOf: ArrayLike<number>
  /** 0-based label of each sampled and labelled member, -1 for all others. */
  readonly labelOf: ArrayLike<number>
  /** `proxies[l][i]`: prediction of "member i has label l", in [0, 1]; sums over the labels to the same value for every member. */
  readonly proxies: readonly ArrayLike<number>[]
}

/** A non-empty stratum. */
export interface Stratum {
  readonly members: Uint32Array
  /** The members that have a label. */
  readonly sampled: Uint32Array
}

/** @throws {RangeError} for a stratum without a labelled member: merge it with another one first */
export function listStrata({ stratumOf, labelOf }: StratifiedSample): Stratum[] {
  const members = groupBy(Array.from(stratumOf).keys(), (member) => stratumOf[member] as number)
  return [...members].map(([stratum, list]) => {
    const sampled = list.filter((member) => (labelOf[member] as number) >= 0)
    if (sampled.length === 0) throw new RangeError(`expected a labelled member in every stratum, got none in stratum ${stratum}`)
    return { members: Uint32Array.from(list), sampled: Uint32Array.from(sampled) }
  })
}

/** 1 if the label of `member` is `label`, else 0. */
export const indicatorOf = ({ labelOf }: Pick<StratifiedSample, 'labelOf'>, member: number, label: number): number =>
  labelOf[member] === label ? 1 : 0
