import { sum, variance } from './mean.js'
import { indicatorOf, listStrata, type ProxyCoefficients, type StratifiedSample, type Stratum } from './stratified-sample.js'

/** Estimated share of each label in the population of a {@link StratifiedSample}; lists in label order. */
export interface AssistedShares {
  /** Sum to 1; may lie outside [0, 1] by sampling error. */
  readonly shares: readonly number[]
  /** Sampling variances of `shares` for members of equal weight, with finite-population correction. */
  readonly variances: readonly number[]
  /** Shares by the labels alone; in [0, 1], sum 1. */
  readonly labelShares: readonly number[]
  /** Number of labels of equal weight that would say as much; at most those given. */
  readonly labelledSize: number
  /** Number of labels from an endless population that would say as much without proxies; infinite for a census. */
  readonly effectiveSizes: readonly number[]
  /** Variance with the proxies over that without them, in (0, 1]. */
  readonly designEffects: readonly number[]
  readonly strata: readonly Stratum[]
}

/**
 * Model-assisted shares, by the difference estimator: the mean prediction plus the stratified mean residual. The design effect is the
 * proxies' part of its variance. Labels that vary more between strata of unequal chances than among themselves count for less.
 *
 * @param coefficients how strongly to use the proxies; they may depend only on this sample
 * @param strata       those of the sample
 * @throws {RangeError} for a stratum without a labelled member
 * @see Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, section 6.3
 */
export function assistedShares(
  sample: StratifiedSample,
  coefficients: ProxyCoefficients,
  strata: readonly Stratum[] = listStrata(sample),
): AssistedShares {
  const total = sample.stratumOf.length
  const labelledCount = sum(strata.map(({ sampled }) => sampled.length))
  // By stratum: the variance that its unlabelled members add, where one label has variance 1.
  const unseen = strata.map(({ members: { length: count }, sampled }) => {
    return ((count - sampled.length) / total ** 2) * (count / sampled.length)
  })
  const estimates = coefficients.map((row, label) => {
    let [votes, labelVotes, missedVariance, labelVariance, lonely] = [0, 0, 0, 0, 0]
    for (const [stratum, { members, sampled, proxyMoments }] of strata.entries()) {
      const hits = sampled.map((member) => indicatorOf(sample, member, label))
      const missed = sampled.map((member, at) => (hits[at] as number) - predictedShare(sample, coefficients, member, label))
      votes += weighted(row, proxyMoments)
      labelVotes += (members.length * sum(hits)) / sampled.length
      votes += (members.length * sum(missed)) / sampled.length
      missedVariance += (unseen[stratum] as number) * (variance(missed) ?? 0)
      labelVariance += (unseen[stratum] as number) * (variance(hits) ?? 0)
      if (sampled.length < 2) lonely += unseen[stratum] as number
    }
    const labelShare = Math.min(1, labelVotes / total)
    const spread = labelledCount > 1 ? (labelShare * (1 - labelShare) * labelledCount) / (labelledCount - 1) : 0
    // A stratum with one label shows no variance: it gets that of all.
    labelVariance += spread * lonely
    const plainVariance = spread * sum(unseen)
    const drawEffect = plainVariance > 0 ? Math.max(1, labelVariance / plainVariance) : 1
    return {
      ...{ share: votes / total, variance: missedVariance, labelShare },
      effectiveSize: 1 / (sum(unseen) * drawEffect),
      designEffect: labelVariance > 0 ? Math.min(1, (missedVariance + spread * lonely) / labelVariance) : 1,
    }
  })
  return {
    shares: estimates.map(({ share }) => share),
    variances: estimates.map(({ variance }) => variance),
    labelShares: estimates.map(({ labelShare }) => labelShare),
    // Kish (1965), Survey Sampling, section 11.7.
    labelledSize: total ** 2 / sum(strata.map(({ members, sampled }) => members.length ** 2 / sampled.length)),
    effectiveSizes: estimates.map(({ effectiveSize }) => effectiveSize),
    designEffects: estimates.map(({ designEffect }) => designEffect),
    strata,
  }
}

const weighted = (row: readonly number[], moments: Stratum['proxyMoments']): number =>
  sum(moments.map(({ total }, other) => (row[other] as number) * total))

/** Predicted share of a label for a member: the proxies weighted by the coefficients. */
export function predictedShare(
  { proxies }: Pick<StratifiedSample, 'proxies'>,
  coefficients: ProxyCoefficients,
  member: number,
  label: number,
): number {
  const row = coefficients[label] as readonly number[]
  let predicted = 0
  for (let other = 0; other < row.length; other++) predicted += (row[other] as number) * (proxies[other]?.[member] as number)
  return predicted
}

/**
 * Projects values onto the simplex with bounds. Gives the nearest shares, by squared distance, that sum to 1 within their bounds. All
 * values are shifted by the same amount, then clamped. Values that already fit are returned up to rounding.
 *
 * @param lows  their sum is at most 1
 * @param highs their sum is at least 1; each at least its low
 * @see Blondel, Fujino, Ueda (2014), Large-scale Multiclass Support Vector Machine Training via Euclidean Projection onto the Simplex, ICPR
 */
export function projectWithBounds(values: ArrayLike<number>, lows: ArrayLike<number>, highs: ArrayLike<number>): number[] {
  const clamped = (shift: number): number[] =>
    Array.from(values, (value, index) => Math.min(highs[index] as number, Math.max(lows[index] as number, value + shift)))
  const total = (shift: number): number => sum(clamped(shift))
  // The total is linear in the shift between the points where a value reaches a bound.
  const breakpoints = Array.from(values, (value, index) => [(lows[index] as number) - value, (highs[index] as number) - value])
    .flat()
    .sort((one, other) => one - other)
  let low = breakpoints[0] ?? 0
  for (const high of breakpoints) {
    if (total(high) >= 1) {
      const [least, most] = [total(low), total(high)]
      return clamped(most === least ? high : low + ((1 - least) * (high - low)) / (most - least))
    }
    low = high
  }
  return clamped(low)
}
