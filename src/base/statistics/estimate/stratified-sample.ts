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
  const lists = new Map<number, { readonly members: number[]; readonly sampled: number[] }>()
  for (let member = 0; member < stratumOf.length; member++) {
    const stratum = stratumOf[member] as number
    const list = lists.get(stratum) ?? { members: [], sampled: [] }
    if (list.members.length === 0) lists.set(stratum, list)
    list.members.push(member)
    if ((labelOf[member] as number) >= 0) list.sampled.push(member)
  }
  return [...lists].map(([stratum, { members, sampled }]) => {
    if (sampled.length === 0) throw new RangeError(`expected a labelled member in every stratum, got none in stratum ${stratum}`)
    return { members: new Uint32Array(members), sampled: new Uint32Array(sampled) }
  })
}

/** 1 if the label of `member` is `label`, else 0. */
export const indicatorOf = ({ labelOf }: Pick<StratifiedSample, 'labelOf'>, member: number, label: number): number =>
  labelOf[member] === label ? 1 : 0
