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
  unitCount: number
}

/**
 * The mean sentiment of judged posts, and of those of each label.
 *
 * @param sums one entry per label of the scheme, then one for posts without a label
 */
export function summariseSentiment(sums: readonly Readonly<SentimentSums>[], scheme: StanceScheme): GroupBreakdown['sentiment'] {
  const whole = { postCount: sum(sums.map(({ postCount }) => postCount)), unitCount: sum(sums.map(({ unitCount }) => unitCount)) }
  return { mean: summarise(whole)?.mean ?? null, byLabel: byLabel(scheme, sums.slice(0, scheme.labels.length).map(summarise)) }
}

// One division of integers gives the nearest double. Adding 0 turns -0 into 0.
const summarise = ({ postCount, unitCount }: Readonly<SentimentSums>): SentimentSummary | null =>
  postCount === 0 ? null : { postCount, mean: unitCount / (UNITS * postCount) + 0 }
