import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { ShareBound } from '../breakdown/breakdown-capture.js'

/**
 * Bounds each label's share: none or all of the posts without a label have it.
 *
 * @see Manski (2003), Partial Identification of Probability Distributions
 */
export function boundShares(
  labelCounts: readonly number[],
  postCount: number,
  scheme: StanceScheme,
): ShareBound[] {
  if (postCount === 0) return []
  const withoutLabel = postCount - sum(labelCounts)
  return scheme.labels.map((label, index) => {
    const count = labelCounts[index] ?? 0
    return { label, low: count / postCount, high: (count + withoutLabel) / postCount }
  })
}

/** Shares among the posts with one of these labels; null, not equal shares, without such posts. */
export function sharesOf(
  labels: readonly string[],
  labelCounts: readonly number[],
  scheme: StanceScheme,
): ByLabel | null {
  const counts = labels.map((label) => labelCounts[scheme.labels.indexOf(label)] ?? 0)
  const total = sum(counts)
  if (total === 0) return null
  return byLabel(
    { ...scheme, labels },
    counts.map((count) => count / total),
  )
}

export interface JudgedPost {
  readonly post: ScoredPost
  readonly judgement: Judgement
}
