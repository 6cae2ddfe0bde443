import { PipelineError } from '../../base/errors.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { checkSameMoves, nameOfDeal } from '../../base/thread/deal-record.js'
import { postKeyOf, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type AggregateInput, aggregate } from '../aggregate.js'
import type { Audit, AuditUnit } from '../audit/audit.js'
import { type AuditEvent, standingEvents } from '../audit/audit-event.js'
import { settleLabels } from '../audit/settle-labels.js'
import type { HeadlineInterval, Lead } from '../audited/lead.js'
import { readiness, type Shortfall } from '../audited/readiness.js'
import type { AggregateOptions, Breakdown } from '../breakdown/breakdown.js'
import { labelledCountOf } from '../breakdown/breakdown-capture.js'
import { countedPosts } from '../counter/select-posts.js'
import { pairEdits } from './pair-edits.js'

/** Value of the report's `schema`. */
export const CHANGE_SCHEMA = 'dealstance/change@1'

/**
 * Causes of change between two runs.
 *
 * - `new`: posts of only the later run.
 * - `deleted`: posts of only the earlier run, including those of which the platform left an empty node.
 * - `edited`: posts with a different text, role or parent.
 * - `linked`: other posts with different deals, or the same deals in a different order.
 * - `judged`: other posts with a different label or probabilities, because of the model, its options or the context.
 * - `audited`: drawn judgements with another outcome; not those that went with their posts, or wait for a label since their posts were edited.
 */
export const CHANGE_CAUSES = ['new', 'deleted', 'edited', 'linked', 'judged', 'audited'] as const
/** Reason why a post counts differently in the second run. */
export type ChangeCause = (typeof CHANGE_CAUSES)[number]

/** Number of posts that each cause affects. A post can count as both linked and judged. */
export type CauseCounts = Readonly<Record<ChangeCause, number>>

/** Two runs of one thread, compared deal by deal. */
export interface ChangeReport {
  readonly schema: typeof CHANGE_SCHEMA
  readonly from: RunSummary
  readonly to: RunSummary
  /** Deals in the order of the later breakdown, then deals of only the earlier one, then all posts (dealId null). */
  readonly groups: readonly GroupChange[]
}

/** Posts, model and options of one run. */
export interface RunSummary {
  /** Null without posts. */
  readonly model: string | null
  readonly postCount: number
  readonly isAudited: boolean
}

/**
 * Kinds of change of audited shares. Where several apply, the last one counts.
 * - `update`: posts were added, and nothing else. The earlier figures were true then.
 * - `recapture`: posts are gone or have another text. The earlier figures were true of the posts as they were.
 * - `estimate`: a new estimate for the same posts, from more labels or another model. Earlier hand labels are the same.
 * - `correction`: the earlier figures were false. A hand label or the deals of posts changed, or the new figure lies outside the earlier
 * interval.
 */
export type ChangeKind = 'update' | 'recapture' | 'estimate' | 'correction'

/** Change of the shares of a deal, or of all posts. */
export interface GroupChange {
  /** Null for all posts, each counted once. */
  readonly dealId: string | null
  /** The deal's name; its id where the move is not known, null for all posts. */
  readonly title: string | null
  /** Null for all posts, and for a deal that is neither given nor known. */
  readonly mover: string | null
  readonly from: GroupState
  readonly to: GroupState
  readonly causeCounts: CauseCounts
  /** Shares in [0, 1] of the labelled posts, counted by the classifier. Null where a run has no post with a label in this group. */
  readonly counted: readonly LabelChange<number | null>[]
  readonly kind: ChangeKind
  /** Hand labels that differ between the runs, in the order of the earlier sample. */
  readonly relabelled: readonly Relabelled[]
  /** The audits' estimates with their intervals; empty unless those of both runs may be printed. */
  readonly headline: readonly LabelChange<HeadlineInterval>[]
  /** The lead of two sides in each run; null unless both may be printed. */
  readonly leads: { readonly from: Lead; readonly to: Lead } | null
}

