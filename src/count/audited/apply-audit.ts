import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import { kindOfCoder } from '../audit/coders.js'
import { checkRandomSample } from '../audit/draw/check-random-sample.js'
import { learntRecordOf } from '../audit/learn-scored.js'
import { sortPopulation } from '../audit/population.js'
import type { Breakdown, GroupBreakdown } from '../breakdown/breakdown.js'
import { type BreakdownAudit, type DateDifference, type DealDifference, POWER_TUNED } from '../breakdown/breakdown-audit.js'
import { listAuditCautions } from '../breakdown/list-audit-cautions.js'
import { type FrameUnit, joinAudit } from './audit-frame.js'
import { type AuditedGroup, auditGroup, countOutcomes } from './audit-group.js'
import { chooseProxy } from './audit-sample.js'
import { compareGroups } from './compare-groups.js'
import { measureAgreement } from './measure-agreement.js'
import { traceLabels } from './origin/label-origin.js'

/** Deals compared two by two. More would give more pairs than anyone reads. */
export const MAX_COMPARED_DEALS = 10

/** An audit to correct a breakdown by. */
export interface AuditInput {
  readonly audit: Audit
  /** Of the audit file, hex; null when it did not come from a file. */
  readonly sha256: string | null
  /** Whether the model learns the labels first, see `learnScored`; it never learns twice. Default false. */
  readonly isLearning?: boolean
  /** Two dates to compare: beginnings of ISO 8601 dates, such as `2026-03-14` or `2026-03`. */
  readonly dates?: readonly [string, string]
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
  const { audit, scheme, isCounted, dates, only } = options
  const { confidenceLevel, seed } = breakdown.options
  const method = checkRandomSample(audit.design)
  checkDates(dates)
  const population = sortPopulation(posts)
  const frame = joinAudit(population, audit, scheme).filter(({ post }) => isCounted(post))
  const groupOptions = { scheme, confidenceLevel, proxy: chooseProxy(frame) }
  const groupOf = (units: readonly FrameUnit[]): AuditedGroup => auditGroup(units, groupOptions)
  const isWanted = (dealId: string | null): boolean => only === undefined || only === dealId
  const unitsOf = groupBy(frame, ({ dealId }) => dealId)
  const unitsByDeal = new Map(breakdown.deals.map(({ dealId }) => [dealId, (isWanted(dealId) && unitsOf.get(dealId)) || []] as const))
  const groupByDeal = new Map([...unitsByDeal].map(([dealId, units]) => [dealId, groupOf(units)] as const))
  const first = isWanted(null) ? frame.filter(({ isFirst }) => isFirst) : []
  const overall = groupOf(first)
  const compared = breakdown.deals.flatMap(({ dealId }) => {
    const estimate = groupByDeal.get(dealId)?.estimate
    return estimate ? [{ dealId, estimate }] : []
  })
  const learnt = learntRecordOf(posts)
  const record: BreakdownAudit = {
    sha256: options.sha256,
    scoredSha256: audit.design.scoredSha256,
    method,
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
    dealDifferences: compareDeals(compared.slice(0, MAX_COMPARED_DEALS), scheme, confidenceLevel),
    dateDifferences: dates
      ? [...[...unitsByDeal].filter(([dealId]) => groupByDeal.get(dealId)?.estimate), [null, first] as const].map(([dealId, units]) =>
          compareDates(dealId, units, dates, (part) => groupOf(part), { scheme, confidenceLevel }),
        )
      : [],
  }
  const withAudit = <Group extends GroupBreakdown>(group: Group, audited: AuditedGroup): Group => ({
    ...group,
    intervals: [...audited.intervals, ...group.intervals],
    cautions:
      group.postCount === 0
        ? group.cautions
        : listAuditCautions(group, audited.audit, record, audited.estimate?.sample.joinedStratumCount ?? 0),
  })
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

function compareDeals(
  deals: readonly { readonly dealId: string; readonly estimate: NonNullable<AuditedGroup['estimate']> }[],
  scheme: StanceScheme,
  confidenceLevel: number,
): DealDifference[] {
  return deals.flatMap((first, index) =>
    deals.slice(index + 1).map((second) => ({
      firstDealId: first.dealId,
      secondDealId: second.dealId,
      differences: compareGroups(first.estimate, second.estimate, scheme, confidenceLevel),
    })),
  )
}

function compareDates(
  dealId: string | null,
  units: readonly FrameUnit[],
  [firstDate, secondDate]: readonly [string, string],
  groupOf: (units: readonly FrameUnit[]) => AuditedGroup,
  { scheme, confidenceLevel }: { readonly scheme: StanceScheme; readonly confidenceLevel: number },
): DateDifference {
  const of = (date: string): AuditedGroup => groupOf(units.filter(({ post }) => post.createdAt?.startsWith(date)))
  const [first, second] = [of(firstDate), of(secondDate)]
  const counts = ({ audit: { populationCount, labelledCount } }: AuditedGroup) => ({ populationCount, labelledCount })
  return {
    dealId,
    firstDate,
    secondDate,
    first: counts(first),
    second: counts(second),
    differences: first.estimate && second.estimate ? compareGroups(second.estimate, first.estimate, scheme, confidenceLevel) : [],
  }
}

function checkDates(dates: readonly [string, string] | undefined): void {
  if (dates === undefined) return
  const isFit = dates.every((date) => /^\d{4}(-\d{2}){0,2}$/.test(date)) && !dates[0].startsWith(dates[1]) && !dates[1].startsWith(dates[0])
  if (!isFit) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected dates to be two dates apart, each as 2026, 2026-03 or 2026-03-14, got ${dates.join(', ')}.`,
      { context: { name: 'dates' } },
    )
  }
}
