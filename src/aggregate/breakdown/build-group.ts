import { type ByLabel, byLabel, type StanceScheme } from '../../scheme/stance-scheme.js'
import { sum } from '../../statistics/estimate/mean.js'
import { countAuthors, type HeldAuthors } from '../group-authors.js'
import type { GroupSums } from '../partial/group-sums.js'
import { boundShares, estimateIntervals } from '../tally/estimate-shares.js'
import { type PhraseSum, strongestPhrases } from '../tally/summarise-phrases.js'
import { summariseSentiment } from '../tally/summarise-sentiment.js'
import type { BreakdownOptions, GroupBreakdown, PhraseSummary } from './breakdown.js'
import { listCautions } from './list-cautions.js'

/** What is known of a group of posts. */
export interface GroupFacts {
  readonly sums: GroupSums
  readonly authors: HeldAuthors
  /** By side. */
  readonly phrases: ReadonlyMap<string, readonly PhraseSum[]>
}

export interface BuildGroupOptions {
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  /** How many deals are counted together. */
  readonly dealCount: number
  /** What else is to be said of the posts; stands behind the other cautions. */
  readonly cautions?: readonly string[]
}

/** Counts, shares and intervals of one set of posts. */
export function buildGroup(
  { sums, authors, phrases }: GroupFacts,
  { scheme, options, dealCount, cautions = [] }: BuildGroupOptions,
): GroupBreakdown {
  const labelCounts = scheme.labels.map((_, label) => sums.sentiments[label]?.postCount ?? 0)
  const { authorCount, clusters, tally, cautions: ofAuthors } = countAuthors(sums, authors, scheme)
  const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount } = sums.counts
  const strongest: Record<string, readonly PhraseSummary[]> = Object.create(null) as Record<string, readonly PhraseSummary[]>
  for (const side of scheme.sides) strongest[side] = strongestPhrases(phrases.get(side) ?? [], options.phraseCount)
  const counts = {
    postCount,
    rootCount,
    authorCount,
    unknownAuthorCount,
    unsureCount,
    unscoredCount,
    shares: sharesOf(scheme.labels, labelCounts, scheme),
    sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
    bounds: boundShares(labelCounts, postCount, scheme),
    intervals: estimateIntervals(clusters, tally, scheme, options),
    sentiment: summariseSentiment(sums.sentiments, scheme),
    phrases: strongest,
  }
  return {
    ...counts,
    cautions: [
      ...listCautions(counts, { labelledAuthorCount: clusters.postCounts.length, dealCount, isTwoWay: options['twoWay'] === true }),
      ...ofAuthors,
      ...cautions,
    ],
  }
}

/** Shares among the posts with one of these labels; null, not equal shares, when there is none. */
export function sharesOf(labels: readonly string[], labelCounts: readonly number[], scheme: StanceScheme): ByLabel | null {
  const counts = labels.map((label) => labelCounts[scheme.labels.indexOf(label)] ?? 0)
  const total = sum(counts)
  if (total === 0) return null
  return byLabel(
    { ...scheme, labels },
    counts.map((count) => count / total),
  )
}
