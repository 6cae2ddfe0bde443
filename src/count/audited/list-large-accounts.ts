import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { predictedShare, residualOf } from '../../base/statistics/estimate/assisted-shares.js'
import { countNumbers } from '../../base/statistics/group-by.js'
import type { LargeAccount } from '../breakdown/breakdown-audit.js'
import type { CapturedEstimate } from './estimate-captured.js'

/**
 * What the labelled posts of an account say of its others is trusted as if the mean of all had been seen on so many of them. Choice: two
 * posts of one author that correlate at 1/3, about what is assumed of authors in the coverage grid (0.3).
 */
const PRIOR_POST_COUNT = 2

/** An author with at least this share of the posts, and two, stands beside every number. */
export const LARGE_ACCOUNT_SHARE = 0.1

/**
 * How far the shares move without each large account, in descending order of posts. Every post is taken for what is best known of it: its
 * label where it has one, else what its proxies, the audit's mean error and the errors in its author's labelled posts say: an account that is
 * all of one mind weighs with all of its posts, not with the labelled ones alone. Posts without a known author are nobody's.
 */
export function listLargeAccounts(estimate: CapturedEstimate, scheme: StanceScheme): LargeAccount[] {
  const { sample } = estimate
  const { labelOf, authorOf } = sample
  const postCount = labelOf.length
  const postCounts = countNumbers(authorOf)
  const labelledCounts = new Uint32Array(postCounts.length)
  const isKnown = new Uint8Array(postCounts.length)
  for (const [member, { post }] of sample.units.entries()) {
    const author = authorOf[member] as number
    if (post.author !== null) isKnown[author] = 1
    if ((labelOf[member] as number) >= 0) labelledCounts[author] = (labelledCounts[author] as number) + 1
  }
  const countOf = (author: number): number => postCounts[author] as number
  const large = [...isKnown.keys()]
    .filter((author) => isKnown[author] === 1 && countOf(author) >= Math.max(2, LARGE_ACCOUNT_SHARE * postCount - 1e-9))
    .sort((one, other) => countOf(other) - countOf(one))
  if (large.length === 0) return []
  const sums = scheme.labels.map((_, label) => sumByAuthor(estimate, label, postCounts.length))
  const changeWithout = (author: number, { total, totals, missed }: AuthorSums): number => {
    const labelledCount = labelledCounts[author] as number
    const shift = (missed[author] as number) / (labelledCount + PRIOR_POST_COUNT)
    const held = (totals[author] as number) + (countOf(author) - labelledCount) * shift
    return (total - held) / (postCount - countOf(author)) - total / postCount
  }
  return large.map((author) => ({
    postCount: countOf(author),
    changes:
      countOf(author) === postCount
        ? null
        : byLabel(
            scheme,
            sums.map((sum) => changeWithout(author, sum)),
          ),
  }))
}

/** What posts are taken to hold of a label. */
interface AuthorSums {
  /** Over all posts. */
  readonly total: number
  /** Over each author's posts. */
  readonly totals: Float64Array
  /** Over each author's labelled posts, how far the residual is from the mean of its stratum. */
  readonly missed: Float64Array
}

function sumByAuthor({ sample, proxied, coefficients, raw }: CapturedEstimate, label: number, authorCount: number): AuthorSums {
  const { labelOf, authorOf } = sample
  const corrections = new Float64Array(labelOf.length)
  for (const [stratum, { members }] of raw.strata.entries()) {
    for (const member of members) corrections[member] = raw.corrections[label]?.[stratum] as number
  }
  const [totals, missed] = [new Float64Array(authorCount), new Float64Array(authorCount)]
  let total = 0
  for (let member = 0; member < labelOf.length; member++) {
    const [author, known] = [authorOf[member] as number, labelOf[member] as number]
    const correction = corrections[member] as number
    const value = known >= 0 ? Number(known === label) : predictedShare(proxied, coefficients, member, label) + correction
    total += value
    totals[author] = (totals[author] as number) + value
    if (known >= 0) missed[author] = (missed[author] as number) + (residualOf(proxied, coefficients, member, label) - correction)
  }
  return { total, totals, missed }
}
