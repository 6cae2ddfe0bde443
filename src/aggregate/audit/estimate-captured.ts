import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { variance } from '../../statistics/estimate/mean.js'
import { indicatorOf, type StratifiedSample } from '../../statistics/estimate/stratified-sample.js'
import { type StratifiedShares, stratifiedShares } from '../../statistics/estimate/stratified-shares.js'
import { balanceCoefficients, fullCoefficients, type ProxyCoefficients, tuneProxies } from '../../statistics/estimate/tune-proxies.js'
import { normalQuantile } from '../../statistics/interval/normal-quantile.js'
import { projectWithBounds } from '../../statistics/quantification/simplex.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { DESIGN_WEIGHTED, DIFFERENCE, POWER_TUNED } from '../breakdown/breakdown-audit.js'
import { type AuditSample, type ProxyKind, withProxies } from './audit-sample.js'

/** The quoted estimate of a group, with what other estimates of the same group build on. */
export interface CapturedEstimate {
  readonly sample: AuditSample
  readonly proxied: StratifiedSample
  readonly lambdas: readonly number[]
  readonly coefficients: ProxyCoefficients
  readonly raw: StratifiedShares
  /** `raw.shares` brought between what the labels rule out: sum 1. */
  readonly shares: readonly number[]
}

/** Posts labelled with it are certain to count, posts labelled otherwise are certain not to. */
interface CertainBounds {
  readonly lows: readonly number[]
  readonly highs: readonly number[]
}

/**
 * The power-tuned estimate: as far as the labels show that they help, the proxies carry it; their mean error is taken out.
 *
 * @param sample at least two labelled units
 */
export function estimateCaptured(sample: AuditSample, proxy: ProxyKind, scheme: StanceScheme): CapturedEstimate {
  const proxied = withProxies(sample, proxy, scheme)
  const lambdas = tuneProxies(proxied)
  const sampled = sample.units.flatMap(({ label }, member) => (label === null ? [] : [member]))
  const spreads = scheme.labels.map((_, label) => variance(sampled.map((member) => indicatorOf(proxied, member, label))) ?? 0)
  const coefficients = balanceCoefficients(lambdas, spreads)
  const raw = stratifiedShares(proxied, coefficients)
  return { sample, proxied, lambdas, coefficients, raw, shares: bringIntoBounds(raw.shares, certainBounds(sample, scheme)) }
}

/** Intervals by all three methods, label by label in the order of the scheme, the quoted one first. */
export function captureIntervals(
  estimate: CapturedEstimate,
  proxy: ProxyKind,
  scheme: StanceScheme,
  confidenceLevel: number,
): ShareInterval[] {
  const { sample, raw } = estimate
  const full = fullCoefficients(scheme.labels.length)
  const byLabels = proxy === 'label' ? estimate.proxied : withProxies(sample, 'label', scheme)
  const results: readonly (readonly [string, StratifiedShares])[] = [
    [POWER_TUNED, raw],
    [DIFFERENCE, stratifiedShares(byLabels, full)],
    [DESIGN_WEIGHTED, stratifiedShares(estimate.proxied, full)],
  ]
  return results.flatMap(([method, result]) =>
    intervalsOf(result, { sample, scheme, confidenceLevel }).map(({ label, ...interval }): ShareInterval => {
      const named = { estimand: 'captured' as const, method, confidenceLevel, label, ...interval }
      return method === POWER_TUNED ? { ...named, isHeadline: true } : named
    }),
  )
}

interface IntervalOptions {
  readonly sample: AuditSample
  readonly scheme: StanceScheme
  readonly confidenceLevel: number
  /** Votes of each unit; default one each. */
  readonly weights?: ArrayLike<number>
}

/** Normal intervals, held between what the labels rule out. */
export function intervalsOf(
  { shares, variances }: Pick<StratifiedShares, 'shares' | 'variances'>,
  { sample, scheme, confidenceLevel, weights }: IntervalOptions,
): { label: string; share: number; low: number; high: number; standardError: number }[] {
  const bounds = certainBounds(sample, scheme, weights)
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  const held = bringIntoBounds(shares, bounds)
  return scheme.labels.map((label, index) => {
    const share = held[index] as number
    const standardError = Math.sqrt(variances[index] as number)
    const low = Math.min(share, Math.max(bounds.lows[index] as number, share - zScore * standardError))
    const high = Math.max(share, Math.min(bounds.highs[index] as number, share + zScore * standardError))
    return { label, share, low, high, standardError }
  })
}

function certainBounds(sample: AuditSample, scheme: StanceScheme, weights?: ArrayLike<number>): CertainBounds {
  const votes = scheme.labels.map(() => 0)
  let [labelledVotes, allVotes] = [0, 0]
  for (let unit = 0; unit < sample.units.length; unit++) {
    const weight = weights ? (weights[unit] as number) : 1
    const label = sample.labelOf[unit] as number
    allVotes += weight
    if (label < 0) continue
    labelledVotes += weight
    votes[label] = (votes[label] ?? 0) + weight
  }
  return {
    lows: votes.map((count) => count / allVotes),
    highs: votes.map((count) => (allVotes - labelledVotes + count) / allVotes),
  }
}

const bringIntoBounds = (shares: readonly number[], { lows, highs }: CertainBounds): number[] => projectWithBounds(shares, lows, highs)
