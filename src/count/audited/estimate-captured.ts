import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type AssistedShares, assistedShares } from '../../base/statistics/estimate/assisted-shares.js'
import { variance } from '../../base/statistics/estimate/mean.js'
import { indicatorOf, type StratifiedSample } from '../../base/statistics/estimate/stratified-sample.js'
import { balanceCoefficients, type ProxyCoefficients, tuneProxies } from '../../base/statistics/estimate/tune-proxies.js'
import { type AuditedShare, auditedInterval, exactInterval } from '../../base/statistics/interval/audited-interval.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { projectWithBounds } from '../../base/statistics/quantification/simplex.js'
import { type AuditSample, type ProxyKind, withProxies } from './audit-sample.js'

/** The quoted estimate of a group, with what its interval and its checks build on. */
export interface CapturedEstimate {
  readonly sample: AuditSample
  readonly proxied: StratifiedSample
  readonly lambdas: readonly number[]
  readonly coefficients: ProxyCoefficients
  readonly raw: AssistedShares
}

/**
 * The power-tuned estimate: as far as the labels show that they help, the proxies carry it; their mean error is taken out. Where the model
 * learnt labels of the sample, its predictions for them are cross-fitted, so that the mean error is that of a model which has not seen them.
 *
 * @param sample at least two labelled units
 * @see Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15)
 */
export const estimateCaptured = (sample: AuditSample, proxy: ProxyKind, scheme: StanceScheme): CapturedEstimate =>
  estimateProxied(sample, withProxies(sample, proxy, scheme))

/** The same with proxies at hand. Reads the lists of the sample alone, not its units. @param sample at least two labelled units */
export function estimateProxied(sample: AuditSample, proxied: StratifiedSample): CapturedEstimate {
  const lambdas = tuneProxies(proxied)
  const sampled: number[] = []
  for (let member = 0; member < sample.labelOf.length; member++) if ((sample.labelOf[member] as number) >= 0) sampled.push(member)
  const spreads = proxied.proxies.map((_, label) => variance(sampled.map((member) => indicatorOf(proxied, member, label))) ?? 0)
  const coefficients = balanceCoefficients(lambdas, spreads)
  return { sample, proxied, lambdas, coefficients, raw: assistedShares(proxied, coefficients) }
}

/** A share with its interval, as wide as what is missing from the sample asks for. */
export interface AuditedInterval extends Interval {
  readonly label: string
  readonly share: number
  readonly standardError: number
  /** Labels from an endless population that would say as much without proxies. */
  readonly effectiveSize: number
  /** The share where none of the missing labels is this one, and where all are; null where none is missing. */
  readonly missingBounds: Interval | null
}

/**
 * Shares and intervals, label by label in the order of the scheme. Where labels of the sample are missing, the estimate is made anew with
 * every missing one given one label, for each label in turn, and the interval holds all of theirs: nothing is assumed of why they are missing.
 *
 * @param weights votes of each unit; default one each
 * @see Horowitz and Manski (2000), Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data, JASA 95:77
 */
export function intervalsOf(
  { sample, proxied, coefficients, raw }: CapturedEstimate,
  scheme: StanceScheme,
  { confidenceLevel, weights }: { readonly confidenceLevel: number; readonly weights?: ArrayLike<number> },
): AuditedInterval[] {
  const certain = certainBounds(sample, scheme.labels.length, weights)
  const own = weights ? assistedShares(proxied, coefficients, weights) : raw
  const filled = sample.missing.length === 0 ? [] : [...scheme.labels.keys()]
  const worst = filled.map((label) => {
    const labelOf = Int32Array.from(proxied.labelOf)
    for (const member of sample.missing) labelOf[member] = label
    return assistedShares({ ...proxied, labelOf }, coefficients, weights)
  })
  const cases = [own, ...worst].map((shares) => holdIntervals(shares, certain, confidenceLevel))
  return scheme.labels.map((label, index) => {
    const of = cases.map((intervals) => intervals[index] as HeldInterval)
    const range = worst.map(({ shares }) => Math.min(1, Math.max(0, shares[index] as number)))
    return {
      ...(of[0] as HeldInterval),
      label,
      low: Math.min(...of.map(({ low }) => low)),
      high: Math.max(...of.map(({ high }) => high)),
      standardError: Math.max(...of.map(({ standardError }) => standardError)),
      missingBounds: range.length === 0 ? null : { low: Math.min(...range), high: Math.max(...range) },
    }
  })
}

type HeldInterval = Omit<AuditedInterval, 'label' | 'missingBounds'>

/** Shares brought between what the labels rule out and into their exact intervals, sum 1; each with its own interval. */
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
    // The shares by the labels alone sum to 1: with them in bounds, some shares fit.
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

/** Posts labelled with it are certain to count, posts labelled otherwise are certain not to. */
function certainBounds({ labelOf }: AuditSample, labelCount: number, weights?: ArrayLike<number>): Interval[] {
  const votes = new Array<number>(labelCount).fill(0)
  let [labelledVotes, allVotes] = [0, 0]
  for (let unit = 0; unit < labelOf.length; unit++) {
    const weight = weights ? (weights[unit] as number) : 1
    const label = labelOf[unit] as number
    allVotes += weight
    if (label < 0) continue
    labelledVotes += weight
    votes[label] = (votes[label] ?? 0) + weight
  }
  return votes.map((count) => ({ low: count / allVotes, high: (allVotes - labelledVotes + count) / allVotes }))
}