/** A judgement whose label by hand is another in the later run. */
export interface Relabelled {
  readonly postId: string
  readonly from: string
  readonly to: string
  /** Reason in the corrections of the later audit; null without one. */
  readonly reason: string | null
}

/** Shares and counts of a deal in one run. */
export interface GroupState {
  readonly postCount: number
  /** Posts to which the classifier gave a label. */
  readonly labelledCount: number
  /** The first shortfall before shares may be printed; null where they may. */
  readonly missing: Shortfall | null
}

/** A post whose label differs between the runs. */
export interface LabelChange<Share> {
  readonly label: string
  readonly from: Share
  readonly to: Share
}

/** Scored posts, and the audit drawn from them; null without one. */
export interface Run {
  readonly posts: readonly ScoredPost[]
  readonly audit: (Audit & { readonly events?: readonly AuditEvent[] }) | null
}

export interface CompareInput extends Pick<AggregateInput, 'scheme' | 'deals'> {
  readonly options?: Partial<Omit<AggregateOptions, 'seed' | 'resampleCount'>>
}

/**
 * Compares the shares of two runs, and counts the posts that each cause affects. Causes act
 * together, so no points are attributed to one.
 *
 * @param from the earlier run; posts of one model under `scheme`
 * @param to the later run; posts of one model under `scheme`
 * @throws {PipelineError} as {@link aggregate} does
 */
export function compareRuns(from: Run, to: Run, input: CompareInput): ChangeReport {
  const { labels } = input.scheme
  if (from.audit && to.audit) checkSameMoves(from.audit.design.deals, to.audit.design.deals ?? [], 'the later run')
  const [before, after] = [breakDown(from, input), breakDown(to, input)]
  const pairs = pairPosts(countedPosts(from.posts, { count: 'posts' }), countedPosts(to.posts, { count: 'posts' }))
  if (pairs.earlierOf.size === 0 && from.posts.length > 0 && to.posts.length > 0) {
    const message = 'expected two runs of the same threads, got runs without a post in common. Give an earlier and a later one.'
    throw new PipelineError('SCORED_INVALID', message)
  }
  const groupOf = (dealId: string | null): GroupChange => {
    const [earlier, later] = [findGroup(before, dealId), findGroup(after, dealId)]
    const outcomes = [outcomesOf(from.audit, dealId), outcomesOf(to.audit, dealId, pairs.earlierKeys)] as const
    const causeCounts = countCauses(pairs, outcomes, dealId)
    const headline = earlier.intervals.flatMap((one): LabelChange<HeadlineInterval>[] =>
      later.intervals.flatMap((other) => (other.label === one.label ? { label: one.label, from: one, to: other } : [])),
    )
    const found = [later, earlier].flatMap(({ deal }) => deal ?? [])
    const deal = found.find(({ mover }) => mover !== null) ?? found[0]
    return {
      dealId,
      title: deal === undefined ? dealId : nameOfDeal(deal),
      mover: deal?.mover ?? null,
      from: earlier.state,
      to: later.state,
      causeCounts,
      counted: labels.map((label) => ({ label, from: earlier.shareOf(label), to: later.shareOf(label) })),
      kind: kindOf(causeCounts, outcomes, headline),
      relabelled: relabelledOf(outcomes, to),
      headline,
      leads: earlier.lead === null || later.lead === null ? null : { from: earlier.lead, to: later.lead },
    }
  }
  const dealIds = new Set([...after.deals, ...before.deals].map(({ dealId }) => dealId))
  return {
    schema: CHANGE_SCHEMA,
    from: { model: before.model, postCount: from.posts.length, isAudited: from.audit !== null },
    to: { model: after.model, postCount: to.posts.length, isAudited: to.audit !== null },
    groups: [...dealIds, null].map(groupOf),
  }
}

function breakDown({ posts, audit }: Run, { scheme, deals, options }: CompareInput): Breakdown {
  return aggregate(posts, {
    scheme,
    ...(deals && { deals }),
    // Intervals of counts are not compared.
    options: { ...options, resampleCount: 2 },
    ...(audit && { audit: { audit, sha256: null } }),
  })
}

