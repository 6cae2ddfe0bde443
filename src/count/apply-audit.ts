import type { StanceScheme } from '../base/scheme/stance-scheme.js'
import { groupBy } from '../base/statistics/group-by.js'
import { checkSameMoves } from '../base/thread/deal-record.js'
import { nodeKindOf, type Post } from '../base/thread/post.js'
import { postKeyOf } from '../base/thread/unit-key.js'
import type { ScoredPost } from '../judge/stance/stance-prediction.js'
import { cautionWords } from '../say/rules/rule-words.js'
import type { Audit } from './audit/audit.js'
import { MIN_QUOTED_COUNT } from './audit/draw/plan-audit.js'
import type { SortedPopulation } from './audit/population.js'
import { kindOfCoder, learntRecordOf, rankCoders, settleLabels } from './audit/settle-labels.js'
import { type FrameUnit, joinAudit } from './audited/audit-frame.js'
import { type AuditedGroup, auditGroup, countOutcomes, hasSpread } from './audited/audit-group.js'
import { chooseProxy, estimateCaptured, intervalsOf, takeSample } from './audited/audited-intervals.js'
import { traceLabels } from './audited/label-origin.js'
import { marginOf } from './audited/lead.js'
import { agreementOf } from './audited/measure-agreement.js'
import { readiness } from './audited/readiness.js'
import type { Breakdown, GroupBreakdown } from './breakdown/breakdown.js'
import { type BreakdownAudit, POWER_TUNED } from './breakdown/breakdown-audit.js'
import { findInAudit } from './rules/find-in-audit.js'
import { type Depth, type DepthCount, type NeutralCount, neutralCountOf } from './thread/depth.js'
import { findThreads } from './thread/find-threads.js'

/** An audit to correct a breakdown by. */
export interface AuditInput {
  readonly audit: Audit
  /** Of the audit file, hex; null when it did not come from a file. */
  readonly sha256: string | null
  /** Of the scored files that are counted, hex. */
  readonly scoredSha256?: string
}

export interface ApplyAuditOptions extends AuditInput {
  readonly scheme: StanceScheme
  readonly isCounted: (post: ScoredPost) => boolean
  readonly depthOf: (post: ScoredPost) => Depth
}

/**
 * Adds an audit to a breakdown: its intervals before the classifier's own, its cautions, and its record. A group of which fewer than two
 * posts were labelled stays as it was, with a caution.
 *
 * @param population all that the sample was drawn from
 */
