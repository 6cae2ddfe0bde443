import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type Audit, checkRandomSample } from '../audit/audit.js'
import { kindOfCoder } from '../audit/coders.js'
import { learntRecordOf } from '../audit/learn-scored.js'
import { sortPopulation } from '../audit/population.js'
import type { Breakdown, GroupBreakdown } from '../breakdown/breakdown.js'
import { type BreakdownAudit, POWER_TUNED } from '../breakdown/breakdown-audit.js'
import { listAuditCautions } from '../breakdown/list-audit-cautions.js'
import { type FrameUnit, joinAudit } from './audit-frame.js'
import { type AuditedGroup, auditGroup, countOutcomes } from './audit-group.js'
import { chooseProxy } from './audit-sample.js'
import { measureAgreement } from './measure-agreement.js'
import { traceLabels } from './origin/label-origin.js'
import { readiness } from './readiness.js'

/** An audit to correct a breakdown by. */
export interface AuditInput {
  readonly audit: Audit
  /** Of the audit file, hex; null when it did not come from a file. */
  readonly sha256: string | null
  /** Whether the model learns the labels first, see `learnScored`; it never learns twice. Default false. */
  readonly isLearning?: boolean
  /** The one deal to correct, or null for all posts together; the rest stays as it is without an audit. By default all of them are corrected. */
  readonly only?: string | null
}

export interface ApplyAuditOptions extends AuditInput {
  readonly scheme: StanceScheme
  /** Whether the model learnt the labels in this very count. */
  readonly isLearntHere: boolean
  /** Whether a post counts; the sample is then that part of it that counts. */
  readonly isCounted: (post: ScoredPost) => boolean
}

/**
 * The breakdown with what the audit adds: its intervals before the classifier's own, its cautions in place of "not audited", and the
 * record of the audit itself. A group of which fewer than two posts were labelled stays as it was, with a caution.
 *
 * @param posts all that the sample was drawn from
 */
export function applyAudit(breakdown: Breakdown, posts: readonly ScoredPost[], options: ApplyAuditOptions): Breakdown {
  const { audit, scheme, isCounted, only } = options
  const { confidenceLevel, seed } = breakdown.options
  checkRandomSample(audit.design)
  const population = sortPopulation(posts)
  const frame = joinAudit(population, audit, scheme).filter(({ post }) => isCounted(post))
  const groupOptions = { scheme, confidenceLevel, proxy: chooseProxy(frame) }
  const groupOf = (units: readonly FrameUnit[]): AuditedGroup => auditGroup(units, groupOptions)
  const isWanted = (dealId: string | null): boolean => only === undefined || only === dealId
  const unitsOf = groupBy(frame, ({ dealId }) => dealId)
  const groupByDeal = new Map(
    breakdown.deals.map(({ dealId }) => [dealId, groupOf((isWanted(dealId) && unitsOf.get(dealId)) || [])] as const),
  )
  const overall = groupOf(isWanted(null) ? frame.filter(({ isFirst }) => isFirst) : [])
  const learnt = learntRecordOf(posts)
  const record: BreakdownAudit = {
    sha256: options.sha256,
    scoredSha256: audit.design.scoredSha256,
    size: audit.design.size,
    seed: audit.design.seed,
    headlineMethod: POWER_TUNED,
    proxy: groupOptions.proxy,
    ...(learnt && { learnt: { ...learnt, isLearntHere: options.isLearntHere } }),
    counts: countOutcomes(frame),
    coders: countByCoder(audit),
    origin: traceLabels(audit, { population, frame, scheme }),
    agreement: measureAgreement(audit.labels, { scheme, confidenceLevel, seed }),
    deals: breakdown.deals.flatMap(({ dealId }) => {
      const group = groupByDeal.get(dealId)
      return group && group.audit.drawnCount > 0 ? [{ dealId, ...group.audit }] : []
    }),
    overall: overall.audit.shares === null ? null : overall.audit,
  }
  const withAudit = <Group extends GroupBreakdown>(plain: Group, { audit, intervals, joinedStratumCount }: AuditedGroup): Group => {
    const group = { ...plain, intervals: [...intervals, ...plain.intervals] }
    if (group.postCount === 0) return group
    const state = readiness({ ...breakdown, audit: record }, group)
    return { ...group, cautions: listAuditCautions(group, audit, record, { joinedStratumCount, state }) }
  }
  return {
    ...breakdown,
    deals: breakdown.deals.map((deal) => withAudit(deal, groupByDeal.get(deal.dealId) ?? groupOf([]))),
    overall: withAudit(breakdown.overall, overall),
    audit: record,
  }
}

function countByCoder({ labels }: Audit): BreakdownAudit['coders'] {
  const given = labels.filter(({ label, isAdjudication }) => label !== null && !isAdjudication)
  return [...countEach(given.map(({ coder }) => coder))]
    .map(([coder, labelledCount]) => {
      const kind = kindOfCoder(labels, coder)
      return { coder, ...(kind !== 'unknown' && { kind }), labelledCount }
    })
    .sort((one, other) => other.labelledCount - one.labelledCount || (one.coder < other.coder ? -1 : 1))
}
