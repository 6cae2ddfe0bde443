import { sum } from '../../base/statistics/estimate/mean.js'
import { isFew } from '../audit/draw/draw-audit.js'
import { MIN_SAMPLE_COUNT, sampleSizeFor, totalSizeFor } from '../audit/draw/sample-size.js'
import type {
  Breakdown,
  CountedBreakdown,
  CountedGroup,
  DealBreakdown,
} from '../breakdown/breakdown.js'
import type { CoderAgreement, DealAudit, GroupAudit } from '../breakdown/breakdown-audit.js'
import { groupCaptureOf } from '../breakdown/breakdown-capture.js'
import type { AgreementVerdict } from '../breakdown/finding.js'
import type { NeededLabels, Shortfall, Verdict } from '../breakdown/shortfall.js'
import { MIN_EXPLAINED } from '../share/assisted.js'
import { suspicionOf } from './suspect-labels.js'

/** Fewer posts give no share at all: they are quoted, not counted. */
export const MIN_POST_COUNT = 8
/** No share is quoted when more of the drawn units are unreadable. Choice. */
const MAX_MISSING_SHARE = 1 / 3
/** Fewer captured replies tell nothing of a thread. Choice. */
const MIN_CAPTURED_SHARE = 0.1
/** Below this alpha data bear no firm conclusions: Krippendorff (2004), p. 241. */
export const MIN_ALPHA = 0.667
/** Fewer units with two labels tell little of how readers agree. Choice: alpha is ±.2 or wider. */
export const MIN_DOUBLE_COUNT = 30
/** From this alpha on data are reliable. Same source. */
const GOOD_ALPHA = 0.8

export function withVerdicts(breakdown: BoundBreakdown): Breakdown {
  const judged = <Group extends CountedGroup>(group: Group): Group & { verdict: Verdict } => ({
    ...group,
    verdict: verdictOf(breakdown, group),
  })
  const overall = isPool(breakdown)
    ? { ...breakdown.overall, verdict: OF_POOL }
    : judged(breakdown.overall)
  return { ...breakdown, deals: breakdown.deals.map(judged), overall }
}

/** Other ready moves, where mostly the same posts are counted: one of the moves is printed. */
export function rivalsOf({ deals }: Pick<Breakdown, 'deals'>, dealId: string | null) {
  const rivals = deals.filter(
    ({ verdict, findings }) =>
      verdict.isReady && findings.some((one) => one.id === 'tied' && one.by === 'both'),
  )
  const others = rivals.filter((deal) => deal.dealId !== dealId)
  return others.length < rivals.length ? others : []
}

const OF_POOL: Verdict = { isReady: false, missing: [{ code: 'CITE_DEAL_BY_DEAL' }] }

/** True for an audit of several deals, or of a deal and posts on none: each is quoted alone. */
const isPool = ({ audit, deals, unlinkedPostCount }: CountedBreakdown): boolean =>
  audit !== null && deals.length > 0 && (deals.length > 1 || unlinkedPostCount > 0)

type BoundBreakdown = CountedBreakdown & Pick<Breakdown, 'capture'>

type AnyGroup = CountedGroup | CountedGroup<DealBreakdown>

function verdictOf(breakdown: BoundBreakdown, group: AnyGroup): Verdict {
  const audit = auditOf(breakdown, group)
  const missing = [
    ...notCaptured(breakdown, 'dealId' in group ? group.dealId : null),
    ...(audit === null ? [unaudited(breakdown, group)] : shortfallsOf(audit, breakdown, group)),
    ...notNamed(breakdown, group),
  ]
  const [first, ...others] = missing
  return first === undefined ? { isReady: true } : { isReady: false, missing: [first, ...others] }
}

function notCaptured(breakdown: Pick<Breakdown, 'capture'>, dealId: string | null): Shortfall[] {
  const {
    capturedCount = 0,
    uncapturedCount = 0,
    bounds = [],
    unitTaken,
  } = groupCaptureOf(breakdown, dealId) ?? {}
  if (unitTaken !== undefined) return [{ code: 'CITE_NO_POSTS', unit: unitTaken }]
  const existingCount = capturedCount + uncapturedCount
  const isShort = bounds.length > 0 && capturedCount < MIN_CAPTURED_SHARE * existingCount
  return isShort ? [{ code: 'CITE_FEW_CAPTURED', capturedCount, existingCount }] : []
}

