import { covariance, sum, variance } from './mean.js'

/**
 * A finite population with a simple random sample, drawn without replacement. Lists have one entry
 * per member of the population.
 */
export interface ProxySample {
  /** 0-based label of each sampled and labelled member, -1 for all others. */
  readonly labelOf: ArrayLike<number>
  /**
   * `proxies[l][i]`: prediction of "member i has label l", in [0, 1]. Sums over the labels to the
   * same value for every member.
   */
  readonly proxies: readonly ArrayLike<number>[]
}

/** The members with a label. */
export const labelledIn = ({ labelOf }: Pick<ProxySample, 'labelOf'>): number[] =>
  Array.from(labelOf).flatMap((label, member) => (label >= 0 ? [member] : []))

/** 1 for each of these members with the label, 0 for the others. */
export const hitsOf = (
  { labelOf }: Pick<ProxySample, 'labelOf'>,
  members: readonly number[],
  label: number,
): number[] => members.map((member) => Number(labelOf[member] === label))

/**
 * Weight of each label's proxy in the estimate of each label: `coefficients[label][proxyLabel]`.
 */
type ProxyCoefficients = readonly (readonly number[])[]

interface AssistedShare {
  /** The shares of all labels sum to 1; one may lie outside [0, 1] by sampling error. */
  readonly share: number
  /** Sampling variance, with finite-population correction. */
  readonly variance: number
  /** Variance with the proxies over that without them, in [0, 1]. */
  readonly designEffect: number
}

/**
 * Model-assisted shares, one per label, by the difference estimator: the mean prediction plus the
 * mean residual.
 *
 * @param coefficients how strongly to use the proxies; they may depend only on this sample
 * @see Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, section 6.3
 */
export function assistedShares(
  sample: ProxySample,
  coefficients: ProxyCoefficients,
): AssistedShare[] {
  const { labelOf, proxies } = sample
  const labelled = labelledIn(sample)
  const means = proxies.map((values) => sum(values) / values.length)
  return coefficients.map((row, label) => {
    const predicted = (member: number): number =>
      sum(row.map((weight, other) => weight * (proxies[other]?.[member] as number)))
    const hits = hitsOf(sample, labelled, label)
    const missed = labelled.map((member, at) => (hits[at] as number) - predicted(member))
    const hitVariance = variance(hits) ?? 0
    const left = variance(missed) ?? 0
    return {
      share:
        sum(row.map((weight, other) => weight * (means[other] as number))) +
        sum(missed) / labelled.length,
      variance: left * (1 / labelled.length - 1 / labelOf.length),
      designEffect: hitVariance > 0 ? Math.min(1, left / hitVariance) : 1,
    }
  })
}

/**
 * Power tuning of PPI++: each label gets the lambda in [0, 1] that minimises the variance of its
 * estimate, 0 when its proxy does not vary. Covariances come from the sample, variances of the
 * proxies from the whole population, ddof 1.
 *
 * @see Cochran (1977), Sampling Techniques, section 7.11; Angelopoulos, Duchi, Zrnic (2023),
 *   arXiv:2311.01453, example 6.1
 */
export function tuneProxies(sample: ProxySample): number[] {
  const labelled = labelledIn(sample)
  return sample.proxies.map((proxies, label) => {
    const guesses = labelled.map((member) => proxies[member] as number)
    const common = covariance(hitsOf(sample, labelled, label), guesses) ?? 0
    const spread = variance(proxies) ?? 0
    return spread > 0 ? Math.min(1, Math.max(0, common / spread)) : 0
  })
}

/**
 * Builds coefficients that use each label's proxy by its lambda. The remainder to a sum of 1 goes
 * to the labels in proportion to `spreads`. Two labels, or equal lambdas, leave no remainder.
 *
 * @param spreads >= 0, one per label: the variance of each label's indicator among the labelled
 *   members
 */
export function balanceCoefficients(
  lambdas: readonly number[],
  spreads: readonly number[],
): ProxyCoefficients {
  const total = sum(spreads)
  return lambdas.map((_, label) => {
    const part = total > 0 ? (spreads[label] as number) / total : 1 / lambdas.length
    return lambdas.map((lambda, other) => (label === other ? lambda : 0) - part * lambda)
  })
}

/**
 * Projects values onto the simplex with bounds. Gives the nearest shares, by squared distance, that
 * sum to 1 within their bounds. All values are shifted by the same amount, then clamped. Values
 * that already fit are returned up to rounding.
 *
 * @param lows their sum is at most 1
 * @param highs their sum is at least 1; each at least its low
 * @see Blondel, Fujino, Ueda (2014), Large-scale Multiclass Support Vector Machine Training via
 *   Euclidean Projection onto the Simplex, ICPR
 */
export function projectWithBounds(
  values: ArrayLike<number>,
  lows: ArrayLike<number>,
  highs: ArrayLike<number>,
): number[] {
  const clamped = (shift: number): number[] =>
    Array.from(values, (value, index) =>
      Math.min(highs[index] as number, Math.max(lows[index] as number, value + shift)),
    )
  const total = (shift: number): number => sum(clamped(shift))
  // The total is linear in the shift between the points where a value reaches a bound.
  const breakpoints = Array.from(values, (value, index) => [
    (lows[index] as number) - value,
    (highs[index] as number) - value,
  ])
    .flat()
    .sort((one, other) => one - other)
  let low = breakpoints[0] ?? 0
  for (const high of breakpoints) {
    if (total(high) >= 1) {
      const least = total(low)
      const most = total(high)
      return clamped(most === least ? high : low + ((1 - least) * (high - low)) / (most - least))
    }
    low = high
  }
  return clamped(low)
}
