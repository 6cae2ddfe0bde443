import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { JudgedPost } from '../judged-post.js'

/** Posts with a label, grouped by author. Clusters stand in an order that neither names nor the order of posts can change. */
export interface AuthorClusters {
  /** `labelCounts[l][c]`: posts of cluster `c` with `scheme.labels[l]`. */
  readonly labelCounts: readonly Uint32Array[]
  /** Posts with a label in each cluster, > 0. */
  readonly postCounts: Uint32Array
}

/** Groups labelled posts by author; every post without a known author is a cluster of its own. */
export function clusterByAuthor(judged: readonly JudgedPost[], scheme: StanceScheme): AuthorClusters {
  const indexOf = new Map(scheme.labels.map((label, index) => [label, index]))
  const rowOf = new Map<string, number[]>()
  const rows: number[][] = []
  for (const { post, judgement } of judged) {
    const label = judgement.label === null ? undefined : indexOf.get(judgement.label)
    if (label === undefined) continue
    let row = post.author === null ? undefined : rowOf.get(post.author)
    if (!row) {
      rows.push((row = scheme.labels.map(() => 0)))
      if (post.author !== null) rowOf.set(post.author, row)
    }
    row[label] = (row[label] ?? 0) + 1
  }
  return clustersOf(rows, scheme)
}

/**
 * Clusters by what their posts say; those without a labelled post are left out.
 *
 * @param rows per cluster the posts with each label, in the order of the scheme; what stands behind is not looked at
 */
export function clustersOf(rows: readonly (readonly number[])[], { labels }: StanceScheme): AuthorClusters {
  const labelled = rows.map((row) => row.slice(0, labels.length)).filter((row) => row.some((count) => count > 0))
  labelled.sort(compareRows)
  return {
    labelCounts: labels.map((_, label) => Uint32Array.from(labelled, (row) => row[label] ?? 0)),
    postCounts: Uint32Array.from(labelled, (row) => row.reduce((total, count) => total + count, 0)),
  }
}

function compareRows(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Each author once, with the label of most of their posts. */
export interface AuthorTally {
  /** One per label, in the order of the scheme. */
  readonly authorCounts: readonly number[]
  readonly total: number
}

/** A tie of an author's labels counts as the neutral label; in a scheme without one that author is left out. */
export function tallyAuthors(clusters: AuthorClusters, scheme: StanceScheme): AuthorTally {
  const authorCounts = scheme.labels.map(() => 0)
  const neutral = scheme.neutral === null ? -1 : scheme.labels.indexOf(scheme.neutral)
  let total = 0
  for (let cluster = 0; cluster < clusters.postCounts.length; cluster++) {
    const counts = clusters.labelCounts.map((labelCounts) => labelCounts[cluster] ?? 0)
    const highest = Math.max(...counts)
    const isTie = counts.indexOf(highest) !== counts.lastIndexOf(highest)
    const chosen = isTie ? neutral : counts.indexOf(highest)
    if (chosen < 0) continue
    authorCounts[chosen] = (authorCounts[chosen] ?? 0) + 1
    total++
  }
  return { authorCounts, total }
}
