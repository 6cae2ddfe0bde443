import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { predictedShare, residualOf } from '../../base/statistics/estimate/stratified-shares.js'
import { countNumbers } from '../../base/statistics/group-by.js'
import type { Fragility, LargeAccount } from '../breakdown/breakdown-audit.js'
import { countLoudest } from '../tally/count-authors.js'
import type { CapturedEstimate } from './estimate-captured.js'

/**
 * What the labelled posts of an account say of its others is trusted as if the mean of all had been seen on so many of them. Choice: two
 * posts of one author that correlate at 1/3, about what is assumed of authors in the tests of `population` (0.3).
 */
const PRIOR_POST_COUNT = 2

/** An author with at least this share of the posts, and two, stands beside every number. */
export const LARGE_ACCOUNT_SHARE = 0.1

/**
 * How far the shares move without single accounts. Every post is taken for what is best known of it: its label where it has one, else what
 * its proxies, the audit's mean error and the errors in its author's labelled posts say: an account that is all of one mind weighs with all
 * of its posts, not with the labelled ones alone. What an account holds is taken from the estimate. Posts without a known author are nobody's.
 *
 * @returns `fragility` is null for fewer than two known authors
 */
export function measureFragility(
  estimate: CapturedEstimate,
  scheme: StanceScheme,
): { readonly fragility: Fragility | null; readonly largeAccounts: readonly LargeAccount[] } {
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
  const known = [...isKnown.keys()].filter((author) => isKnown[author] === 1)
  const heldOf = scheme.labels.map((_, label) => sumByAuthor(estimate, label, postCounts.length))
  const heldBy = (author: number, label: number): number => {
    const { totals, missed } = heldOf[label] as AuthorSums
    const labelledCount = labelledCounts[author] as number
    const shift = (missed[author] as number) / (labelledCount + PRIOR_POST_COUNT)
    return (totals[author] as number) + ((postCounts[author] as number) - labelledCount) * shift
  }
  const countOf = (author: number): number => postCounts[author] as number
  const changeWithout = (left: readonly number[], label: number): number => {
    let [leftCount, leftTotal] = [0, 0]
    for (const author of left) {
      leftCount += countOf(author)
      leftTotal += heldBy(author, label)
    }
    const total = heldOf[label]?.total as number
    return leftCount === postCount ? 0 : (total - leftTotal) / (postCount - leftCount) - total / postCount
  }
  const largeAccounts = known
    .filter((author) => countOf(author) >= Math.max(2, LARGE_ACCOUNT_SHARE * postCount - 1e-9))
    .sort((one, other) => countOf(other) - countOf(one))
    .map((author): LargeAccount => {
      const changes = scheme.labels.map((_, label) => changeWithout([author], label))
      return { postCount: countOf(author), changes: countOf(author) === postCount ? null : byLabel(scheme, changes) }
    })
  if (known.length < 2) return { fragility: null, largeAccounts }
  const ranked = [...known].sort((one, other) => countOf(other) - countOf(one))
  const loudest = ranked.slice(0, countLoudest(ranked.map(countOf)))
  const fragility: Fragility = {
    authorCount: known.length,
    leaveOneOut: scheme.labels.map((label, index) => {
      let [change, postCount] = [0, 0]
      for (const author of known) {
        const one = changeWithout([author], index)
        if (postCount === 0 || Math.abs(one) > Math.abs(change)) [change, postCount] = [one, countOf(author)]
      }
      return { label, change, postCount }
    }),
    loudest: {
      authorCount: loudest.length,
      postCount: loudest.reduce((sum, author) => sum + countOf(author), 0),
      changes: scheme.labels.map((label, index) => ({ label, change: changeWithout(loudest, index) })),
    },
  }
  return { fragility, largeAccounts }
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
