import { normalQuantile } from '../../src/base/statistics/interval/normal-quantile.js'
import type { Interval } from '../../src/base/statistics/interval/wilson-interval.js'
import { betaQuantile } from './beta-quantile.js'

/** The methods whose widths ours are measured by. All use the hand labels alone. */
export const REFERENCES = ['Clopper-Pearson', 'beta-binomial', 'logit'] as const
export type Reference = (typeof REFERENCES)[number]

/** The part of a sample that the references use. */
export interface LabelledPosts {
  readonly populationCount: number
  readonly labelCount: number
  /** Labelled posts with the label. */
  readonly hitCount: number
}

const HIGH = 0.975
const Z = normalQuantile(HIGH)

/**
 * Intervals of the share among the captured posts, simple random sampling: Clopper and Pearson's interval on n / (1 - n / N) labels; the posterior of
 * the posts not labelled, uniform prior; the interval on the logit scale with the standard error of the sample. A census closes all three.
 */
export function referTo({ populationCount, labelCount, hitCount }: LabelledPosts): Record<Reference, Interval> {
  const share = hitCount / labelCount
  const unseen = 1 - labelCount / populationCount
  if (unseen === 0) return named(exactly(share), exactly(share), exactly(share))
  const seenShare = 1 - unseen
  // The count among the posts not labelled is beta-binomial: a beta distribution with its mean and variance.
  const mean = (hitCount + 1) / (labelCount + 2)
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

const named = (clopperPearson: Interval, betaBinomial: Interval, logit: Interval): Record<Reference, Interval> => {
  return { 'Clopper-Pearson': clopperPearson, 'beta-binomial': betaBinomial, logit }
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
