import { kishEffectiveSize } from '../interval/kish-effective-size.js'
import { sum } from './mean.js'
import type { StratifiedSample } from './stratified-sample.js'
import { predictedShare, residualOf, type StratifiedShares } from './stratified-shares.js'
import type { ProxyCoefficients } from './tune-proxies.js'

/**
 * Shares where members have votes of different weight: labelled members count with their label, all others with what their proxies, the mean
 * residual of their stratum and the weighted mean of what the residuals still miss say of them. With equal weights it is the estimate of
 * `stratifiedShares`.
 *
 * The variance is that of the votes nobody has looked at: spread x (their squared weights + their weight^2 / effective labelled members). It
 * knows that one heavy member outside the sample makes the share uncertain, which the labelled members by themselves do not show. It takes
 * residuals to spread alike in light and heavy members; the linearised design variance is taken instead where that is larger.
 *
 * @param plain   what `stratifiedShares` gave for the same sample and coefficients
 * @param weights votes of each member, >= 0, not all 0
 * @see Valliant, Dorfman, Royall (2000), Finite Population Sampling and Inference: A Prediction Approach, sections 2.2 and 5.1
 */
export function weightedShares(
  sample: StratifiedSample,
  coefficients: ProxyCoefficients,
  plain: StratifiedShares,
  weights: ArrayLike<number>,
): { readonly shares: readonly number[]; readonly variances: readonly number[] } {
  const total = sum(weights)
  const weightOf = (member: number): number => (weights[member] as number) / total
  let [unseenWeight, unseenSquares] = [0, 0]
  for (let member = 0; member < weights.length; member++) {
    if ((sample.labelOf[member] as number) >= 0) continue
    unseenWeight += weightOf(member)
    unseenSquares += weightOf(member) ** 2
  }
  const expansions = plain.strata.flatMap(({ members, sampled }) =>
    Array.from(sampled, (member) => (members.length / sampled.length) * weightOf(member)),
  )
  const expanded = sum(expansions)
  const effectiveCount = kishEffectiveSize(expansions)
  const results = coefficients.map((_, label) => {
    const missed = plain.strata.map(({ members, sampled }, stratum) => {
      const expansion = members.length / sampled.length
      const correction = plain.corrections[label]?.[stratum] as number
      return sum(
        Array.from(sampled, (member) => expansion * weightOf(member) * (residualOf(sample, coefficients, member, label) - correction)),
      )
    })
    const shift = expanded > 0 ? sum(missed) / expanded : 0
    let [share, designVariance] = [0, 0]
    for (const [stratum, { members, sampled }] of plain.strata.entries()) {
      const correction = (plain.corrections[label]?.[stratum] as number) + shift
      for (const member of members) {
        const known = sample.labelOf[member] as number
        share +=
          weightOf(member) * (known >= 0 ? Number(known === label) : predictedShare(sample, coefficients, member, label) + correction)
      }
      const count = sampled.length
      if (count < 2) continue
      const deviations = Array.from(sampled, (member) => weightOf(member) * (residualOf(sample, coefficients, member, label) - correction))
      const centre = sum(deviations) / count
      const squares = sum(deviations.map((deviation) => (deviation - centre) ** 2))
      designVariance += (members.length * (members.length - count) * squares) / count / (count - 1)
    }
    const unseenVariance =
      (plain.spreads[label] as number) * (unseenSquares + (effectiveCount > 0 ? unseenWeight ** 2 / effectiveCount : unseenWeight ** 2))
    return { share, variance: Math.max(unseenVariance, designVariance) }
  })
  return { shares: results.map(({ share }) => share), variances: results.map(({ variance }) => variance) }
}
