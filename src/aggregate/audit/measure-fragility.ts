import { byLabel, type StanceScheme } from '../../scheme/stance-scheme.js'
import { predictedShare, residualOf } from '../../statistics/estimate/stratified-shares.js'
import type { Fragility, LargeAccount } from '../breakdown/breakdown-audit.js'
import { countLoudest } from '../tally/count-authors.js'
import type { CapturedEstimate } from './estimate-captured.js'

/**
 * What the labelled posts of an account say of its others is trusted as if the mean of all had been seen on so many of them. Choice: two
 * posts of one author that correlate at 1/3, about what is assumed of authors in the tests of `population` (0.3).
 */
const PRIOR_POST_COUNT = 2

interface Account {
  postCount: number
  labelledCount: number
  /** Sum over the account's posts of what each is taken to hold, by label. */
  readonly totals: number[]
  /** Sum over its labelled posts of how far the residual is from the mean of its stratum, by label. */
  readonly missed: number[]
}

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
  { sample, proxied, coefficients, raw }: CapturedEstimate,
  scheme: StanceScheme,
): { readonly fragility: Fragility | null; readonly largeAccounts: readonly LargeAccount[] } {
  const held = scheme.labels.map((_, label) => {
    const values = new Float64Array(sample.units.length)
    const corrections = new Float64Array(sample.units.length)
    for (const [stratum, { members }] of raw.strata.entries()) {
      const correction = raw.corrections[label]?.[stratum] as number
      for (const member of members) {
        const known = sample.labelOf[member] as number
        corrections[member] = correction
        values[member] = known >= 0 ? Number(known === label) : predictedShare(proxied, coefficients, member, label) + correction
      }
    }
    return { values, corrections }
  })
  const none = scheme.labels.map(() => 0)
  const totals = held.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const accounts = new Map<string, Account>()
  for (const [member, { post }] of sample.units.entries()) {
    if (post.author === null) continue
    const account = accounts.get(post.author) ?? { postCount: 0, labelledCount: 0, totals: [...none], missed: [...none] }
    accounts.set(post.author, account)
    account.postCount += 1
    const isLabelled = (sample.labelOf[member] as number) >= 0
    if (isLabelled) account.labelledCount += 1
    for (const [label, { values, corrections }] of held.entries()) {
      account.totals[label] = (account.totals[label] ?? 0) + (values[member] as number)
      if (!isLabelled) continue
      const missed = residualOf(proxied, coefficients, member, label) - (corrections[member] as number)
      account.missed[label] = (account.missed[label] ?? 0) + missed
    }
  }
  const postCount = sample.units.length
  const known = [...accounts.values()]
  const changeWithout = (left: readonly Account[], label: number): number => {
    let [leftCount, leftTotal] = [0, 0]
    for (const account of left) {
      leftCount += account.postCount
      leftTotal += heldBy(account, label)
    }
    const total = totals[label] as number
    return leftCount === postCount ? 0 : (total - leftTotal) / (postCount - leftCount) - total / postCount
  }
  const largeAccounts = known
    .filter((account) => account.postCount >= Math.max(2, LARGE_ACCOUNT_SHARE * postCount - 1e-9))
    .sort((one, other) => other.postCount - one.postCount)
    .map((account): LargeAccount => {
      const changes = scheme.labels.map((_, label) => changeWithout([account], label))
      return { postCount: account.postCount, changes: account.postCount === postCount ? null : byLabel(scheme, changes) }
    })
  if (known.length < 2) return { fragility: null, largeAccounts }
  const ranked = [...known].sort((one, other) => other.postCount - one.postCount)
  const loudest = ranked.slice(0, countLoudest(ranked.map((account) => account.postCount)))
  const fragility: Fragility = {
    authorCount: known.length,
    leaveOneOut: scheme.labels.map((label, index) => {
      let [change, postCount] = [0, 0]
      for (const account of known) {
        const one = changeWithout([account], index)
        if (postCount === 0 || Math.abs(one) > Math.abs(change)) [change, postCount] = [one, account.postCount]
      }
      return { label, change, postCount }
    }),
    loudest: {
      authorCount: loudest.length,
      postCount: loudest.reduce((sum, account) => sum + account.postCount, 0),
      changes: scheme.labels.map((label, index) => ({ label, change: changeWithout(loudest, index) })),
    },
  }
  return { fragility, largeAccounts }
}

function heldBy({ postCount, labelledCount, totals, missed }: Account, label: number): number {
  const shift = (missed[label] as number) / (labelledCount + PRIOR_POST_COUNT)
  return (totals[label] as number) + (postCount - labelledCount) * shift
}
