import { byLabel, type StanceScheme } from '../scheme/stance-scheme.js'
import { orderFreeSum } from '../statistics/mean.js'
import { roundDecimals } from '../statistics/round-decimals.js'
import type { GroupBreakdown, SentimentSummary } from './breakdown.js'
import type { JudgedPost } from './judged-post.js'

/** Sentiment from here up counts as positive, from its negative down as negative. Origin: VADER's README on its compound score. */
export const SENTIMENT_THRESHOLD = 0.05

/** Decimals of a printed post: a breakdown is the same from posts in memory and from posts printed and read again. */
export const PRINTED_DECIMALS = 4

/** Mean sentiment of all posts, and its distribution over the posts of each label. */
export function summariseSentiment(judged: readonly JudgedPost[], scheme: StanceScheme): GroupBreakdown['sentiment'] {
  const sentiments = judged.map(({ post }) => roundDecimals(post.sentiment, PRINTED_DECIMALS))
  const ofLabel = scheme.labels.map((label) => summarise(sentiments.filter((_, index) => judged[index]?.judgement.label === label)))
  return { mean: summarise(sentiments)?.mean ?? null, byLabel: byLabel(scheme, ofLabel) }
}

function summarise(sentiments: readonly number[]): SentimentSummary | null {
  const postCount = sentiments.length
  if (postCount === 0) return null
  const negativeCount = sentiments.filter((sentiment) => sentiment <= -SENTIMENT_THRESHOLD).length
  const positiveCount = sentiments.filter((sentiment) => sentiment >= SENTIMENT_THRESHOLD).length
  return {
    postCount,
    mean: orderFreeSum(sentiments) / postCount,
    negativeShare: negativeCount / postCount,
    neutralShare: (postCount - negativeCount - positiveCount) / postCount,
    positiveShare: positiveCount / postCount,
  }
}