export function applyAudit(breakdown: Breakdown, population: SortedPopulation, options: ApplyAuditOptions): Breakdown {
  const { audit, scheme, isCounted, depthOf, scoredSha256 = null } = options
  const { confidenceLevel } = breakdown.options
  const moves = breakdown.deals.flatMap(({ dealId: id, mover, move }) => (mover === null || move === null ? [] : { id, mover, move }))
  checkSameMoves(audit.design.deals, moves, 'the audit')
  const units = joinAudit(population, audit, scheme)
  const frame = units.filter(({ post }) => isCounted(post))
  const threadOf = findThreads(population.posts)
  const groupOptions = {
    scheme,
    confidenceLevel,
    proxy: chooseProxy(frame),
    absentParentOf: findAbsentParents(population.posts, threadOf),
    threadOf,
    roots: population.posts.filter(({ meta }) => meta.role === 'root'),
    fileCount: population.posts.filter((post) => nodeKindOf(post.meta) === null && isCounted(post)).length,
  }
  const groupOf = (members: readonly FrameUnit[]): AuditedGroup => auditGroup(members, groupOptions)
  const unitsOf = groupBy(frame, ({ dealId }) => dealId)
  const dealGroups = breakdown.deals.map((deal) => ({ deal, audited: groupOf(unitsOf.get(deal.dealId) ?? []) }))
  const firsts = frame.filter(({ isFirst }) => isFirst)
  // In a file on one deal, the deal holds all posts: one estimate serves both.
  const same = dealGroups.find(({ deal }) => unitsOf.get(deal.dealId)?.length === frame.length && firsts.length === frame.length)
  const overall = same?.audited ?? groupOf(firsts)
  const learnt = learntRecordOf(population.posts)
  const given = units.map((unit) => unit.given).filter(({ length }) => length > 0)
  const record: BreakdownAudit = {
    sha256: options.sha256,
    scoredSha256,
    size: audit.design.size,
    seed: audit.design.seed,
    headlineMethod: POWER_TUNED,
    proxy: groupOptions.proxy,
    ...(learnt && { learnt }),
    counts: countOutcomes(frame.filter(({ outcome }) => outcome !== null)),
    coders: rankCoders(given.flat()).map(([coder, labelledCount]) => {
      const kind = kindOfCoder(audit.labels, coder)
      return { coder, ...(kind !== 'unknown' && { kind }), labelledCount }
    }),
    origin: traceLabels(audit, population),
    agreement: agreementOf(given, scheme),
    deals: dealGroups.flatMap(({ deal: { dealId }, audited }) => (audited.audit.drawnCount > 0 ? [{ dealId, ...audited.audit }] : [])),
    overall: overall.audit.shares === null ? null : overall.audit,
  }
  const withAudit = <Group extends GroupBreakdown>(plain: Group, audited: AuditedGroup, members: readonly FrameUnit[] = []): Group => {
    const { audit, intervals, joinedStratumCount } = audited
    const unitsAt = groupBy(members, ({ post }) => depthOf(post))
    const group = { ...plain, intervals: [...intervals, ...plain.intervals] }
    const state = group.postCount === 0 ? null : readiness({ ...breakdown, audit: record }, group)
    const depths = plain.depths.map((each): DepthCount => {
      return { ...each, byHand: countByHand(unitsAt.get(each.depth) ?? [], scheme) }
    })
    const findings = state === null ? group.findings : findInAudit({ group, audit, record, joinedStratumCount, state })
    return { ...group, depths, cautions: cautionWords(findings), findings }
  }
  return {
    ...breakdown,
    deals: dealGroups.map(({ deal, audited }) => withAudit(deal, audited, unitsOf.get(deal.dealId))),
    overall: withAudit(breakdown.overall, overall, firsts),
    audit: record,
  }
}

/** Finds the answered post that the file lacks: removed, not captured, or known only by its account. */
function findAbsentParents(posts: readonly ScoredPost[], threadOf: (post: Post) => string): (post: Post) => string | null {
  const keysOf = (post: Post, id: string): string[] => [threadOf(post), post.threadId].map((threadId) => postKeyOf({ threadId, id }))
  const known = new Set(posts.flatMap((post) => keysOf(post, post.id)))
  return (post) => {
    const id = post.parentId ?? post.meta.missingParent
    const keys = id === undefined ? [] : keysOf(post, id)
    return keys.some((key) => known.has(key)) ? null : (keys[0] ?? null)
  }
}

function countByHand(units: readonly FrameUnit[], { neutral }: StanceScheme): NeutralCount {
  const labels = units.flatMap(({ label }) => label ?? [])
  return neutralCountOf(labels.filter((label) => label === neutral).length, labels.length)
}

/**
 * Half of the widest 95 % interval of the deal with most units, by the labels so far. Null with fewer labels than a quoted share
 * needs. Coders may watch it and stop at it: it says nothing about the shares.
 */
export function widthWatcher(population: SortedPopulation, design: Audit['design'], scheme: StanceScheme) {
  const frame = joinAudit(population, { design, labels: [] }, scheme)
  const [drawn = []] = [...groupBy(frame, ({ dealId }) => dealId).values()].sort((one, other) => other.length - one.length)
  const proxy = chooseProxy(frame)
  return (labels: Audit['labels']): number | null => {
    const settled = settleLabels({ design, labels })
    const units = drawn.map((unit) => (unit.drawnAt === null ? unit : { ...unit, ...settled[unit.drawnAt] }))
    if (units.filter(({ label }) => label !== null).length < MIN_QUOTED_COUNT || !hasSpread(units)) return null
    const estimate = estimateCaptured(takeSample(units, proxy, scheme))
    return Math.max(...intervalsOf(estimate, scheme, { confidenceLevel: 0.95 }).map(marginOf))
  }
}
