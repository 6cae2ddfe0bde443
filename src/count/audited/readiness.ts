import { PipelineError } from '../../base/errors.js'
import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { MIN_HIT_COUNT } from '../../base/statistics/interval/exact-or-wilson.js'
import {
  type Expectation,
  labelsToQuote,
  MIN_LABELLED_COUNT,
  MIN_QUOTED_COUNT,
  sampleFor,
  UNKNOWN,
  unassisted,
} from '../audit/draw/plan-audit.js'
import type { Breakdown, DealBreakdown, GroupBreakdown, ShareInterval } from '../breakdown/breakdown.js'
import type { AuditCounts, BreakdownAudit, CoderAgreement, GroupAudit } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'
import { suspicionOf } from './label-origin.js'
import { type HeadlineInterval, marginOf, type Standing, standingOf } from './lead.js'

/** Half of the widest interval that is quoted unless told otherwise: 10 points. */
export const DEFAULT_HALF_WIDTH = 0.1
/** No share is quoted when more of the drawn units lack a label. Intervals would still hold, but be wide. */
export const MAX_MISSING_SHARE = 1 / 3
/** Below this alpha data do not bear firm conclusions. Origin: Krippendorff (2004), Content Analysis, p. 241. */
export const MIN_ALPHA = 0.667
/** From this alpha on data are reliable. Same source. */
export const GOOD_ALPHA = 0.8

/** Confidence level, and the limits that the user accepts. */
export interface ReadinessOptions {
  /** The one label to quote; default all. */
  readonly label?: string
  /** Share in (0, 0.5]; half of the widest interval that may be quoted. */
  readonly halfWidth?: number
  /** Reason to accept labels that are all the same or agree with the model more than careful coders' do; it is printed. */
  readonly acceptAgreement?: string
}

/** A reason not to print the shares of a group; `code` is that of the refusal of `cite`. */
export type Shortfall =
  | { readonly code: 'CITE_CODERS_DISAGREE' | 'CITE_LABELS_COPIED' | 'CITE_LABELS_ALIKE' | 'CITE_LABELS_AT_CHANCE' }
  /** `needed` is null for fewer than two posts. `labelled`: the posts picked and what became of them, where too few have a label for any share. */
  | { readonly code: 'CITE_NOT_AUDITED'; readonly needed: NeededLabels | null; readonly labelled?: AuditCounts }
  | { readonly code: 'CITE_INCOMPLETE'; readonly missingCount: number }
  | { readonly code: 'CITE_TOO_FEW_LABELS'; readonly needed: NeededLabels }
  | { readonly code: 'CITE_TOO_WIDE'; readonly needed: NeededLabels; readonly widest: HeadlineInterval }

/** True if the shares of a group may be printed as numbers. */
export type Readiness =
  | ({
      readonly isReady: true
      readonly audit: GroupAudit
      readonly record: BreakdownAudit
      readonly intervals: readonly HeadlineInterval[]
    } & Standing)
  | {
      readonly isReady: false
      /** The costliest first. */
      readonly missing: readonly [Shortfall, ...Shortfall[]]
    }

/**
 * Decides whether shares may be printed as numbers, or lists the shortfalls. Everything that prints shares asks it. It checks the audit,
 * its gaps, size, coders and copies, and the width.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a label that is not there, a width out of its range, or a reason without words
 */
