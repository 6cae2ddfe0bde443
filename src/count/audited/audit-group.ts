import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import { countEach } from '../../base/statistics/group-by.js'
import { modelLabel } from '../../judge/stance/model-label.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import { type AuditCounts, type GroupAudit, POWER_TUNED } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'
import { type ProxyKind, takeSample } from './audit-sample.js'
import { boundLabelErrors } from './bound-label-errors.js'
import { countUnits } from './count-units.js'
import { estimateCaptured, intervalsOf } from './estimate-captured.js'
import { listLargeAccounts } from './list-large-accounts.js'
import { agreementOf, compareCoders } from './measure-agreement.js'
import { compareWithModel } from './origin/label-origin.js'
import { reachOf } from './readiness.js'

/** Fewer labelled posts than this give no spread, and so no estimate. */
export const MIN_SPREAD_COUNT = 2

export interface AuditGroupOptions {
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
  const estimate = estimateCaptured(takeSample(units, scheme), proxy, scheme)
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
      largeAccounts: listLargeAccounts(estimate, scheme),
    },
    intervals: intervals.map(({ label, share, low, high, standardError }) => {
      return { estimand: 'captured', method: POWER_TUNED, confidenceLevel, label, share, low, high, standardError, isHeadline: true }
    }),
    joinedStratumCount: estimate.sample.joinedStratumCount,
  }
}

function timesOf(units: readonly FrameUnit[]): GroupAudit['written'] {
  const times = units.flatMap(({ post }) => post.createdAt ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))
  return { first: times[0] ?? null, last: times.at(-1) ?? null, undatedCount: units.length - times.length }
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