/** A company that no post names, or fewer than name another one. */
function notNamed({ deals, audit }: BoundBreakdown, group: AnyGroup): Shortfall[] {
  const [only = group] = deals.length === 1 ? deals : []
  const { findings } = 'dealId' in group ? group : only
  const unnamed = findings.find((one) => one.id === 'mover-unnamed')
  const named = findings.find((one) => one.id === 'other-company')
  const other = named?.isLarger ? named : null
  const { mover = null } = unnamed ?? other ?? {}
  if (mover === null || audit?.acceptedUnnamed !== undefined) return []
  return [{ code: 'CITE_MOVER_UNNAMED', mover, other }]
}

function unaudited(breakdown: CountedBreakdown, group: AnyGroup): Shortfall {
  const { audit: record } = breakdown
  const labelled = 'dealId' in group ? dealAuditOf(record, group.dealId) : record?.counts
  const needed = group.postCount < MIN_POST_COUNT ? null : neededLabels(breakdown, group, 0)
  const isDrawn = labelled !== undefined && labelled.drawnCount > 0
  return { code: 'CITE_NOT_AUDITED', needed, ...(isDrawn && { labelled }) }
}

function shortfallsOf(
  audit: GroupAudit,
  breakdown: CountedBreakdown,
  group: CountedGroup,
): Shortfall[] {
  const { drawnCount, labelledCount, openCount, isCensus, assisted } = audit
  const { unclearCount, apartCount = 0 } = audit
  const missingCount = drawnCount - labelledCount
  const suspicion = breakdown.audit?.acceptedAgreement === undefined ? suspicionOf(audit) : null
  const isLow = judgeAgreement(audit.agreement) === 'low'
  const missing: Shortfall[] = []
  if (group.postCount < MIN_POST_COUNT) missing.push({ code: 'CITE_NOT_AUDITED', needed: null })
  // Settling differences does not mend readers who agree too little.
  if (isLow && openCount === 0) missing.push({ code: 'CITE_CODERS_DISAGREE' })
  // What is skipped is not read yet.
  if (missingCount > unclearCount || unclearCount > MAX_MISSING_SHARE * drawnCount)
    missing.push({ code: 'CITE_INCOMPLETE', missingCount })
  if (!isCensus && drawnCount < Math.min(MIN_SAMPLE_COUNT, audit.populationCount))
    missing.push({
      code: 'CITE_TOO_FEW_LABELS',
      needed: neededLabels(breakdown, group, drawnCount),
    })
  if (isLow && openCount > 0) missing.push({ code: 'CITE_CODERS_DISAGREE' })
  if (suspicion !== null) missing.push({ code: suspicion })
  if (apartCount > 0 && group !== breakdown.deals[0])
    missing.push({ code: 'CITE_LABELS_APART', apartCount })
  if (assisted !== undefined && assisted.explained < MIN_EXPLAINED)
    missing.push({ code: 'CITE_MODEL_WEAK', explained: assisted.explained })
  return missing
}

const dealAuditOf = (audit: Breakdown['audit'], dealId: string | null): DealAudit | undefined =>
  audit?.deals.find((deal) => deal.dealId === dealId)

/** The audit of a deal; that of all posts for a deal without a sample, or none. */
export const auditOfDeal = (
  { audit }: Pick<Breakdown, 'audit'>,
  dealId: string | null,
): GroupAudit | null => dealAuditOf(audit, dealId) ?? audit?.overall ?? null

export function auditOf({ audit }: Pick<Breakdown, 'audit'>, group: AnyGroup): GroupAudit | null {
  const groupAudit = 'dealId' in group ? dealAuditOf(audit, group.dealId) : audit?.overall
  return groupAudit && groupAudit.shares !== null ? groupAudit : null
}

function neededLabels(
  breakdown: CountedBreakdown,
  { postCount }: CountedGroup,
  drawnCount: number,
): NeededLabels {
  const count = sampleSizeFor(postCount)
  const { deals, unlinkedPostCount } = breakdown
  const unitCounts = [...deals.map((deal) => deal.postCount), unlinkedPostCount]
  const total = sum(unitCounts)
  const size = totalSizeFor(unitCounts.filter((each) => each === postCount || !isFew(each, total)))
  const option = `--size ${size === total ? 'all' : Math.max(size, (breakdown.audit?.size ?? 0) + 1)}`
  return { count, moreCount: Math.max(0, count - drawnCount), size, option }
}

export function judgeAgreement({
  doubleCodedCount,
  alpha,
  alphaInterval,
}: CoderAgreement): AgreementVerdict {
  if (doubleCodedCount === 0) return 'unchecked'
  if (alpha === null || alphaInterval === null) return 'uniform'
  if (doubleCodedCount < MIN_DOUBLE_COUNT) return 'few'
  if (alpha < MIN_ALPHA) return 'low'
  return alpha >= GOOD_ALPHA && alphaInterval.low >= MIN_ALPHA ? 'reliable' : 'tentative'
}