export function readiness(breakdown: Breakdown, group: GroupBreakdown | DealBreakdown, options: ReadinessOptions = {}): Readiness {
  const { label, halfWidth = DEFAULT_HALF_WIDTH, acceptAgreement } = options
  checkHalfWidth(halfWidth)
  if (acceptAgreement !== undefined && !/\p{L}/u.test(acceptAgreement)) {
    const message = `expected --accept-agreement with the reason in words, got "${acceptAgreement.slice(0, 80)}".`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const { audit: record } = breakdown
  const audit = auditOf(breakdown, group)
  if (audit === null || record === null) {
    const labelled = 'dealId' in group ? record?.deals.find(({ dealId }) => dealId === group.dealId) : record?.counts
    const unaudited: Shortfall = {
      code: 'CITE_NOT_AUDITED',
      ...(labelled && labelled.drawnCount > 0 && { labelled }),
      needed: group.postCount < 2 ? null : neededLabels(breakdown, group, halfWidth, null),
    }
    return { isReady: false, missing: [unaudited] }
  }
  const intervals = group.intervals.filter(isHeadline)
  const quoted = label === undefined ? intervals : intervals.filter((interval) => interval.label === label)
  if (label !== undefined && quoted.length === 0) throw unknownLabel(label, intervals)
  const [widest] = [...quoted].sort((one, other) => marginOf(other) - marginOf(one))
  const missing: Shortfall[] = []
  const missingCount = missingCountOf(audit)
  const isComplete = missingCount <= MAX_MISSING_SHARE * (missingCount + audit.labelledCount)
  if (!isComplete) missing.push({ code: 'CITE_INCOMPLETE', missingCount })
  if (!audit.isCensus && audit.labelledCount < MIN_QUOTED_COUNT)
    missing.push({ code: 'CITE_TOO_FEW_LABELS', needed: neededLabels(breakdown, group, halfWidth, { audit, quoted: [] }) })
  if (judgeAgreement(audit.agreement) === 'low') missing.push({ code: 'CITE_CODERS_DISAGREE' })
  const suspicion = acceptAgreement === undefined ? suspicionOf(audit) : null
  if (suspicion !== null) missing.push({ code: SUSPECT[suspicion] })
  // One part in 10^9: a margin of just the wanted width is narrow enough.
  if (
    missing.every(({ code }) => code !== 'CITE_INCOMPLETE' && code !== 'CITE_TOO_FEW_LABELS') &&
    widest !== undefined &&
    marginOf(widest) > halfWidth + 1e-9
  )
    // Missing labels widen the interval: they are named instead of its width.
    missing.push(
      missingCount > 0
        ? { code: 'CITE_INCOMPLETE', missingCount }
        : { code: 'CITE_TOO_WIDE', needed: neededLabels(breakdown, group, halfWidth, { audit, quoted }), widest },
    )
  const [first, ...others] = missing
  return first === undefined
    ? { isReady: true, audit, record, intervals, ...standingOf((breakdown.scheme ?? STANCE_SCHEME).sides, intervals, audit) }
    : { isReady: false, missing: [first, ...others] }
}

const SUSPECT = { copied: 'CITE_LABELS_COPIED', alike: 'CITE_LABELS_ALIKE', chance: 'CITE_LABELS_AT_CHANCE' } as const

export function auditOf({ audit }: Pick<Breakdown, 'audit'>, group: GroupBreakdown | DealBreakdown): GroupAudit | null {
  if (audit === null) return null
  const found = 'dealId' in group ? audit.deals.find(({ dealId }) => dealId === group.dealId) : audit.overall
  return found && found.shares !== null ? found : null
}

export function isHeadline(interval: ShareInterval): interval is HeadlineInterval {
  return (
    interval.estimand === 'captured' && interval.isHeadline === true && interval.share !== undefined && interval.standardError !== undefined
  )
}

function checkHalfWidth(halfWidth: number): void {
  if (halfWidth > 0 && halfWidth <= 0.5) return
  const message = `expected halfWidth to be above 0 and at most 0.5, got ${halfWidth}.`
  throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { name: 'halfWidth' } })
}

function unknownLabel(label: string, intervals: readonly HeadlineInterval[]): PipelineError {
  const known = intervals.map((interval) => interval.label)
  const message = `expected --label ${known.join('|')}, got "${label}". See --help.`
  return new PipelineError('USAGE_OPTION_INVALID', message, { context: { option: 'label', known } })
}

export const missingCountOf = ({ reachedCount, labelledCount }: GroupAudit): number => reachedCount - labelledCount

/** Labels that a group needs in total, by the formula of `planAudit`; at least the minimum for quotes. */
export interface NeededLabels {
  /** Assumes the classifier's errors in the labels so far, or no help of it where these are few. */
  readonly count: number
  readonly moreCount: number
  readonly basis: 'labels' | 'hand'
  /** Sample over all deals that gives the group as many. */
  readonly size: number
  readonly option: string
}

