import { byLabel, type StanceScheme } from '../../scheme/stance-scheme.js'
import type { GroupBreakdown, SentimentSummary } from '../breakdown/breakdown.js'

/** Sentiment from here up counts as positive, from its negative down as negative. Origin: VADER's README on its compound score. */
export const SENTIMENT_THRESHOLD = 0.05

/** Decimals of a printed post: a breakdown is the same from posts in memory and from posts printed and read again. */
export const PRINTED_DECIMALS = 4
/** What a printed sentiment or weight is counted in: sums of whole numbers are the same in any order. */
export const UNITS = 10 ** PRINTED_DECIMALS

/** How some posts feel, in whole numbers. */
export interface SentimentSums {
  postCount: number
  /** In ten-thousandths. */
  unitCount: number
  negativeCount: number
  positiveCount: number
}

export const noSentiment = (): SentimentSums => ({ postCount: 0, unitCount: 0, negativeCount: 0, positiveCount: 0 })

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
 * Mean sentiment of all posts, and its distribution over the posts of each label.
 *
 * @param sums one per label of the scheme, then that of the posts without a label
 */
export function summariseSentiment(sums: readonly Readonly<SentimentSums>[], scheme: StanceScheme): GroupBreakdown['sentiment'] {
  const all = noSentiment()
  for (const one of sums) addSentiments(all, one)
  return { mean: summarise(all)?.mean ?? null, byLabel: byLabel(scheme, sums.slice(0, scheme.labels.length).map(summarise)) }
}

function summarise({ postCount, unitCount, negativeCount, positiveCount }: Readonly<SentimentSums>): SentimentSummary | null {
  if (postCount === 0) return null
  return {
    postCount,
    // One division of whole numbers: the nearest double, whatever the order. Adding 0 turns -0 into 0.
    mean: unitCount / (UNITS * postCount) + 0,
    negativeShare: negativeCount / postCount,
    neutralShare: (postCount - negativeCount - positiveCount) / postCount,
    positiveShare: positiveCount / postCount,
  }
}
