import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { KnownWeights } from '../../base/statistics/interval/replicate-bootstrap.js'
import type { BreakdownOptions, GroupBreakdown, PhraseSummary } from '../breakdown/breakdown.js'
import { listCautions } from '../breakdown/list-cautions.js'
import { boundShares, estimateIntervals, sharesOf } from '../tally/estimate-shares.js'
import { describePhrase, type PhraseSum } from '../tally/summarise-phrases.js'
import { summariseSentiment } from '../tally/summarise-sentiment.js'
import type { GroupSums } from './group-sums.js'

export interface BuildGroupOptions {
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  /** Labels by hand that the model learnt. */
  readonly handCount: number
  /** Number of deals in the group. */
  readonly dealCount: number
  /** The strongest phrases for a side, in descending order of weight. */
  readonly strongestFor: (side: string) => readonly PhraseSum[]
  /** Further cautions; they follow the group's own. */
  readonly cautions?: readonly string[]
  /** Shared by the groups of one breakdown. */
  readonly known?: KnownWeights
}

/** Builds the counts, shares and intervals of one set of posts. */
export function buildGroup(
  sums: GroupSums,
  { scheme, options, dealCount, handCount, strongestFor, cautions = [], known }: BuildGroupOptions,
): GroupBreakdown {
  const labelCounts = scheme.labels.map((_, label) => sums.sentiments[label]?.postCount ?? 0)
  const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount } = sums.counts
  const { intervals, labelledAuthorCount } = estimateIntervals(sums, scheme, options, known)
  const strongest: Record<string, readonly PhraseSummary[]> = Object.create(null) as Record<string, readonly PhraseSummary[]>
  for (const side of scheme.sides) strongest[side] = strongestFor(side).map(describePhrase)
  const counts = {
    postCount,
    rootCount,
    authorCount: sums.authorCount,
    unknownAuthorCount,
    unsureCount,
    unscoredCount,
    shares: sharesOf(scheme.labels, labelCounts, scheme),
    sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
    bounds: boundShares(labelCounts, postCount, scheme),
    intervals,
    sentiment: summariseSentiment(sums.sentiments, scheme),
    phrases: strongest,
  }
  return {
    ...counts,
    cautions: [...listCautions(counts, { labelledAuthorCount, dealCount, handCount, isTwoWay: options['twoWay'] === true }), ...cautions],
  }
}
