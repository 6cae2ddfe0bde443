import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type AssistedShares, assistedShares, projectWithBounds } from '../../base/statistics/estimate/assisted-shares.js'
import { sum, variance } from '../../base/statistics/estimate/mean.js'
import {
  balanceCoefficients,
  indicatorOf,
  listStrata,
  type ProxyCoefficients,
  type StratifiedSample,
  type Stratum,
  tuneProxies,
} from '../../base/statistics/estimate/stratified-sample.js'
import { type AuditedShare, auditedInterval, exactInterval } from '../../base/statistics/interval/exact-or-wilson.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import type { FrameUnit } from './audit-frame.js'
import { reachOf } from './readiness.js'

/** The quoted estimate of a group, with the data for its interval and its checks. */
export interface CapturedEstimate {
  readonly sample: AuditSample
  readonly lambdas: readonly number[]
  readonly coefficients: ProxyCoefficients
  readonly raw: AssistedShares
}

/**
 * The power-tuned estimate. It uses the proxies as far as the labels show that they help, and subtracts their mean error. Where the model
 * learnt labels of the sample, its predictions for them are cross-fitted: no prediction has seen its own label.
 *
 * @param sample at least two labelled units
 * @param strata those of the sample, if already listed
 * @see Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15)
 */
export function estimateCaptured(sample: AuditSample, strata: readonly Stratum[] = listStrata(sample)): CapturedEstimate {
  const lambdas = tuneProxies(sample, strata)
  const labelled = strata.flatMap(({ sampled }) => sampled)
  const spreads = sample.proxies.map((_, label) => variance(labelled.map((member) => indicatorOf(sample, member, label))) ?? 0)
  const coefficients = balanceCoefficients(lambdas, spreads)
  return { sample, lambdas, coefficients, raw: assistedShares(sample, coefficients, strata) }
}

/** A share with its interval, widened for the labels that the sample lacks. */
export interface AuditedInterval extends Interval {
  readonly label: string
  readonly share: number
  readonly standardError: number
  /** Labels from an infinite population that would say as much without proxies. */
  readonly effectiveSize: number
}

/**
 * Shares and intervals, label by label in the order of the scheme. Missing labels are all set to each label in turn, and the interval holds
 * the intervals of all these estimates. So nothing is assumed of why labels are missing.
 *
 * @see Horowitz and Manski (2000), Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data, JASA 95:77
 */
export function intervalsOf(
  { sample, coefficients, raw }: CapturedEstimate,
  scheme: StanceScheme,
  { confidenceLevel }: { readonly confidenceLevel: number },
): AuditedInterval[] {
  const certain = certainBounds(sample, raw, scheme.labels.length)
  const filled = sample.missing.length === 0 ? [] : [...scheme.labels.keys()]
  const worst = filled.map((label) => {
    const labelOf = Int32Array.from(sample.labelOf)
    for (const member of sample.missing) labelOf[member] = label
    return assistedShares({ ...sample, labelOf }, coefficients)
  })
  const cases = [raw, ...worst].map((shares) => holdIntervals(shares, certain, confidenceLevel))
  return scheme.labels.map((label, index) => {
    const of = cases.map((intervals) => intervals[index] as HeldInterval)
    return {
      ...(of[0] as HeldInterval),
      label,
      low: Math.min(...of.map(({ low }) => low)),
      high: Math.max(...of.map(({ high }) => high)),
      standardError: Math.max(...of.map(({ standardError }) => standardError)),
    }
  })
}

type HeldInterval = Omit<AuditedInterval, 'label'>

/** Moves shares into the bounds that the labels prove, and into the exact intervals of rare labels. They sum to 1, each with its interval. */
function holdIntervals(estimate: AssistedShares, certain: readonly Interval[], confidenceLevel: number): HeldInterval[] {
  const { labelShares, labelledSize, effectiveSizes, designEffects } = estimate
  const audited = labelShares.map((labelShare, label): AuditedShare & { readonly exact: Interval | null } => {
    const one = { labelShare, labelledSize, effectiveSize: effectiveSizes[label] as number, designEffect: designEffects[label] as number }
    const exact = exactInterval(one, confidenceLevel)
    return { ...one, ...(exact && { designEffect: 1 }), exact }
  })
  const bounds = audited.map(({ labelShare, exact }, label): Interval => {
    const { low, high } = certain[label] as Interval
    const within = (bound: number): number => Math.min(high, Math.max(low, bound))
    // The shares by the labels alone sum to 1. Bounds that hold them have a solution.
    return { low: Math.min(labelShare, within(exact?.low ?? low)), high: Math.max(labelShare, within(exact?.high ?? high)) }
  })
  const [lows, highs] = [bounds.map(({ low }) => low), bounds.map(({ high }) => high)]
  const held = projectWithBounds(estimate.shares, lows, highs)
  return audited.map((one, label) => {
    const share = Math.min(1, Math.max(0, held[label] as number))
    const { low, high } = auditedInterval(share, one, confidenceLevel, one.exact)
    const { low: least, high: most } = certain[label] as Interval
    const effectiveSize = one.effectiveSize / one.designEffect
    return {
      share,
      low: Math.min(share, Math.max(least, low)),
      high: Math.max(share, Math.min(most, high)),
      standardError: Math.sqrt((share * (1 - share)) / effectiveSize),
      effectiveSize,
    }
  })
}