/** @param soFar the labels so far and the intervals that they gave; null where there are none */
function neededLabels(
  breakdown: Breakdown,
  { postCount }: GroupBreakdown,
  halfWidth: number,
  soFar: { readonly audit: GroupAudit; readonly quoted: readonly HeadlineInterval[] } | null,
): NeededLabels {
  const { confidenceLevel } = breakdown.options
  const { audit, quoted } = soFar ?? { audit: null, quoted: [] }
  const labelledCount = audit?.labelledCount ?? 0
  const isByLabels = audit !== null && quoted.length > 0 && labelledCount >= MIN_LABELLED_COUNT
  const expected = isByLabels ? quoted.flatMap((one) => expectedOf(one, audit)) : [UNKNOWN]
  const count = Math.min(
    postCount,
    Math.max(labelsToQuote(expected, { unitCount: postCount, halfWidth, confidenceLevel }), labelledCount + 1),
  )
  const total = breakdown.deals.reduce((sum, deal) => sum + deal.postCount, breakdown.unlinkedPostCount)
  const drawn = breakdown.audit?.size ?? 0
  const size = sampleFor(count, postCount, total)
  const option = `--size ${size === total ? 'all' : Math.max(size, drawn + 1)}`
  return { count, moreCount: count - labelledCount, basis: isByLabels ? 'labels' : 'hand', size, option }
}

/** Expected share by model and labels, and also by labels alone while these are too few to use the model. */
function expectedOf(one: HeadlineInterval, audit: GroupAudit): Expectation[] {
  const hitCount = audit.labelCounts[one.label] ?? 0
  const isRare = Math.min(hitCount, audit.labelledCount - hitCount) < MIN_HIT_COUNT
  const assisted = { ...unassisted(one.share), explained: explainedBy(one, audit) }
  return isRare ? [assisted, unassisted(hitCount / audit.labelledCount)] : [assisted]
}

function explainedBy({ share, standardError }: HeadlineInterval, { labelledCount, populationCount }: GroupAudit): number {
  const byHand = (share * (1 - share) * (1 - labelledCount / populationCount)) / labelledCount
  return byHand > 0 ? 1 - standardError ** 2 / byHand : 0
}

/**
 * The reached sample: all units drawn up to the last one that a coder looked at. The order drawn is random, so those behind it were
 * left out by chance alone. Those before it without a label were not.
 *
 * @returns indices into `units`, those without a label apart
 */
export function reachOf(units: readonly Pick<FrameUnit, 'drawnAt' | 'outcome' | 'label'>[]): {
  readonly reachedCount: number
  readonly missing: readonly number[]
} {
  let [last, reachedCount] = [-1, 0]
  for (const { drawnAt, outcome } of units) if (drawnAt !== null && outcome !== 'open') last = Math.max(last, drawnAt)
  const missing: number[] = []
  for (const [index, { drawnAt, label }] of units.entries()) {
    if (drawnAt === null || drawnAt > last) continue
    reachedCount += 1
    if (label === null) missing.push(index)
  }
  return { reachedCount, missing }
}

/**
 * Verdict on labels by the agreement of coders. `unchecked`: no unit has two labels. `uniform`: all have the same label, so that alpha
 * is undefined. `low`: the whole interval of alpha is below what conclusions need.
 */
export type AgreementVerdict = 'unchecked' | 'uniform' | 'low' | 'tentative' | 'reliable'

export function judgeAgreement({ doubleCodedCount, alpha, alphaInterval }: CoderAgreement): AgreementVerdict {
  if (doubleCodedCount === 0) return 'unchecked'
  if (alpha === null || alphaInterval === null) return 'uniform'
  if (alphaInterval.high < MIN_ALPHA) return 'low'
  return alpha >= GOOD_ALPHA && alphaInterval.low >= MIN_ALPHA ? 'reliable' : 'tentative'
}
