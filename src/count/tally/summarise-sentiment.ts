import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { GroupBreakdown, SentimentSummary } from '../breakdown/breakdown.js'

/** Sentiment >= this value is positive, <= its negative is negative. Origin: VADER's README on its compound score. */
export const SENTIMENT_THRESHOLD = 0.05

/** Decimals of printed numbers. Rounding to them gives the same breakdown from posts in memory and from printed posts. */
export const PRINTED_DECIMALS = 4
/** Units per 1.0 of sentiment or weight. Sums are integers, so that the order of addition does not matter. */
export const UNITS = 10 ** PRINTED_DECIMALS

/** Adds numbers >= 0 and saturates at the largest safe integer, so that the order of addition does not matter. */
export const addSaturating = (one: number, other: number): number => Math.min(Number.MAX_SAFE_INTEGER, one + other)

/** Integer sums of the sentiment of some posts. */
export interface SentimentSums {
  postCount: number
  /** Sum of sentiments, in ten-thousandths. */
  unitCount: number
  negativeCount: number
  positiveCount: number
}

export const emptySentiment = (): SentimentSums => ({ postCount: 0, unitCount: 0, negativeCount: 0, positiveCount: 0 })

/** @param units sentiment of a post, in ten-thousandths */
export function addSentiment(sums: SentimentSums, units: number): void {
  sums.postCount += 1
  sums.unitCount += units
  if (units <= -SENTIMENT_THRESHOLD * UNITS) sums.negativeCount += 1
  if (units >= SENTIMENT_THRESHOLD * UNITS) sums.positiveCount += 1
}

/** Adds the second to the first. */
export function addSentiments(into: SentimentSums, from: Readonly<SentimentSums>): void {
  into.postCount += from.postCount
  into.unitCount += from.unitCount
  into.negativeCount += from.negativeCount
  into.positiveCount += from.positiveCount
}

/**
 * Summarises the mean sentiment of all posts and the distribution for each label.
 *
 * @param sums one entry per label of the scheme, then one for posts without a label
 */
export function summariseSentiment(sums: readonly Readonly<SentimentSums>[], scheme: StanceScheme): GroupBreakdown['sentiment'] {
  const all = emptySentiment()
  for (const one of sums) addSentiments(all, one)
  return { mean: summarise(all)?.mean ?? null, byLabel: byLabel(scheme, sums.slice(0, scheme.labels.length).map(summarise)) }
}

function summarise({ postCount, unitCount, negativeCount, positiveCount }: Readonly<SentimentSums>): SentimentSummary | null {
  if (postCount === 0) return null
  return {
    postCount,
    // One division of integers gives the nearest double. Adding 0 turns -0 into 0.
    mean: unitCount / (UNITS * postCount) + 0,
    negativeShare: negativeCount / postCount,
    neutralShare: (postCount - negativeCount - positiveCount) / postCount,
    positiveShare: positiveCount / postCount,
  }
}