/** Bounds of a share: posts with this label count for certain, posts with another never do. */
function certainBounds({ labelOf }: AuditSample, { strata }: AssistedShares, labelCount: number): Interval[] {
  const counts = new Array<number>(labelCount).fill(0)
  for (const { sampled } of strata)
    for (const member of sampled) counts[labelOf[member] as number] = (counts[labelOf[member] as number] ?? 0) + 1
  const openCount = labelOf.length - sum(counts)
  return counts.map((count) => ({ low: count / labelOf.length, high: (openCount + count) / labelOf.length }))
}

/** The numbers that stand for a unit's labels in an estimate. */
export type ProxyKind = 'probability' | 'label'

/** Some units of an audit as the statistics see them; lists have one entry per unit. Strata have at least one labelled unit each. */
export interface AuditSample extends StratifiedSample {
  readonly units: readonly FrameUnit[]
  readonly labelOf: Int32Array
  readonly stratumOf: Uint32Array
  readonly proxies: readonly Float64Array[]
  /** Units of the sample without a label, see `reachOf`. */
  readonly missing: readonly number[]
  readonly joinedStratumCount: number
}

/** @param units at least one of them labelled */
export const takeSample = (units: readonly FrameUnit[], proxy: ProxyKind, scheme: StanceScheme): AuditSample => ({
  units,
  labelOf: Int32Array.from(units.map(({ label }) => (label === null ? -1 : scheme.labels.indexOf(label)))),
  ...joinEmptyStrata(units),
  proxies: proxiesOf(units, proxy, scheme),
  missing: reachOf(units).missing,
})

/** Chooses probabilities where the classifier gave them for every unit that it scored, else labels. */
export function chooseProxy(units: readonly FrameUnit[]): ProxyKind {
  // A person may have labelled what the classifier could not score.
  const isLabelAlone = units.some(({ judgement: { status, labelledBy, probabilities } }) => {
    return probabilities === null && status !== 'unscored' && labelledBy !== 'hand'
  })
  return !isLabelAlone && units.some(({ judgement: { status, probabilities } }) => status !== 'unscored' && probabilities !== null)
    ? 'probability'
    : 'label'
}

/**
 * The proxies of each label, unit by unit, with the sum 1. A unit without proxies gets the mean of the others: proxies by labels then
 * average to the classifier's own shares.
 */
function proxiesOf(units: readonly FrameUnit[], proxy: ProxyKind, { labels }: StanceScheme): Float64Array[] {
  const proxies = labels.map(() => new Float64Array(units.length))
  const unknown: number[] = []
  for (const [unit, { judgement }] of units.entries()) {
    const predicted = proxy === 'label' ? modelLabel(judgement) : null
    const chances = proxy === 'label' ? predicted !== null && { [predicted]: 1 } : judgement.probabilities
    if (!chances) unknown.push(unit)
    else {
      let total = 0
      for (const label of labels) total += chances[label] ?? 0
      for (const [place, values] of proxies.entries()) values[unit] = (chances[labels[place] as string] ?? 0) / total
    }
  }
  const knownCount = units.length - unknown.length
  for (const values of proxies) {
    const centre = knownCount === 0 ? 1 / labels.length : sum(values) / knownCount
    for (const unit of unknown) values[unit] = centre
  }
  return proxies
}

/** Joins a stratum without a label to the one before it in alphabetical order, its most similar one. The first ones join the next. */
function joinEmptyStrata(units: readonly FrameUnit[]): { stratumOf: Uint32Array; joinedStratumCount: number } {
  const labelled = new Set(units.flatMap(({ stratum, label }) => (label === null ? [] : [stratum])))
  const names = [...new Set(units.map(({ stratum }) => stratum))].sort()
  const numberOf = new Map<string, number>()
  let last = 0
  for (const name of names) numberOf.set(name, labelled.has(name) ? last++ : Math.max(0, last - 1))
  const stratumOf = Uint32Array.from(units.map(({ stratum }) => numberOf.get(stratum) ?? 0))
  return { stratumOf, joinedStratumCount: names.length - labelled.size }
}
