import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import { kishEffectiveSize, sum } from '../../base/statistics/estimate/mean.js'
import { countEach, countNumbers } from '../../base/statistics/group-by.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import {
  type AuditCounts,
  type CountingUnit,
  type GroupAudit,
  type LabelErrorBounds,
  type LargeAccount,
  POWER_TUNED,
} from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'
import { compareWithModel } from './label-origin.js'
import { agreementOf, compareCoders } from './measure-agreement.js'
import { type CapturedEstimate, estimateCaptured, intervalsOf, type ProxyKind, takeSample } from './quoted-intervals.js'
import { reachOf } from './readiness.js'

/** Fewer labelled posts than this give no spread, and so no estimate. */
export const MIN_SPREAD_COUNT = 2

interface AuditGroupOptions {
  readonly scheme: StanceScheme
  readonly proxy: ProxyKind
  readonly confidenceLevel: number
}

/** The audit of one group with its intervals, of which there are none when too few posts were labelled. */
export interface AuditedGroup {
  readonly audit: GroupAudit
  readonly intervals: readonly ShareInterval[]
  /** Strata without a label that were joined to others. */
  readonly joinedStratumCount: number
}

/** Estimates, intervals and checks of the posts of one group. */
export function auditGroup(units: readonly FrameUnit[], { scheme, proxy, confidenceLevel }: AuditGroupOptions): AuditedGroup {
  const labelled = units.filter(({ label }) => label !== null)
  const answers = labelled.map(({ label, judgement }) => ({ label, predicted: modelLabel(judgement) }))
  const compared = compareWithModel(units, scheme)
  const given = units.flatMap((unit) => (unit.given.length === 0 ? [] : [unit.given]))
  const counted = {
    ...countOutcomes(units),
    reachedCount: reachOf(units).reachedCount,
    written: timesOf(units),
    populationCount: units.length,
    isCensus: units.length > 0 && labelled.length === units.length,
    errorCount: answers.filter(({ label, predicted }) => predicted !== null && predicted !== label).length,
    unansweredCount: answers.filter(({ predicted }) => predicted === null).length,
    confusion: byLabel(
      scheme,
      confusionMatrix(
        answers.map(({ label }) => label ?? ''),
        answers.map(({ predicted }) => predicted),
        scheme.labels,
      ).counts.map((row) => byLabel(scheme, row)),
    ),
    labelCounts: byLabel(
      scheme,
      scheme.labels.map((name) => labelled.filter(({ label }) => label === name).length),
    ),
    ...(compared && {
      modelAgreement: { judgedCount: compared.all.judgedCount, equalCount: compared.all.equalCount, randomShare: compared.randomShare },
    }),
    coders: [...new Set(labelled.flatMap(({ given }) => given.map(({ coder }) => coder)))].sort(),
    agreement: agreementOf(given, scheme),
    settledBy: [...countEach(labelled.flatMap(({ adjudicator }) => adjudicator ?? []))].map(([coder, count]) => ({ coder, count })),
    coderChance: compareCoders(given, scheme),
  }
  if (labelled.length < MIN_SPREAD_COUNT) {
    const nothing = {
      missingBounds: null,
      shares: null,
      lambda: null,
      labelsWorth: null,
      countingUnits: [],
      labelErrors: [],
      largeAccounts: [],
    }
    return { audit: { ...counted, ...nothing }, intervals: [], joinedStratumCount: 0 }
  }
  const estimate = estimateCaptured(takeSample(units, proxy, scheme))
  const intervals = intervalsOf(estimate, scheme, { confidenceLevel })
  const shares = intervals.map(({ share }) => share)
  const ranges = intervals.flatMap(({ missingBounds }) => missingBounds ?? [])
  return {
    audit: {
      ...counted,
      missingBounds: ranges.length === 0 ? null : byLabel(scheme, ranges),
      shares: byLabel(scheme, shares),
      lambda: byLabel(scheme, estimate.lambdas),
      labelsWorth: byLabel(
        scheme,
        intervals.map(({ effectiveSize }) => 1 / (1 / effectiveSize + 1 / units.length)),
      ),
      countingUnits: countUnits(estimate, scheme, confidenceLevel),
      labelErrors: boundLabelErrors(estimate, shares, scheme),
      largeAccounts: listLargeAccounts(units, shares, { scheme, proxy, confidenceLevel }),
    },
    intervals: intervals.map(({ label, share, low, high, standardError }) => {
      return { estimand: 'captured', method: POWER_TUNED, confidenceLevel, label, share, low, high, standardError, isHeadline: true }
    }),
    joinedStratumCount: estimate.sample.joinedStratumCount,
  }
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

/** What came of the drawn units among these. */
export function countOutcomes(units: readonly FrameUnit[]): AuditCounts {
  const counts = countEach(units.map(({ outcome }) => outcome))
  const count = (outcome: FrameUnit['outcome']): number => counts.get(outcome) ?? 0
  return {
    drawnCount: units.length - count(null),
    labelledCount: count('labelled'),
    skippedCount: count('skipped') + count('open'),
    undecidedCount: count('undecided'),
  }
}

/**
 * The quoted shares when posts, authors, or threads have one vote each. An author's vote is split evenly among their posts, a
 * thread's among its posts, so that a person of two minds counts half for each. The proxies are used as far as in the quoted estimate.
 */
export function countUnits(estimate: CapturedEstimate, scheme: StanceScheme, confidenceLevel: number): CountingUnit[] {
  const { sample } = estimate
  const votes: { readonly unit: CountingUnit['unit']; readonly weights: Float64Array }[] = [
    { unit: 'post', weights: new Float64Array(sample.units.length).fill(1) },
    { unit: 'author', weights: oneVoteEach(sample.authorOf) },
    { unit: 'thread', weights: oneVoteEach(sample.threadOf) },
  ]
  return votes.map(({ unit, weights }) => ({
    unit,
    unitCount: Math.round(sum(weights)),
    effectiveSize: kishEffectiveSize(weights),
    estimates: intervalsOf(estimate, scheme, { confidenceLevel, ...(unit !== 'post' && { weights }) }).map(
      ({ label, share, low, high }) => {
        return { label, share, low, high }
      },
    ),
  }))
}

function oneVoteEach(groupOf: ArrayLike<number>): Float64Array {
  const counts = countNumbers(groupOf)
  return new Float64Array(groupOf.length).map((_, unit) => 1 / (counts[groupOf[unit] as number] as number))
}

/** An author with at least this share of the posts, and two, stands beside every number. */
const LARGE_ACCOUNT_SHARE = 0.1

/** How far the shares move without each large account, in descending order of posts. Posts without a known author are nobody's. */
function listLargeAccounts(units: readonly FrameUnit[], shares: readonly number[], options: AuditGroupOptions): LargeAccount[] {
  const { scheme, proxy, confidenceLevel } = options
  const counts = countEach(units.flatMap(({ post }) => post.author ?? []))
  const large = [...counts].filter(([, count]) => count >= Math.max(2, LARGE_ACCOUNT_SHARE * units.length - 1e-9))
  return large
    .sort(([, one], [, other]) => other - one)
    .map(([author, postCount]): LargeAccount => {
      const others = units.filter(({ post }) => post.author !== author)
      if (others.filter(({ label }) => label !== null).length < MIN_SPREAD_COUNT) return { postCount, changes: null }
      const without = intervalsOf(estimateCaptured(takeSample(others, proxy, scheme)), scheme, { confidenceLevel })
      const changes = without.map(({ share }, label) => share - (shares[label] as number))
      return { postCount, changes: byLabel(scheme, changes) }
    })
}

/** Shares of wrong hand labels for which every audit says how far they could move it. */
const WRONG_LABEL_SHARES = [0.02, 0.05, 0.1] as const

/** So many labels are a share of them, rounded up: a fraction of a label is one. */
export const wrongCountOf = (labelledCount: number, wrongShare: number): number => Math.ceil(wrongShare * labelledCount - 1e-9)

/**
 * Worst-case shares if some of the hand labels are wrong, all towards or all away from one label, those of the largest weight first. The
 * predictions are used as in the quoted estimate; the draw of the sample is not in it.
 *
 * @param shares as they are quoted
 */
function boundLabelErrors({ sample, raw }: CapturedEstimate, shares: readonly number[], scheme: StanceScheme): LabelErrorBounds[] {
  const populationCount = sample.labelOf.length
  const labelled = raw.strata.flatMap(({ members, sampled }) =>
    Array.from(sampled, (member) => ({
      label: sample.labelOf[member] as number,
      weight: members.length / sampled.length / populationCount,
    })),
  )
  labelled.sort((one, other) => other.weight - one.weight)
  const weightOf = (count: number, isPicked: (label: number) => boolean): number =>
    sum(
      labelled
        .filter(({ label }) => isPicked(label))
        .slice(0, count)
        .map(({ weight }) => weight),
    )
  return WRONG_LABEL_SHARES.map((wrongShare) => {
    const wrongCount = wrongCountOf(labelled.length, wrongShare)
    const ranges = scheme.labels.map((_, index) => ({
      low: Math.max(0, (shares[index] as number) - weightOf(wrongCount, (label) => label === index)),
      high: Math.min(1, (shares[index] as number) + weightOf(wrongCount, (label) => label !== index)),
    }))
    return { wrongShare, wrongCount, ranges: byLabel(scheme, ranges) }
  })
}
