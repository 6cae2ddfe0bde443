import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { GroupBreakdown, SentimentSummary } from '../breakdown/breakdown.js'

/** Sentiment >= this value is positive, <= its negative is negative. Origin: VADER's README on its compound score. */
export const SENTIMENT_THRESHOLD = 0.05

/** Decimals of printed numbers. Rounding to them gives the same breakdown from posts in memory and from printed posts. */
export const PRINTED_DECIMALS = 4
/** Units per 1.0 of sentiment or weight. Sums are integers, so that the order of addition does not matter. */
export const UNITS = 10 ** PRINTED_DECIMALS

/** Integer sums of the sentiment of some posts. */
export interface SentimentSums {
  postCount: number
  /** Sum of sentiments, in ten-thousandths. */
  unitCount: number
  negativeCount: number
  positiveCount: number
}

/** @param units sentiment of a post, in ten-thousandths */
export function addSentiment(sums: SentimentSums, units: number): void {
  sums.postCount += 1
  sums.unitCount += units
  if (units <= -SENTIMENT_THRESHOLD * UNITS) sums.negativeCount += 1
  if (units >= SENTIMENT_THRESHOLD * UNITS) sums.positiveCount += 1
}

// One division of integers gives the nearest double. Adding 0 turns -0 into 0.
const meanOf = (unitCount: number, postCount: number): number => unitCount / (UNITS * postCount) + 0

/**
 * The mean sentiment of all posts, and the distribution for each label.
 *
 * @param sums one entry per label of the scheme, then one for posts without a label
 */
export function summariseSentiment(sums: readonly Readonly<SentimentSums>[], scheme: StanceScheme): GroupBreakdown['sentiment'] {
  const postCount = sum(sums.map((one) => one.postCount))
  return {
    mean: postCount === 0 ? null : meanOf(sum(sums.map(({ unitCount }) => unitCount)), postCount),
    byLabel: byLabel(scheme, sums.slice(0, scheme.labels.length).map(summarise)),
  }
}

function summarise({ postCount, unitCount, negativeCount, positiveCount }: Readonly<SentimentSums>): SentimentSummary | null {
  if (postCount === 0) return null
  return {
    postCount,
    mean: meanOf(unitCount, postCount),
    negativeShare: negativeCount / postCount,
    neutralShare: (postCount - negativeCount - positiveCount) / postCount,
    positiveShare: positiveCount / postCount,
  }
}
