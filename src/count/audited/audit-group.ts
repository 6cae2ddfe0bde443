import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { auditedInterval } from '../../base/statistics/interval/exact-or-wilson.js'
import type { Post } from '../../base/thread/post.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import { foldName } from '../audit/settle-labels.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { type AuditCounts, type GroupAudit, type LargeAccount, POWER_TUNED } from '../breakdown/breakdown-audit.js'
import { placeOf } from '../thread/thread-place.js'
import type { FrameUnit } from './audit-frame.js'
import { estimateCaptured, intervalsOf, type ProxyKind, takeSample } from './audited-intervals.js'
import { labelErrorOf, widenByError } from './label-error.js'
import { compareWithModel } from './label-origin.js'
import { agreementOf, countSecondGaps } from './measure-agreement.js'
import { reachOf } from './readiness.js'

/** Fewer labelled posts than this give no variance, and so no estimate. */
const MIN_SPREAD_COUNT = 2

export interface AuditGroupOptions {
  readonly scheme: StanceScheme
  readonly proxy: ProxyKind
  readonly confidenceLevel: number
  readonly absentParentOf: (post: Post) => string | null
  readonly threadOf: (post: Post) => string
  /** The posts that open threads. */
  readonly roots: readonly Post[]
  readonly fileCount: number
}

function countThreads(units: readonly FrameUnit[], { threadOf, roots }: Pick<AuditGroupOptions, 'threadOf' | 'roots'>) {
  const threads = new Set(units.map(({ post }) => threadOf(post)))
  const place = placeOf(
    roots.filter((root) => threads.has(threadOf(root))),
    threads.size,
  )
  return { threadCount: threads.size, ...((place.platform ?? place.opener) !== null && { place }) }
}

/** True if enough posts are labelled for a variance. */
export const hasSpread = (units: readonly FrameUnit[]): boolean => units.filter(({ label }) => label !== null).length >= MIN_SPREAD_COUNT

/** The audit of one group with its intervals; there are no intervals with too few labelled posts. */
export interface AuditedGroup {
  readonly audit: GroupAudit
  readonly intervals: readonly ShareInterval[]
  readonly joinedStratumCount: number
}

export function auditGroup(units: readonly FrameUnit[], options: AuditGroupOptions): AuditedGroup {
  const { scheme, proxy, confidenceLevel } = options
  const drawn = units.filter(({ outcome }) => outcome !== null)
  const labelled = drawn.filter(({ label }) => label !== null)
  const answers = labelled.map(({ label, judgement }) => ({ label, predicted: modelLabel(judgement) }))
  const compared = compareWithModel(labelled)
  const given = drawn.flatMap((unit) => (unit.given.length > 0 ? [unit.given] : []))
  const secondGaps = countSecondGaps(drawn)
  const counted = {
    ...countOutcomes(drawn),
    reachedCount: reachOf(drawn).reachedCount,
    ...countThreads(units, options),
    written: timesOf(units),
    populationCount: units.length,
    absentParentCount: new Set(units.flatMap(({ post }) => options.absentParentOf(post) ?? [])).size,
    crowdedLabels: scheme.labels.flatMap((label) => crowdedLabel(label, labelled)),
    isCensus: units.length > 0 && labelled.length === units.length,
    errorCount: answers.filter(({ label, predicted }) => predicted !== null && predicted !== label).length,
    unansweredCount: answers.filter(({ predicted }) => predicted === null).length,
    labelCounts: byLabel(
      scheme,
      scheme.labels.map((name) => labelled.filter(({ label }) => label === name).length),
    ),
    ...(compared && { modelAgreement: compared }),
    coders: [...new Set(labelled.flatMap(({ given }) => given.map(({ coder }) => coder)))].sort(),
    agreement: agreementOf(given, scheme),
    ...(secondGaps.gapCount > 0 && { secondGaps }),
    ...(options.fileCount > units.length &&
      units.some(({ post }) => (post.meta.rowDeals?.length ?? 0) > 0) && { fileCount: options.fileCount }),
    settledBy: [...countEach(labelled.flatMap(({ adjudicator }) => adjudicator ?? []))].map(([coder, count]) => ({ coder, count })),
  }
  const labelError = labelErrorOf(counted, scheme.labels.length)
  if (!hasSpread(units)) {
    const nothing = { labelError, shares: null, sidedShares: null, lambda: null, labelsWorth: null, largeAccounts: [] }
    return { audit: { ...counted, ...nothing }, intervals: [], joinedStratumCount: 0 }
  }
  const estimate = estimateCaptured(takeSample(units, proxy, scheme))
  const intervals = intervalsOf(estimate, scheme, { confidenceLevel })
  const shares = intervals.map(({ share }) => share)
  // Separate draws give labels different weights, and missing labels may be any.
  const isOneDraw = counted.reachedCount === counted.labelledCount && new Set(units.map(({ stratum }) => stratum)).size === 1
  return {
    audit: {
      ...{ ...counted, labelError },
      shares: byLabel(scheme, shares),
      sidedShares: isOneDraw ? auditedSidedShares(scheme.sides, byLabel(scheme, shares), counted, confidenceLevel) : null,
      lambda: byLabel(scheme, estimate.lambdas),
      labelsWorth: byLabel(
        scheme,
        intervals.map(({ effectiveSize }) => 1 / (1 / effectiveSize + 1 / units.length)),
      ),
      largeAccounts: listLargeAccounts(units, shares, options),
    },
    intervals: intervals.map(({ label, share, standardError, ...drawn }) => {
      // Unchecked labels get a caution instead, and a census has no interval.
      const isWidened = counted.agreement.doubleCodedCount > 0 && !counted.isCensus
      const { low, high } = isWidened ? widenByError(drawn, labelError, scheme.labels.length) : drawn
      return { estimand: 'captured', method: POWER_TUNED, confidenceLevel, label, share, low, high, standardError, isHeadline: true }
    }),
    joinedStratumCount: estimate.sample.joinedStratumCount,
  }
}

