import type { PipelineError } from '../../base/errors.js'
import { normalQuantile } from '../../base/statistics/interval/normal-quantile.js'
import type { Breakdown, ShareInterval } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { notReady } from './cite-complete.js'
import type { CiteSubject } from './cite-subject.js'
import { printableName } from './cite-wording.js'

/** What adding in another order may change. */
const TOLERANCE = 1e-6

/**
 * How far, in standard errors of a plain random sample, the share may be from that among the labels themselves: the classifier's part moves it
 * by less than the draw does. Choice: a draw is beyond six once in 500 million.
 */
const MAX_SHIFT = 6

/**
 * Holds the numbers of a breakdown against its own counts: shares between what the labels leave open, intervals that follow from the standard
 * errors.
 */
export function checkFollows(breakdown: Breakdown, { group }: Pick<CiteSubject, 'group'>, audit: GroupAudit): void {
  const { confidenceLevel } = breakdown.options
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  const { labelledCount, populationCount, labelCounts } = audit
  const openShare = (populationCount - labelledCount) / populationCount
  for (const { label, share, low, high, standardError } of quotedOf(group)) {
    const expect = expectOf(label)
    const certain = (labelCounts[label] ?? 0) / populationCount
    const missing = audit.missingBounds?.[label]
    expect('the share', share, certain, certain + openShare)
    const least = Math.min(share, missing?.low ?? share) - zScore * standardError
    const most = Math.max(share, missing?.high ?? share) + zScore * standardError
    const [expectedLow, expectedHigh] = [Math.min(share, Math.max(certain, least)), Math.max(share, Math.min(certain + openShare, most))]
    expect('the lower bound', low, expectedLow, expectedLow)
    expect('the upper bound', high, expectedHigh, expectedHigh)
  }
}

/**
 * Further doubts of a breakdown that nobody can count anew: a share far from that among the labels, which no draw explains, and a standard error
 * below that of a sample without any error.
 */
export function checkPlausible({ audit: record, deals, overall }: Breakdown): void {
  // Strata have other sampling rates: their labels do not stand for the whole one by one.
  if (record?.method !== 'uniform') return
  const audits = new Map(record.deals.map((audit) => [audit.dealId, audit]))
  for (const [group, audit] of [
    ...deals.map((deal) => [deal, audits.get(deal.dealId)] as const),
    [overall, deals.length > 0 ? null : record.overall] as const,
  ]) {
    if (!audit || audit.shares === null) continue
    const { labelledCount, populationCount, labelCounts } = audit
    const openShare = (populationCount - labelledCount) / populationCount
    // See `stratifiedShares`: four pseudo-residuals, two of them 1 apart from the mean.
    const leastError = Math.sqrt((openShare * 2) / (labelledCount * (labelledCount + 3)))
    const reach = MAX_SHIFT * Math.sqrt((openShare * 0.25) / labelledCount)
    for (const { label, share, standardError } of quotedOf(group)) {
      const labelShare = (labelCounts[label] ?? 0) / labelledCount
      expectOf(label)('the share', share, labelShare - reach, labelShare + reach)
      expectOf(label)('the standard error', standardError, leastError, 1)
    }
  }
}

const expectOf =
  (label: string) =>
  (name: string, got: number, least: number, most: number): void => {
    if (got >= least - TOLERANCE && got <= most + TOLERANCE) return
    const expected = least === most ? `to be ${least.toFixed(4)}` : `from ${least.toFixed(4)} to ${most.toFixed(4)}`
    throw edited(`${name} of ${printableName(label)} ${expected} by the counts beside it, got ${got.toFixed(4)}`)
  }

const quotedOf = ({ intervals }: Breakdown['overall']): (ShareInterval & Required<Pick<ShareInterval, 'share' | 'standardError'>>)[] =>
  intervals.flatMap((interval) => {
    const { share, standardError } = interval
    return isQuoted(interval) && share !== undefined && standardError !== undefined ? [{ ...interval, share, standardError }] : []
  })

/** Holds a breakdown against the same numbers counted anew. */
export function checkRecounted(printed: Breakdown, recounted: Breakdown): void {
  const groupsOf = (breakdown: Breakdown) => [
    ...breakdown.deals.map((deal) => [deal.dealId, deal] as const),
    ['all posts', breakdown.overall] as const,
  ]
  const anew = new Map<string, Breakdown['overall']>(groupsOf(recounted))
  for (const [name, group] of groupsOf(printed)) {
    const expected = anew.get(name)
    if (expected === undefined) throw edited(`deals that the scored posts are about, got "${printableName(name)}"`)
    if (expected.postCount !== group.postCount) throw edited(`${expected.postCount} posts (${printableName(name)}), got ${group.postCount}`)
    for (const interval of group.intervals.filter(isQuoted)) {
      const { label } = interval
      const own = expected.intervals.find((one) => isQuoted(one) && one.label === label)
      for (const key of ['share', 'low', 'high', 'standardError'] as const) {
        const [wanted, got] = [own?.[key], interval[key]]
        if (wanted !== undefined && got !== undefined && Math.abs(wanted - got) <= TOLERANCE) continue
        throw edited(
          `${key} of ${printableName(label)} (${printableName(name)}) to be ${wanted?.toFixed(4) ?? 'absent'}, counted anew from the files beside it, got ${got?.toFixed(4) ?? 'nothing'}`,
        )
      }
    }
  }
}

const isQuoted = ({ estimand, isHeadline }: ShareInterval): boolean => estimand === 'captured' && isHeadline === true

const edited = (expectedAndGot: string): PipelineError =>
  notReady(
    'CITE_EDITED',
    `the breakdown is not as aggregate wrote it: expected ${expectedAndGot}. Cite the scored file itself, npm run cite -- SCORED, which counts anew.`,
  )
