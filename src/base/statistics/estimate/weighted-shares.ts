import { kishEffectiveSize } from '../interval/kish-effective-size.js'
import { sum } from './mean.js'
import type { StratifiedSample } from './stratified-sample.js'
import { predictedShare, residualOf, type StratifiedShares } from './stratified-shares.js'
import type { ProxyCoefficients } from './tune-proxies.js'

/**
 * Estimated shares for members with different weights (votes). Labelled members count with their label. All others count with their
 * proxies, the mean residual of their stratum, and the weighted mean of the remaining residuals. With equal weights this equals
 * `stratifiedShares`.
 *
 * The variance covers the unlabelled votes: spread x (their squared weights + their weight^2 / effective labelled members). It reflects
 * that a single heavy member outside the sample makes the share uncertain, which the labelled members alone do not show. It assumes that
 * residuals vary alike for light and heavy members; if the linearised design variance is larger, that is used.
 *
 * @param plain   result of `stratifiedShares` for the same sample and coefficients
 * @param weights weight of each member, >= 0, not all 0
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
  let [unsampledWeight, unsampledSquares] = [0, 0]
  for (let member = 0; member < weights.length; member++) {
    if ((sample.labelOf[member] as number) >= 0) continue
    unsampledWeight += weightOf(member)
    unsampledSquares += weightOf(member) ** 2
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
    const unsampledVariance =
      (plain.spreads[label] as number) *
      (unsampledSquares + (effectiveCount > 0 ? unsampledWeight ** 2 / effectiveCount : unsampledWeight ** 2))
    return { share, variance: Math.max(unsampledVariance, designVariance) }
  })
  return { shares: results.map(({ share }) => share), variances: results.map(({ variance }) => variance) }
}
