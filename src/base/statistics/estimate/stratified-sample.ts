import { groupBy } from '../group-by.js'
import { covariance, sum } from './mean.js'

/**
 * A finite population with a stratified sample: simple random without replacement within each stratum. Lists have one entry per member of
 * the population, in any order.
 */
export interface StratifiedSample {
  /** Stratum of each member, 0-based. */
  readonly stratumOf: ArrayLike<number>
  /** 0-based label of each sampled and labelled member, -1 for all others. */
  readonly labelOf: ArrayLike<number>
  /** `proxies[l][i]`: prediction of "member i has label l", in [0, 1]. Sums over the labels to the same value for every member. */
  readonly proxies: readonly ArrayLike<number>[]
}

export interface Stratum {
  readonly members: readonly number[]
  readonly sampled: readonly number[]
  /** Sum and variance (ddof 1) of each label's proxies, over all members. */
  readonly proxyMoments: readonly { readonly total: number; readonly variance: number }[]
}

/** @throws {RangeError} for a stratum without a labelled member: merge it with another one first */
export function listStrata({ stratumOf, labelOf, proxies }: StratifiedSample): Stratum[] {
  return [...groupBy(Array.from(stratumOf).keys(), (member) => stratumOf[member] as number)].map(([stratum, members]) => {
    const sampled = members.filter((member) => (labelOf[member] as number) >= 0)
    if (sampled.length === 0) throw new RangeError(`expected a labelled member in every stratum, got none in stratum ${stratum}`)
    return { members, sampled, proxyMoments: proxies.map((values) => momentsOf(members, values)) }
  })
}

function momentsOf(members: readonly number[], values: ArrayLike<number>): Stratum['proxyMoments'][number] {
  let [total, squares] = [0, 0]
  for (const member of members) total += values[member] as number
  const centre = total / members.length
  for (const member of members) squares += ((values[member] as number) - centre) ** 2
  return { total, variance: members.length < 2 ? 0 : squares / (members.length - 1) }
}

export const indicatorOf = ({ labelOf }: Pick<StratifiedSample, 'labelOf'>, member: number, label: number): number =>
  labelOf[member] === label ? 1 : 0

/** Weight of each label's proxy in the estimate of each label: `coefficients[label][proxyLabel]`. */
export type ProxyCoefficients = readonly (readonly number[])[]

/**
 * Power tuning of PPI++ in a stratified sample. Each label gets the lambda in [0, 1] that minimises the variance of its estimate. All
 * strata share it (the combined regression estimator). Covariances come from the sample, variances of the proxies from the whole
 * population, both within strata, ddof 1.
 *
 * @param strata those of the sample
 * @returns one per label; 0 when the proxies do not vary within strata
 * @see Cochran (1977), Sampling Techniques, section 7.11; Angelopoulos, Duchi, Zrnic (2023), arXiv:2311.01453, example 6.1
 */
export function tuneProxies(sample: StratifiedSample, strata: readonly Stratum[] = listStrata(sample)): number[] {
  return sample.proxies.map((proxies, label) => {
    let [together, spread] = [0, 0]
    for (const { members, sampled, proxyMoments } of strata) {
      const weight = (members.length * (members.length - sampled.length)) / sampled.length
      const common = covariance(
        sampled.map((member) => indicatorOf(sample, member, label)),
        sampled.map((member) => proxies[member] as number),
      )
      if (common === null || weight === 0) continue
      together += weight * common
      spread += weight * (proxyMoments[label]?.variance as number)
    }
    return spread > 0 ? Math.min(1, Math.max(0, together / spread)) : 0
  })
}

/**
 * Builds coefficients that use each label's proxy by its lambda. The remainder to a sum of 1 goes to the labels in proportion to `spreads`.
 * Two labels, or equal lambdas, leave no remainder.
 *
 * @param spreads >= 0, one per label: the variance of each label's indicator among the labelled members
 */
export function balanceCoefficients(lambdas: readonly number[], spreads: readonly number[]): ProxyCoefficients {
  const total = sum(spreads)
  return lambdas.map((_, label) => {
    const part = total > 0 ? (spreads[label] as number) / total : 1 / lambdas.length
    return lambdas.map((lambda, other) => (label === other ? lambda : 0) - part * lambda)
  })
}
