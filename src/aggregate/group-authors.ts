import type { StanceScheme } from '../scheme/stance-scheme.js'
import { sum } from '../statistics/estimate/mean.js'
import { AUTHOR_GROUP_COUNT, type GroupSums } from './partial/group-sums.js'
import { type AuthorClusters, type AuthorTally, clustersOf, tallyAuthors } from './tally/count-authors.js'

/** More clusters than this are drawn in groups: a bootstrap takes 2,000 draws of each. */
export const MAX_CLUSTER_COUNT = 100_000

/** Up to this part of the groups taken, the number of authors is told from how many are; beyond, a sample tells it better. */
const MAX_OCCUPIED_SHARE = 0.7

/** The authors of a group, as far as they are held. */
export interface HeldAuthors {
  /** Per known author the posts with each label, then without one. */
  readonly rows: readonly (readonly number[])[]
  /** One in so many is held. */
  readonly sampleRate: number
}

/** How many authors there are and how they cluster. */
export interface AuthorCounts {
  readonly authorCount: number
  /** What to draw in a bootstrap: authors, or groups of them where they are too many. */
  readonly clusters: AuthorClusters
  readonly tally: AuthorTally
  /** Whole sentences. */
  readonly cautions: readonly string[]
}

/**
 * Counts authors, unknown ones each as one of its own. Where they are too many to hold or to draw one by one, the clusters are groups of
 * authors told by a hash: groups of independent authors are independent, so that a bootstrap over them says the same, if less exactly.
 */
export function countAuthors(sums: GroupSums, { rows, sampleRate }: HeldAuthors, scheme: StanceScheme): AuthorCounts {
  const unknown = sums.unknownLabelCounts.slice(0, scheme.labels.length)
  const known = clustersOf(rows, scheme)
  const clusterCount = known.postCounts.length + sum(unknown)
  const isGrouped = sampleRate > 1 || clusterCount > MAX_CLUSTER_COUNT
  return {
    authorCount: sampleRate === 1 ? rows.length : estimateAuthorCount(sums, rows.length * sampleRate),
    clusters: isGrouped ? clustersOf([...sums.authorGroups.values()], scheme) : clustersOf([...rows, ...singles(unknown)], scheme),
    tally: addUnknown(tallyAuthors(known, scheme), unknown, sampleRate),
    cautions: sampleRate > 1 ? [describeSample(sampleRate)] : isGrouped ? [GROUPED] : [],
  }
}

/** One row per post of an unknown author. */
function singles(labelCounts: readonly number[]): number[][] {
  return labelCounts.flatMap((count, label) =>
    Array.from({ length: count }, () => labelCounts.map((_, index) => (index === label ? 1 : 0))),
  )
}

/** Of authors who are held in part, the unknown ones count in the same part. */
function addUnknown({ authorCounts, total }: AuthorTally, unknown: readonly number[], sampleRate: number): AuthorTally {
  const added = unknown.map((count) => Math.round(count / sampleRate))
  return { authorCounts: authorCounts.map((count, label) => count + (added[label] ?? 0)), total: total + sum(added) }
}

/**
 * How many authors must have been thrown into the groups for so many to be taken, -n ln(1 - taken / n); where nearly all are, what the sample
 * says.
 *
 * @see Whang, Vander-Zanden, Taylor (1990), A linear-time probabilistic counting algorithm, ACM Transactions on Database Systems 15:208
 */
function estimateAuthorCount({ authorGroups, counts }: GroupSums, bySample: number): number {
  const occupied = [...authorGroups.keys()].filter((place) => place < AUTHOR_GROUP_COUNT).length
  const byGroups = Math.round(-AUTHOR_GROUP_COUNT * Math.log1p(-occupied / AUTHOR_GROUP_COUNT))
  const estimate = occupied <= MAX_OCCUPIED_SHARE * AUTHOR_GROUP_COUNT ? byGroups : bySample
  return Math.min(counts.postCount - counts.unknownAuthorCount, Math.max(occupied, estimate))
}

const GROUPED = `There are too many authors to draw one by one: the bootstrap draws groups of them (${AUTHOR_GROUP_COUNT}, told by a hash).`

function describeSample(sampleRate: number): string {
  return `There are too many authors to hold one by one: their number is an estimate, the intervals that count each author once stand on 1 in ${sampleRate} of them, and the bootstrap draws groups of authors (${AUTHOR_GROUP_COUNT}, told by a hash).`
}
