import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { GroupBreakdown, SentimentSummary } from '../breakdown/breakdown.js'

/** Decimals of printed numbers. Rounding to them gives the same breakdown from posts in memory and from printed posts. */
export const PRINTED_DECIMALS = 4
/** Units per 1.0 of sentiment or weight. Sums are integers, so that the order of addition does not matter. */
export const UNITS = 10 ** PRINTED_DECIMALS

/** Integer sums of the sentiment of some posts. */
export interface SentimentSums {
  postCount: number
  /** Sum of sentiments, in ten-thousandths. */
  unitCount: number
}

// One division of integers gives the nearest double. Adding 0 turns -0 into 0.
const meanOf = (unitCount: number, postCount: number): number => unitCount / (UNITS * postCount) + 0

/**
 * The mean sentiment of all posts, and of each label.
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

const summarise = ({ postCount, unitCount }: Readonly<SentimentSums>): SentimentSummary | null =>
  postCount === 0 ? null : { postCount, mean: meanOf(unitCount, postCount) }
