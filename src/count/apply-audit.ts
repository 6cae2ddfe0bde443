import type { StanceScheme } from '../base/scheme/stance-scheme.js'
import { groupBy } from '../base/statistics/group-by.js'
import { checkSameMoves } from '../base/thread/deal-record.js'
import { isOnBoth } from '../judge/post-flags.js'
import type { Audit } from './audit/audit.js'
import { coderRecords } from './audit/coder-records.js'
import type { SortedPopulation } from './audit/population.js'
import { learntRecordOf } from './audit/settle-labels.js'
import type { CountedBreakdown, CountedGroup } from './breakdown/breakdown.js'
import { type BreakdownAudit, BY_LABELS, POWER_TUNED } from './breakdown/breakdown-audit.js'
import { findInAudit } from './cautions/find-in-audit.js'
import { agreementOf } from './share/agreement.js'
import { type AuditedGroup, auditGroup, countOutcomes } from './share/estimate-group.js'
import { type FrameUnit, joinAudit } from './share/join-audit.js'
import { traceLabels } from './share/label-origin.js'
import { MIN_GROUP_COUNT, splitterBy } from './share/split-by.js'

/** An audit to correct a breakdown by. */
export interface AuditInput {
  readonly audit: Audit
  readonly sha256: string | null
  readonly scoredSha256?: string
  /** True if the model helps to estimate the shares. Default: false. */
  readonly isAssisted?: boolean
  readonly by?: string
}

const isOnBothLabelled = ({ post, label }: FrameUnit): boolean => label !== null && isOnBoth(post)

/**
 * Adds an audit to a breakdown. A group with fewer than two labels stays as it was, and so do all
 * posts together where they are on several deals: each deal has a sample of its own.
 *
 * @param population all that the sample was drawn from
 */
export function applyAudit(
  breakdown: CountedBreakdown,
  population: SortedPopulation,
  scheme: StanceScheme,
  options: AuditInput,
): CountedBreakdown {
  const { audit, scoredSha256 = null, isAssisted = false, by } = options
  const moves = breakdown.deals.flatMap(({ dealId: id, mover, move }) =>
    mover === null || move === null ? [] : { id, mover, move },
  )
  checkSameMoves(audit.design.deals, moves, 'the audit')
  const frame = joinAudit(population, audit, scheme)
  const roots = population.posts.filter(({ meta }) => meta.role === 'root')
  const fileCount = breakdown.overall.postCount
  const groupOf = (members: readonly FrameUnit[], mover: string | null = null): AuditedGroup =>
    auditGroup(members, { scheme, isAssisted, roots, fileCount, mover })
  const sharesOf = (part: readonly FrameUnit[]) => {
    const labelledCount = part.filter(({ label }) => label !== null).length
    const intervals = labelledCount < MIN_GROUP_COUNT ? [] : groupOf(part).intervals
    return { labelledCount, intervals }
  }
  const split = by === undefined ? null : splitterBy(by, population.posts, sharesOf)
  const unitsOf = groupBy(frame, ({ dealId }) => dealId)
  const twice = groupBy(frame.filter(isOnBothLabelled), ({ post }) => post)
  const isApart = ({ post, label }: FrameUnit): boolean =>
    label !== null && (twice.get(post) ?? []).some((other) => other.label !== label)
  const dealGroups = breakdown.deals.map((deal) => {
    const members = unitsOf.get(deal.dealId) ?? []
    const { audit, intervals } = groupOf(members, deal.mover)
    const apartCount = members.filter(isApart).length
    const audited = { intervals, audit: { ...audit, ...(apartCount > 0 && { apartCount }) } }
    return { deal, members, audited }
  })
  const firsts = frame.filter(({ isFirst }) => isFirst)
  // In a file on one deal, the deal holds all posts: one estimate serves both.
  const same = dealGroups.find(({ members }) => members.length === frame.length)
  const overall = same?.audited ?? groupOf(firsts)
  const learnt = learntRecordOf(population.posts)
  const record: BreakdownAudit = {
    sha256: options.sha256,
    scoredSha256,
    size: audit.design.size,
    seed: audit.design.seed,
    headlineMethod: isAssisted ? POWER_TUNED : BY_LABELS,
    ...(audit.accepted !== undefined && { acceptedAgreement: audit.accepted }),
    ...(audit.acceptedUnnamed !== undefined && { acceptedUnnamed: audit.acceptedUnnamed }),
    ...(audit.acceptedWording !== undefined && { acceptedWording: audit.acceptedWording }),
    ...(learnt && { learnt }),
    counts: countOutcomes(frame),
    coders: coderRecords(audit.labels, frame),
    origin: traceLabels(audit, population),
    agreement: agreementOf(
      frame.map((unit) => unit.given),
      scheme,
    ),
    deals: dealGroups.flatMap(({ deal: { dealId }, audited }) =>
      audited.audit.drawnCount > 0 ? [{ dealId, ...audited.audit }] : [],
    ),
    overall: overall.audit.shares === null ? null : overall.audit,
  }
  const withAudit = <Group extends CountedGroup>(
    group: Group,
    { audit, intervals }: AuditedGroup,
    members: readonly FrameUnit[],
  ): Group => {
    const bySplit = split !== null && audit.shares !== null ? { by: split(members) } : {}
    return { ...group, intervals, ...bySplit, findings: findInAudit(group, audit, record) }
  }
  return {
    ...breakdown,
    deals: dealGroups.map(({ deal, audited, members }) => withAudit(deal, audited, members)),
    overall: withAudit(breakdown.overall, overall, firsts),
    audit: record,
  }
}