function findGroup(breakdown: Breakdown, dealId: string | null) {
  const deal = breakdown.deals.find((each) => each.dealId === dealId)
  const group = dealId === null ? breakdown.overall : deal
  const readied = group && readiness(breakdown, group)
  const missing = readied?.isReady ? null : (readied?.missing[0] ?? NOT_AUDITED)
  const state: GroupState = { postCount: group?.postCount ?? 0, labelledCount: group ? labelledCountOf(group) : 0, missing }
  return {
    deal,
    state,
    intervals: readied?.isReady ? readied.intervals : [],
    lead: readied?.isReady ? readied.lead : null,
    shareOf: (label: string) => (group?.shares ? (group.shares[label] ?? 0) : null),
  }
}

const NOT_AUDITED: Shortfall = { code: 'CITE_NOT_AUDITED', needed: null }

const judgementOf = ({ label, lean, probabilities, status }: Judgement): Judgement => ({ label, lean, probabilities, status })

function countCauses(
  { earlierOf, deleted, fresh, edited }: PairedPosts,
  [before, after]: readonly [Outcomes, Outcomes],
  dealId: string | null,
): CauseCounts {
  const isIn = (post: ScoredPost): boolean => dealId === null || post.deals.includes(dealId)
  const kept = [...earlierOf].filter(([to, from]) => isIn(from) || isIn(to))
  const same = kept.filter(([to]) => !edited.has(to))
  const lostKeys = new Set([...deleted, ...[...edited].flatMap((to) => earlierOf.get(to) ?? [])].map(postKeyOf))
  return {
    new: fresh.filter(isIn).length,
    deleted: deleted.filter(isIn).length,
    edited: kept.length - same.length,
    linked: same.filter(([to, from]) => (dealId === null ? from.deals.join('\n') !== to.deals.join('\n') : isIn(from) !== isIn(to))).length,
    judged: same.filter(([to, from]) => isJudgedDifferently(from, to, dealId)).length,
    audited: [...new Set([...before.keys(), ...after.keys()])].filter((key) => {
      const { said: earlier = OPEN, unit } = before.get(key) ?? {}
      const { said: later = OPEN } = after.get(key) ?? {}
      const isLost = unit !== undefined && lostKeys.has(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
      return earlier !== later && !(isLost && later === OPEN)
    }).length,
  }
}

/** Compares judgements on the wanted deal, or on all deals of both runs; without such deals, the top-level judgements. */
function isJudgedDifferently(from: ScoredPost, to: ScoredPost, wanted: string | null): boolean {
  const common = from.stances.flatMap((stance) => {
    const later = to.stances.find(({ dealId }) => dealId === stance.dealId && (wanted === null || dealId === wanted))
    return later ? [[stance, later] as const] : []
  })
  const compared: readonly (readonly [Judgement, Judgement])[] = common.length > 0 || wanted !== null ? common : [[from, to]]
  return compared.some(([one, other]) => JSON.stringify(judgementOf(one)) !== JSON.stringify(judgementOf(other)))
}

function kindOf(causes: CauseCounts, [before, after]: readonly [Outcomes, Outcomes], headline: GroupChange['headline']): ChangeKind {
  const isRelabelled = [...before].some(([key, { label }]) => isOther(label, after.get(key)?.label ?? null))
  const isSame = causes.new + causes.deleted + causes.edited === 0
  if (isRelabelled || causes.linked > 0 || (isSame && headline.some((change) => !isWithinInterval(change)))) return 'correction'
  if (isSame || causes.judged > 0) return 'estimate'
  return causes.deleted + causes.edited > 0 ? 'recapture' : 'update'
}

const isOther = (label: string | null, later: string | null): boolean => label !== null && later !== null && label !== later

function relabelledOf([before, after]: readonly [Outcomes, Outcomes], { audit }: Run): Relabelled[] {
  const reasonOf = new Map(standingEvents(audit?.events ?? []).map((event) => [unitKeyOf(event), event.reason ?? null]))
  return [...before].flatMap(([key, { label: from }]) => {
    const { label: to = null, unit } = after.get(key) ?? {}
    return unit && from !== null && to !== null && from !== to
      ? [{ postId: unit.postId, from, to, reason: reasonOf.get(unitKeyOf(unit)) ?? null }]
      : []
  })
}

export const isWithinInterval = ({ from, to }: LabelChange<HeadlineInterval>): boolean => to.share >= from.low && to.share <= from.high

/** As of a judgement that was not drawn. */
const OPEN = 'open null'

/** Outcomes of the drawn judgements, by judgement. */
type Outcomes = ReadonlyMap<string, { readonly said: string; readonly label: string | null; readonly unit: AuditUnit }>

function outcomesOf(audit: Audit | null, dealId: string | null, earlierKeys?: ReadonlyMap<string, string>): Outcomes {
  const settled = audit === null ? [] : settleLabels(audit).filter(({ unit }) => dealId === null || unit.dealId === dealId)
  return new Map(
    settled.map(({ unit, outcome, label }) => {
      const own = postKeyOf({ threadId: unit.threadId, id: unit.postId })
      const key = earlierKeys === undefined ? own : (earlierKeys.get(own) ?? `new ${own}`)
      return [JSON.stringify([key, unit.dealId]), { said: `${outcome} ${label}`, label, unit }]
    }),
  )
}

interface PairedPosts {
  /** Earlier version of a later post. */
  readonly earlierOf: ReadonlyMap<ScoredPost, ScoredPost>
  readonly earlierKeys: ReadonlyMap<string, string>
  readonly deleted: readonly ScoredPost[]
  readonly fresh: readonly ScoredPost[]
  readonly edited: ReadonlySet<ScoredPost>
}

/** Ids that `ingest` assigns by position. They shift when a post is inserted before. */
const POSITIONAL_ID = /^p\d+$/

/**
 * Matches the posts of two runs within each thread by id and text, then by author and text in order of appearance. Then by id alone, for
 * edited posts, unless the id is positional; then by {@link pairEdits}. The remaining posts were deleted, or are new.
 *
 * @param from, to posts with unique ids in their threads
 */
function pairPosts(from: readonly ScoredPost[], to: readonly ScoredPost[]): PairedPosts {
  const earlierOf = new Map<ScoredPost, ScoredPost>()
  let [deleted, fresh] = [from, to]
  const matchBy = (keyOf: (post: ScoredPost) => string | null): void => {
    const waiting = groupBy(fresh, keyOf)
    for (const posts of waiting.values()) posts.reverse()
    deleted = deleted.filter((post) => {
      const key = keyOf(post)
      const later = key === null ? undefined : waiting.get(key)?.pop()
      if (later !== undefined) earlierOf.set(later, post)
      return later === undefined
    })
    fresh = fresh.filter((post) => !earlierOf.has(post))
  }
  matchBy(({ threadId, id, text }) => JSON.stringify([threadId, id, text]))
  matchBy(({ threadId, author, text }) => JSON.stringify([threadId, author, text]))
  matchBy((post) => (POSITIONAL_ID.test(post.id) ? null : postKeyOf(post)))
  for (const [later, post] of pairEdits(deleted, fresh)) earlierOf.set(later, post)
  const paired = new Set(earlierOf.values())
  deleted = deleted.filter((post) => !paired.has(post))
  fresh = fresh.filter((post) => !earlierOf.has(post))

  const earlierKeys = new Map([...earlierOf].map(([later, post]) => [postKeyOf(later), postKeyOf(post)]))
  const parentOf = ({ threadId, parentId }: ScoredPost): string | null => (parentId === null ? null : postKeyOf({ threadId, id: parentId }))
  const edited = [...earlierOf].filter(([later, post]) => {
    const parent = parentOf(later)
    return (
      post.text !== later.text || post.meta.role !== later.meta.role || (parent && (earlierKeys.get(parent) ?? parent)) !== parentOf(post)
    )
  })
  return { earlierOf, earlierKeys, deleted, fresh, edited: new Set(edited.map(([later]) => later)) }
}
