import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type AssistedShares, assistedShares } from '../../base/statistics/estimate/assisted-shares.js'
import { sum, variance } from '../../base/statistics/estimate/mean.js'
import { indicatorOf, type StratifiedSample } from '../../base/statistics/estimate/stratified-sample.js'
import { balanceCoefficients, type ProxyCoefficients, tuneProxies } from '../../base/statistics/estimate/tune-proxies.js'
import { type AuditedShare, auditedInterval, exactInterval } from '../../base/statistics/interval/audited-interval.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { projectWithBounds } from '../../base/statistics/quantification/simplex.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import type { FrameUnit } from './audit-frame.js'
import { reachOf } from './readiness.js'

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

/** What stands for a unit's labels in an estimate. */
export type ProxyKind = 'probability' | 'label'

/** Some units of an audit as the statistics see them; lists have one entry per unit, in the order of `units`. */
export interface AuditSample {
  readonly units: readonly FrameUnit[]
  /** 0-based label in the scheme, -1 without one. */
  readonly labelOf: Int32Array
  /** Strata with at least one labelled unit each. */
  readonly stratumOf: Uint32Array
  /** 0-based; a unit without a known author is one of its own. */
  readonly authorOf: Uint32Array
  readonly threadOf: Uint32Array
  readonly labelledCount: number
  /** Units of the sample without a label, see `reachOf`. */
  readonly missing: readonly number[]
  /** Strata from which nothing was labelled, and which were joined to others. */
  readonly joinedStratumCount: number
}

/** @param units at least one of them labelled */
export function takeSample(units: readonly FrameUnit[], scheme: StanceScheme): AuditSample {
  const labelOf = new Int32Array(units.length).map((_, unit) => {
    const { label } = units[unit] as FrameUnit
    return label === null ? -1 : scheme.labels.indexOf(label)
  })
  const { stratumOf, joinedStratumCount } = joinEmptyStrata(units)
  return {
    units,
    labelOf,
    stratumOf,
    authorOf: numbered(units, ({ post }) => post.author),
    threadOf: numbered(units, ({ post }) => post.threadId),
    labelledCount: labelOf.filter((label) => label >= 0).length,
    missing: reachOf(units).missing,
    joinedStratumCount,
  }
}

/** Probabilities where the classifier gave them for all that it could score, else labels. */
export function chooseProxy(units: readonly FrameUnit[]): ProxyKind {
  const scored = units.filter(({ judgement: { status, labelledBy, probabilities } }) => {
    // A person may have labelled what the classifier could not score.
    return status !== 'unscored' && (labelledBy !== 'hand' || probabilities !== null)
  })
  return scored.length > 0 && scored.every(({ judgement }) => judgement.probabilities !== null) ? 'probability' : 'label'
}

/**
 * The sample with its proxies, which sum to 1 for every unit. A unit without gets the mean of those that have one: the estimate by labels
 * alone is then the classifier's own shares.
 */
export function withProxies(sample: AuditSample, proxy: ProxyKind, scheme: StanceScheme): StratifiedSample {
  const { labels } = scheme
  const proxies = labels.map(() => new Float64Array(sample.units.length))
  const chances = new Float64Array(labels.length)
  const unknown: number[] = []
  for (const [unit, { judgement }] of sample.units.entries()) {
    const given = proxy === 'label' ? modelLabel(judgement) : judgement.probabilities
    if (given === null) {
      unknown.push(unit)
      continue
    }
    let total = 0
    for (let place = 0; place < labels.length; place++) {
      const label = labels[place] as string
      chances[place] = typeof given === 'string' ? Number(label === given) : (given[label] ?? 0)
      total += chances[place] as number
    }
    if (typeof given === 'string') total = 1
    for (let place = 0; place < labels.length; place++) (proxies[place] as Float64Array)[unit] = (chances[place] as number) / total
  }
  const knownCount = sample.units.length - unknown.length
  for (const values of unknown.length === 0 ? [] : proxies) {
    const centre = knownCount === 0 ? 1 / labels.length : sum(values) / knownCount
    for (const unit of unknown) values[unit] = centre
  }
  return { stratumOf: sample.stratumOf, labelOf: sample.labelOf, proxies }
}

/** A stratum without a label is joined to the one before it in alphabetical order, which is the most like it; the first ones to the next. */
function joinEmptyStrata(units: readonly FrameUnit[]): { stratumOf: Uint32Array; joinedStratumCount: number } {
  const [labelled, all] = [new Set<string>(), new Set<string>()]
  for (const { stratum, label } of units) {
    all.add(stratum)
    if (label !== null) labelled.add(stratum)
  }
  const names = [...all].sort()
  const numberOf = new Map<string, number>()
  let last = 0
  for (const name of names) {
    numberOf.set(name, last)
    if (labelled.has(name)) numberOf.set(name, last++)
    else if (last > 0) numberOf.set(name, last - 1)
  }
  return {
    stratumOf: new Uint32Array(units.length).map((_, unit) => numberOf.get((units[unit] as FrameUnit).stratum) ?? 0),
    joinedStratumCount: names.length - labelled.size,
  }
}

/** One number for each name, in the order of their first unit; a unit without one has a number of its own. */
function numbered(units: readonly FrameUnit[], nameOf: (unit: FrameUnit) => string | null): Uint32Array {
  const numberOf = new Map<string, number>()
  let count = 0
  return new Uint32Array(units.length).map((_, unit) => {
    const name = nameOf(units[unit] as FrameUnit)
    const known = name === null ? undefined : numberOf.get(name)
    if (known !== undefined) return known
    if (name !== null) numberOf.set(name, count)
    return count++
  })
}