/** A label is crowded with at least this many posts by accounts of at most this share of their number. Choice. */
const [MIN_CROWDED_COUNT, CROWDED_SHARE] = [10, 1 / 3]

function crowdedLabel(label: string, labelled: readonly FrameUnit[]): GroupAudit['crowdedLabels'] {
  const authors = labelled.flatMap((unit) => (unit.label === label && unit.post.author !== null ? [foldName(unit.post.author)] : []))
  const accountCount = new Set(authors).size
  const isCrowded = authors.length >= MIN_CROWDED_COUNT && accountCount <= CROWDED_SHARE * authors.length
  return isCrowded ? [{ label, labelCount: authors.length, accountCount }] : []
}

function timesOf(units: readonly FrameUnit[]): GroupAudit['written'] {
  let [first, last]: (readonly [at: number, text: string] | null)[] = [null, null]
  let undatedCount = 0
  for (const { post } of units) {
    if (post.createdAt === null) {
      undatedCount++
      continue
    }
    const at = Date.parse(post.createdAt)
    if (!first || at < first[0]) first = [at, post.createdAt]
    if (!last || at >= last[0]) last = [at, post.createdAt]
  }
  return { first: first?.[1] ?? null, last: last?.[1] ?? null, undatedCount }
}

export function countOutcomes(units: readonly FrameUnit[]): AuditCounts {
  const counts = countEach(units.map(({ outcome }) => outcome))
  const count = (outcome: FrameUnit['outcome']): number => counts.get(outcome) ?? 0
  return {
    drawnCount: units.length,
    labelledCount: count('labelled'),
    skippedCount: count('skipped') + count('open'),
    unclearCount: count('unclear'),
    undecidedCount: count('undecided'),
  }
}

/** An author with at least this share of the posts, and with two posts, is named beside every number. */
const LARGE_ACCOUNT_SHARE = 0.1

function listLargeAccounts(units: readonly FrameUnit[], shares: readonly number[], options: AuditGroupOptions): LargeAccount[] {
  const { scheme, proxy, confidenceLevel } = options
  const least = Math.max(2, LARGE_ACCOUNT_SHARE * units.length - 1e-9)
  const accountOf = ({ post: { author } }: FrameUnit): string | null => (author === null ? null : foldName(author) || author)
  const large = [...groupBy(units, accountOf)].filter(([account, { length }]) => account !== null && length >= least)
  return large
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([account, own]): LargeAccount => {
      const others = units.filter((unit) => accountOf(unit) !== account)
      const [postCount, spellingCount] = [own.length, new Set(own.map(({ post }) => post.author)).size]
      const spelt = spellingCount > 1 && { spellingCount }
      if (!hasSpread(others)) return { postCount, ...spelt, changes: null }
      const without = intervalsOf(estimateCaptured(takeSample(others, proxy, scheme)), scheme, { confidenceLevel })
      const changes = without.map(({ share }, label) => share - (shares[label] as number))
      return { postCount, ...spelt, changes: byLabel(scheme, changes) }
    })
}

/**
 * Share of each side among the posts that take one. Labelled posts with a side are a random sample of all such posts. The interval uses
 * their labels alone, without the model's help.
 *
 * @param shares of all labels
 * @returns null without a labelled side
 */
export function auditedSidedShares(
  sides: readonly string[],
  shares: ByLabel,
  { labelCounts, populationCount }: Pick<GroupAudit, 'labelCounts' | 'populationCount'>,
  confidenceLevel: number,
): GroupAudit['sidedShares'] {
  const sidedCount = sum(sides.map((side) => labelCounts[side] ?? 0))
  const sidedShare = sum(sides.map((side) => shares[side] ?? 0))
  if (sidedCount === 0 || sidedShare === 0) return null
  const rest = 1 - sidedCount / Math.max(sidedCount, sidedShare * populationCount)
  return sides.map((label) => {
    const share = (shares[label] ?? 0) / sidedShare
    const ofLabels = { labelShare: (labelCounts[label] ?? 0) / sidedCount, labelledSize: sidedCount }
    const { low, high } = auditedInterval(share, { ...ofLabels, effectiveSize: sidedCount / rest, designEffect: 1 }, confidenceLevel)
    return { label, share, low: Math.min(share, low), high: Math.max(share, high) }
  })
}
