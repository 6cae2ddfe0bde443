import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { KnownWeights } from '../../base/statistics/interval/replicate-bootstrap.js'
import type { GroupSums } from '../partial/group-sums.js'
import { boundShares, estimateIntervals } from '../tally/estimate-shares.js'
import { describePhrase, type PhraseSum } from '../tally/summarise-phrases.js'
import { summariseSentiment } from '../tally/summarise-sentiment.js'
import type { BreakdownOptions, GroupBreakdown, PhraseSummary } from './breakdown.js'
import { listCautions } from './list-cautions.js'

export interface BuildGroupOptions {
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  /** Number of deals in the group. */
  readonly dealCount: number
  /** By side, in descending order of weight. */
  readonly phrases: ReadonlyMap<string, readonly PhraseSum[]>
  /** Further cautions; they follow the group's own. */
  readonly cautions?: readonly string[]
  /** Shared by the groups of one breakdown. */
  readonly known?: KnownWeights
}

/** Builds the counts, shares and intervals of one set of posts. */
export function buildGroup(
  sums: GroupSums,
  { scheme, options, dealCount, phrases, cautions = [], known }: BuildGroupOptions,
): GroupBreakdown {
  const labelCounts = scheme.labels.map((_, label) => sums.sentiments[label]?.postCount ?? 0)
  const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount } = sums.counts
  const { intervals, labelledAuthorCount } = estimateIntervals(sums, scheme, options, known)
  const strongest: Record<string, readonly PhraseSummary[]> = Object.create(null) as Record<string, readonly PhraseSummary[]>
  for (const side of scheme.sides) strongest[side] = (phrases.get(side) ?? []).map(describePhrase)
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
    cautions: [...listCautions(counts, { labelledAuthorCount, dealCount, isTwoWay: options['twoWay'] === true }), ...cautions],
  }
}

/** Shares among the posts with one of these labels; null, not equal shares, without such posts. */
export function sharesOf(labels: readonly string[], labelCounts: readonly number[], scheme: StanceScheme): ByLabel | null {
  const counts = labels.map((label) => labelCounts[scheme.labels.indexOf(label)] ?? 0)
  const total = sum(counts)
  if (total === 0) return null
  return byLabel(
    { ...scheme, labels },
    counts.map((count) => count / total),
  )
}
