import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { type ClusterKind, type KnownWeights, replicateBootstrap } from '../../base/statistics/interval/replicate-bootstrap.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type BreakdownOptions, CLUSTER_BOOTSTRAP, type ShareBound, type ShareInterval } from '../breakdown/breakdown.js'

interface AuthorCounts {
  /** Number of known authors by their post counts, joined by commas: one count per label, then that without a label. */
  readonly kinds: ReadonlyMap<string, number>
  /** Posts of unknown authors by label, then without a label. */
  readonly unknownLabelCounts: readonly number[]
}

function clustersOf({ kinds, unknownLabelCounts }: AuthorCounts, { labels }: StanceScheme): ClusterKind[] {
  const clusterCounts = new Map<string, number>()
  const add = (row: readonly number[], count: number): void => {
    if (count > 0 && row.some((posts) => posts > 0)) clusterCounts.set(row.join(), (clusterCounts.get(row.join()) ?? 0) + count)
  }
  for (const [kind, count] of kinds) add(parseKind(kind).slice(0, labels.length), count)
  for (const [label, count] of unknownLabelCounts.slice(0, labels.length).entries()) {
    const row = labels.map((_, index) => Number(index === label))
    add(row, count)
  }
  return [...clusterCounts].map(([kind, clusterCount]) => {
    const hitCounts = parseKind(kind)
    return { hitCounts, caseCount: hitCounts.reduce((total, count) => total + count, 0), clusterCount }
  })
}

const parseKind = (kind: string): number[] => kind.split(',').map(Number)

/**
 * Estimates intervals of each label's share in the wider crowd by a bootstrap over authors, which needs at least two. Each group starts
 * from the same seed, so its numbers do not depend on other groups. If `known` is null, no intervals are estimated.
 */
export function estimateIntervals(authors: AuthorCounts, scheme: StanceScheme, options: BreakdownOptions, known?: KnownWeights | null) {
  const { confidenceLevel, resampleCount, seed } = options
  const clusters = clustersOf(authors, scheme)
  // Each labelled post of an unknown author counts as one.
  const labelledAuthorCount = clusters.reduce((total, { clusterCount }) => total + clusterCount, 0)
  const drawn = { seed, resampleCount, confidenceLevel, ...(known && { known }) }
  const ranges = labelledAuthorCount > 1 && known !== null ? replicateBootstrap(clusters, drawn) : []
  const intervals = ranges.map(({ low, high }, index): ShareInterval => {
    return { estimand: 'population', method: CLUSTER_BOOTSTRAP, confidenceLevel, label: scheme.labels[index] ?? '', low, high }
  })
  return { intervals, labelledAuthorCount }
}

/**
 * Bounds each label's share: none or all of the posts without a label have it. Gives [k / N, (k + withoutLabel) / N].
 *
 * @see Manski (2003), Partial Identification of Probability Distributions
 */
export function boundShares(labelCounts: readonly number[], postCount: number, scheme: StanceScheme): ShareBound[] {
  if (postCount === 0) return []
  const withoutLabel = postCount - labelCounts.reduce((total, count) => total + count, 0)
  return scheme.labels.map((label, index) => {
    const count = labelCounts[index] ?? 0
    return { label, low: count / postCount, high: (count + withoutLabel) / postCount }
  })
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

/** A post with its judgement on the deal of one group. */
export interface JudgedPost {
  readonly post: ScoredPost
  readonly judgement: Judgement
}
