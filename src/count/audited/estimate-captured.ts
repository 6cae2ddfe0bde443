import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { boundMissing, type MissingBounds } from '../../base/statistics/estimate/bound-missing.js'
import { mean, variance } from '../../base/statistics/estimate/mean.js'
import { indicatorOf, type StratifiedSample } from '../../base/statistics/estimate/stratified-sample.js'
import { type StratifiedShares, stratifiedShares } from '../../base/statistics/estimate/stratified-shares.js'
import { balanceCoefficients, type ProxyCoefficients, tuneProxies } from '../../base/statistics/estimate/tune-proxies.js'
import { normalQuantile } from '../../base/statistics/interval/normal-quantile.js'
import { projectWithBounds } from '../../base/statistics/quantification/simplex.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { POWER_TUNED } from '../breakdown/breakdown-audit.js'
import { type AuditSample, type ProxyKind, withProxies } from './audit-sample.js'

/** The quoted estimate of a group, with what its interval and its checks build on. */
export interface CapturedEstimate {
  readonly sample: AuditSample
  readonly proxied: StratifiedSample
  readonly lambdas: readonly number[]
  readonly coefficients: ProxyCoefficients
  readonly raw: StratifiedShares
  /** Of `raw`, for judgements of the sample without a label; null where there are none. */
  readonly missing: MissingBounds | null
  /** `raw.shares` brought between what the labels rule out: sum 1. */
  readonly shares: readonly number[]
  /** Which predictions it stands on, where the model learnt from hand labels of the thread. */
  readonly predictions?: 'learnt' | 'unlearnt'
}

/** Posts labelled with it are certain to count, posts labelled otherwise are certain not to. */
interface CertainBounds {
  readonly lows: readonly number[]
  readonly highs: readonly number[]
}

/**
 * The power-tuned estimate: as far as the labels show that they help, the proxies carry it; their mean error is taken out. Where the model
 * learnt from these labels, its predictions for them are cross-fitted, so that the mean error is that of a model which has not seen them; it
 * stands on the learnt predictions or on those from before, see {@link lowerVarianceOf}. That the folds' models rest on the same labels is not in
 * the variance: they are stable, so that it is of a lower order; `scripts/coverage/learnt` checks it.
 *
 * @param sample at least two labelled units
 * @see Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15)
 */
export function estimateCaptured(sample: AuditSample, proxy: ProxyKind, scheme: StanceScheme): CapturedEstimate {
  const estimate = estimateProxied(sample, withProxies(sample, proxy, scheme))
  if (proxy === 'label' || !sample.units.some(({ judgement }) => judgement.unlearnt != null)) return estimate
  return lowerVarianceOf(estimate, estimateProxied(sample, withProxies(sample, 'unlearnt', scheme)))
}

/**
 * The learnt predictions serve where they make the variances smaller by this part at least, on average over the labels. Origin: below it,
 * single labels come out wider than on the predictions from before (by up to 0.07 % in 300 draws of each cell of `scripts/coverage/learnt`).
 */
const LEAST_GAIN = 0.01

/**
 * The estimate on learnt predictions where it is the steadier one. What a few labels teach is worth nothing to the shares where the model
 * was right on average already, and costs some width.
 */
export function lowerVarianceOf(learnt: CapturedEstimate, unlearnt: CapturedEstimate): CapturedEstimate {
  // A census leaves no variance.
  const ratios = learnt.raw.variances.map((one, label) => one / (unlearnt.raw.variances[label] || one || 1))
  const isSteadier = (mean(ratios) ?? 1) <= 1 - LEAST_GAIN
  return isSteadier ? { ...learnt, predictions: 'learnt' } : { ...unlearnt, predictions: 'unlearnt' }
}

/** The same with proxies at hand. Reads the lists of the sample alone, not its units. @param sample at least two labelled units */
export function estimateProxied(sample: AuditSample, proxied: StratifiedSample): CapturedEstimate {
  const lambdas = tuneProxies(proxied)
  const sampled: number[] = []
  for (let member = 0; member < sample.labelOf.length; member++) if ((sample.labelOf[member] as number) >= 0) sampled.push(member)
  const spreads = proxied.proxies.map((_, label) => variance(sampled.map((member) => indicatorOf(proxied, member, label))) ?? 0)
  const coefficients = balanceCoefficients(lambdas, spreads)
  const raw = stratifiedShares(proxied, coefficients)
  const missing = boundMissing(proxied, sample.missing, (filled) => stratifiedShares(filled, coefficients))
  const shares = bringIntoBounds(raw.shares, certainBounds(sample, lambdas.length))
  return { sample, proxied, lambdas, coefficients, raw, missing, shares }
}

/** The quoted intervals, label by label in the order of the scheme. */
export function captureIntervals(
  { sample, raw, missing }: CapturedEstimate,
  scheme: StanceScheme,
  confidenceLevel: number,
): ShareInterval[] {
  return intervalsOf(raw, { sample, scheme, confidenceLevel, missing }).map(({ label, ...interval }) => {
    return { estimand: 'captured', method: POWER_TUNED, confidenceLevel, label, ...interval, isHeadline: true }
  })
}

interface IntervalOptions {
  readonly sample: AuditSample
  readonly scheme: StanceScheme
  readonly confidenceLevel: number
  /** Of the same estimate; null where no label is missing. */
  readonly missing: MissingBounds | null
  /** Votes of each unit; default one each. */
  readonly weights?: ArrayLike<number>
}

/** Normal intervals, stretched by what is missing and held between what the labels rule out. */
export function intervalsOf(
  { shares, variances }: Pick<StratifiedShares, 'shares' | 'variances'>,
  { sample, scheme, confidenceLevel, missing, weights }: IntervalOptions,
): { label: string; share: number; low: number; high: number; standardError: number }[] {
  const bounds = certainBounds(sample, scheme.labels.length, weights)
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  const held = bringIntoBounds(shares, bounds)
  return scheme.labels.map((label, index) => {
    const share = held[index] as number
    const standardError = Math.sqrt(Math.max(variances[index] as number, missing?.variances[index] ?? 0))
    const [least, most] = [Math.min(share, missing?.lows[index] ?? share), Math.max(share, missing?.highs[index] ?? share)]
    const low = Math.min(share, Math.max(bounds.lows[index] as number, least - zScore * standardError))
    const high = Math.max(share, Math.min(bounds.highs[index] as number, most + zScore * standardError))
    return { label, share, low, high, standardError }
  })
}

function certainBounds({ labelOf }: AuditSample, labelCount: number, weights?: ArrayLike<number>): CertainBounds {
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
  return { lows: votes.map((count) => count / allVotes), highs: votes.map((count) => (allVotes - labelledVotes + count) / allVotes) }
}

const bringIntoBounds = (shares: readonly number[], { lows, highs }: CertainBounds): number[] => projectWithBounds(shares, lows, highs)
