import { betaQuantile } from '../../src/base/statistics/interval/beta-quantile.js'
import type { Interval } from '../../src/base/statistics/interval/interval.js'
import { normalQuantile } from '../../src/base/statistics/interval/normal-quantile.js'
import { studentTQuantile } from '../../src/base/statistics/interval/student-t-quantile.js'

/** The methods whose widths ours are measured by. All use the hand labels alone. */
export const REFERENCES = ['Korn-Graubard', 'beta-binomial', 'logit-cluster'] as const
export type Reference = (typeof REFERENCES)[number]

/** The part of a sample that the references use. */
export interface LabelledClusters {
  readonly populationCount: number
  /** Labelled posts of each author that has some, and those of them with the label. */
  readonly clusters: readonly { readonly caseCount: number; readonly hitCount: number }[]
}

const HIGH = 0.975
const Z = normalQuantile(HIGH)
const QUANTILES = new Map<number, number>()

function tOf(degrees: number): number {
  const known = QUANTILES.get(degrees) ?? studentTQuantile(HIGH, degrees)
  QUANTILES.set(degrees, known)
  return known
}

/**
 * Intervals of the share among the captured posts, simple random sampling: Clopper and Pearson's interval on n / (1 - n / N) labels; the posterior of
 * the posts not labelled, uniform prior; the interval on the logit scale with the standard error of the sample. A census closes all three.
 */
export function capturedReferences(sample: LabelledClusters): Record<Reference, Interval> {
  const { labelCount, share } = countOf(sample)
  const { populationCount } = sample
  const unseen = 1 - labelCount / populationCount
  if (unseen === 0) return named(exactly(share), exactly(share), exactly(share))
  const hits = share * labelCount
  const seenShare = 1 - unseen
  // The count among the posts not labelled is beta-binomial: a beta distribution with its mean and variance.
  const mean = (hits + 1) / (labelCount + 2)
  const restCount = populationCount - labelCount
  const variance = ((mean * (1 - mean)) / restCount) * (1 + (restCount - 1) / (labelCount + 3))
  const size = (mean * (1 - mean)) / variance - 1
  const rest = (probability: number): number => seenShare * share + unseen * betaQuantile(probability, mean * size, (1 - mean) * size)
  return named(
    cloppersInterval(share, labelCount / unseen),
    { low: rest(1 - HIGH), high: rest(HIGH) },
    onLogitScale(share, Z * Math.sqrt((unseen * share * (1 - share)) / (labelCount - 1))),
  )
}

/**
 * Intervals of the share in the wider crowd, authors as clusters. Korn and Graubard (1998): Clopper and Pearson's interval on the effective number of
 * labels, p (1 - p) / variance, times (t of n - 1 / t of G - 1)^2, never more than n; n where no label or all are hits. Beta-binomial: the
 * posterior under a uniform prior on n / (design effect) labels, intraclass correlation by moments, in [0, 1]. Logit-cluster: CR1, t with
 * G - 1. G counts authors with a label.
 */
export function crowdReferences(sample: LabelledClusters): Record<Reference, Interval> {
  const { labelCount, share, pairCount, squares, inside } = countOf(sample)
  const clusterCount = sample.clusters.length
  const variance = ((squares / labelCount ** 2) * clusterCount) / Math.max(1, clusterCount - 1)
  const t = tOf(Math.max(1, clusterCount - 1))
  const correction = (tOf(labelCount - 1) / t) ** 2
  const isMixed = share > 0 && share < 1
  const effective = isMixed && variance > 0 ? Math.min(labelCount, ((share * (1 - share)) / variance) * correction) : labelCount
  const correlation = isMixed && pairCount > 0 ? Math.min(1, Math.max(0, (squares - inside) / (pairCount * share * (1 - share)))) : 0
  const size = labelCount / (1 + (correlation * pairCount) / labelCount)
  const [a, b] = [share * size + 1, (1 - share) * size + 1]
  return named(
    cloppersInterval(share, effective),
    { low: betaQuantile(1 - HIGH, a, b), high: betaQuantile(HIGH, a, b) },
    onLogitScale(share, t * Math.sqrt(variance)),
  )
}

function countOf({ clusters }: LabelledClusters) {
  let [labelCount, hitCount, pairCount] = [0, 0, 0]
  for (const { caseCount, hitCount: hits } of clusters) {
    labelCount += caseCount
    hitCount += hits
    pairCount += caseCount * (caseCount - 1)
  }
  const share = hitCount / labelCount
  let squares = 0
  for (const { caseCount, hitCount: hits } of clusters) squares += (hits - caseCount * share) ** 2
  return { labelCount, share, pairCount, squares, inside: labelCount * share * (1 - share) }
}

const named = (kornGraubard: Interval, betaBinomial: Interval, logitCluster: Interval): Record<Reference, Interval> => {
  return { 'Korn-Graubard': kornGraubard, 'beta-binomial': betaBinomial, 'logit-cluster': logitCluster }
}

const exactly = (share: number): Interval => ({ low: share, high: share })

function cloppersInterval(share: number, size: number): Interval {
  const hits = share * size
  return {
    low: share === 0 ? 0 : betaQuantile(1 - HIGH, hits, size - hits + 1),
    high: share === 1 ? 1 : betaQuantile(HIGH, hits + 1, size - hits),
  }
}

function onLogitScale(share: number, reach: number): Interval {
  if (share === 0 || share === 1) return exactly(share)
  const centre = Math.log(share / (1 - share))
  const spread = reach / (share * (1 - share))
  return { low: 1 / (1 + Math.exp(spread - centre)), high: 1 / (1 + Math.exp(-spread - centre)) }
}
