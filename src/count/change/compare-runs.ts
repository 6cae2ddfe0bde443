import { groupBy } from '../../base/statistics/group-by.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type AggregateInput, aggregate } from '../aggregate.js'
import type { Audit } from '../audit/audit.js'
import { settleLabels } from '../audit/settle-labels.js'
import type { Lead } from '../audited/lead.js'
import { auditOf, isHeadline, type Readiness, readiness, type Shortfall } from '../audited/readiness.js'
import type { AggregateOptions, Breakdown, GroupBreakdown, ShareInterval } from '../breakdown/breakdown.js'
import { labelledCountOf } from '../breakdown/breakdown-capture.js'
import { countedPosts } from '../counter/select-posts.js'

/** The value of `schema` in a change report. */
export const CHANGE_SCHEMA = 'dealstance/change@1'

/** Causes of change between two runs. */
export const CHANGE_CAUSES = ['new', 'deleted', 'edited', 'linked', 'judged', 'audited'] as const

/**
 * - `new`: posts of only the later run.
 * - `deleted`: posts of only the earlier run, including those of which the platform left an empty node.
 * - `edited`: posts with a different text, role or parent.
 * - `linked`: other posts with different deals, or the same deals in a different order.
 * - `judged`: other posts with a different label or probabilities, because of the model, its options or the context.
 * - `audited`: the hand labels, the posts drawn for them, and whether there is an audit at all.
 */
export type ChangeCause = (typeof CHANGE_CAUSES)[number]

/** Number of posts that each cause affects; `audited` counts units with a different outcome. A post can count as both linked and judged. */
export type CauseCounts = Readonly<Record<ChangeCause, number>>

/** The change of shares between two runs, by group, and how many posts each cause affects. */
export interface ChangeReport {
  readonly schema: typeof CHANGE_SCHEMA
  readonly from: RunSummary
  readonly to: RunSummary
  /** Deals in the order of the later breakdown, then deals of only the earlier one, then all posts (dealId null). */
  readonly groups: readonly GroupChange[]
}

/** The inputs of a run. */
export interface RunSummary {
  /** Null without posts. */
  readonly model: string | null
  readonly postCount: number
  readonly isAudited: boolean
}

/**
 * What a change of audited shares is. Where several hold, the last of them:
 * - `update`: posts were added, and nothing else. What was printed was true then.
 * - `recapture`: posts are gone or have another text. What was printed was true of the posts as they were.
 * - `estimate`: the same posts, and the same hand labels where they were labelled before, estimated anew: from more labels or another model.
 * - `correction`: what was printed was false: a hand label is another, posts are on other deals, or the new figure of the same posts lies
 *   outside the earlier interval.
 */
export type ChangeKind = 'update' | 'recapture' | 'estimate' | 'correction'

/** The change of the shares of one deal, or of all posts. */
export interface GroupChange {
  /** Null for all posts, each counted once. */
  readonly dealId: string | null
  /** What the deal is called; its id where nobody knows its move, null for all posts. */
  readonly title: string | null
  /** Null for all posts, and for a deal outside the catalogue. */
  readonly mover: string | null
  readonly fromPostCount: number
  readonly toPostCount: number
  /** Posts to which the classifier gave a label: those that the counted shares are of. */
  readonly fromLabelledCount: number
  readonly toLabelledCount: number
  /** Number of posts that each cause affects; `audited` counts drawn posts with a different outcome. */
  readonly causeCounts: CauseCounts
  /** Changes of the classifier's counts. */
  readonly counted: readonly LabelChange[]
  /** What each run lacks before its shares may be printed; null where they may. */
  readonly fromMissing: Shortfall | null
  readonly toMissing: Shortfall | null
  readonly kind: ChangeKind
  /** Who is ahead of two sides in each run, as `cite` says it; null where it says nothing. */
  readonly fromLead: Lead | null
  readonly toLead: Lead | null
  /** Changes of the audited shares; empty unless those of both runs may be printed. */
  readonly headline: readonly LabelChange[]
}

/** The change of one label's share. Shares in [0, 1], changes in [-1, 1]. */
export interface LabelChange {
  readonly label: string
  /** Null where the run has no post with a label in this group; `change` is then null as well. */
  readonly from: number | null
  readonly to: number | null
  readonly change: number | null
  /** Intervals of audited `from` and `to`; null of counts. */
  readonly fromInterval: QuotedInterval | null
  readonly toInterval: QuotedInterval | null
  /** Whether `to` is in `fromInterval`; null where the two shares or intervals are not comparable. */
  readonly isWithinInterval: boolean | null
}

/** The interval quoted with a share: bounds in [0, 1]. */
export type QuotedInterval = Pick<ShareInterval, 'estimand' | 'method' | 'confidenceLevel' | 'low' | 'high'>

/** Scored posts, and the audit drawn from them; null without one. */
export interface Run {
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit | null
}

/** Counting options of a comparison, in which every repetition of a text counts. */
export interface CompareInput extends Pick<AggregateInput, 'scheme' | 'deals'> {
  readonly options?: Partial<Omit<AggregateOptions, 'countDuplicates' | 'seed' | 'resampleCount'>>
}

/**
 * Compares the shares of two runs, and counts the posts that each cause affects. How many points a cause moved a share is not said: causes act
 * together, and no run has one without the others.
 *
 * @param from the earlier run; posts of one model under `scheme`
 * @param to the later run; posts of one model under `scheme`
 * @throws {PipelineError} as {@link aggregate} does
 */
export function compareRuns(from: Run, to: Run, input: CompareInput): ChangeReport {
  const { scheme } = input
  const [before, after] = [breakDown(from, input), breakDown(to, input)]
  const { pairs, earlierOf } = pairPosts(countedPosts(from.posts, { count: 'posts' }), countedPosts(to.posts, { count: 'posts' }))
  const outcomes = (dealId: string | null) => [outcomesOf(from.audit, dealId), outcomesOf(to.audit, dealId, earlierOf)] as const
  const changesOf = (isAudited: boolean, dealId: string | null): LabelChange[] =>
    scheme.labels.map((label): LabelChange => {
      const [one, other] = [shareOf(before, dealId, label, isAudited), shareOf(after, dealId, label, isAudited)]
      const [from, to, fromInterval, toInterval] = [one.share, other.share, one.interval, other.interval]
      return {
        ...{ label, from, to },
        change: from === null || to === null ? null : to - from,
        ...{ fromInterval, toInterval },
        isWithinInterval: fromInterval && toInterval && to !== null ? to >= fromInterval.low && to <= fromInterval.high : null,
      }
    })
  const groupOf = (dealId: string | null): GroupChange => {
    const [one, other] = [findGroup(before, dealId), findGroup(after, dealId)]
    const [fromState, toState] = [one && readiness(before, one), other && readiness(after, other)]
    const [fromMissing, toMissing] = [missingOf(fromState), missingOf(toState)]
    const labels = outcomes(dealId)
    const causeCounts = countCauses(pairs, labels, dealId)
    const headline = fromMissing === null && toMissing === null ? changesOf(true, dealId) : []
    const found = [after, before].flatMap(({ deals }) => deals.find((each) => each.dealId === dealId) ?? [])
    const deal = found.find(({ mover }) => mover !== null) ?? found[0]
    return {
      dealId,
      title: deal === undefined ? dealId : nameOfDeal(deal),
      mover: deal?.mover ?? null,
      fromPostCount: one?.postCount ?? 0,
      toPostCount: other?.postCount ?? 0,
      fromLabelledCount: one === null ? 0 : labelledCountOf(one),
      toLabelledCount: other === null ? 0 : labelledCountOf(other),
      causeCounts,
      counted: changesOf(false, dealId),
      fromMissing,
      toMissing,
      headline,
      kind: kindOf(causeCounts, labels, headline),
      fromLead: fromState?.isReady ? fromState.lead : null,
      toLead: toState?.isReady ? toState.lead : null,
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
    // Of counts no interval is compared.
    options: { ...options, resampleCount: 2 },
    ...(audit && { audit: { audit, sha256: null } }),
  })
}

const judgementOf = ({ label, lean, probabilities, status }: Judgement): Judgement => ({ label, lean, probabilities, status })

/** @param dealId null for all posts */
function countCauses(pairs: readonly PostPair[], [before, after]: readonly [Outcomes, Outcomes], dealId: string | null): CauseCounts {
  const isIn = (post: ScoredPost | null): boolean => post !== null && (dealId === null || post.deals.includes(dealId))
  const within = pairs.filter(({ from, to }) => isIn(from) || isIn(to))
  const count = (differs: (from: ScoredPost, to: ScoredPost) => boolean): number =>
    within.filter(({ from, to, isEdited }) => from !== null && to !== null && !isEdited && differs(from, to)).length
  return {
    new: within.filter(({ from }) => from === null).length,
    deleted: within.filter(({ to }) => to === null).length,
    edited: within.filter(({ isEdited }) => isEdited).length,
    linked: count((from, to) => (dealId === null ? from.deals.join('\n') !== to.deals.join('\n') : isIn(from) !== isIn(to))),
    judged: count((from, to) => isJudgedDifferently(from, to, dealId)),
    audited: [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key)?.said !== after.get(key)?.said).length,
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

function kindOf(causes: CauseCounts, [before, after]: readonly [Outcomes, Outcomes], headline: readonly LabelChange[]): ChangeKind {
  const isRelabelled = [...before].some(([key, { label }]) => {
    const later = after.get(key)?.label ?? null
    return label !== null && later !== null && label !== later
  })
  const isSame = causes.new + causes.deleted + causes.edited === 0
  if (isRelabelled || causes.linked > 0 || (isSame && headline.some(({ isWithinInterval }) => isWithinInterval === false)))
    return 'correction'
  if (isSame || causes.judged > 0) return 'estimate'
  return causes.deleted + causes.edited > 0 ? 'recapture' : 'update'
}

/** What came of the drawn units, by unit. */
type Outcomes = ReadonlyMap<string, { readonly said: string; readonly label: string | null }>

/** The outcomes of a deal, or of all. @param earlierOf by the key of a later post, the key of the one that it was */
function outcomesOf(audit: Audit | null, dealId: string | null, earlierOf?: ReadonlyMap<string, string>): Outcomes {
  const settled = audit === null ? [] : settleLabels(audit).filter(({ unit }) => dealId === null || unit.dealId === dealId)
  return new Map(
    settled.map(({ unit, outcome, label }) => {
      const own = postKeyOf({ threadId: unit.threadId, id: unit.postId })
      const key = earlierOf === undefined ? own : (earlierOf.get(own) ?? `new ${own}`)
      return [JSON.stringify([key, unit.dealId]), { said: `${outcome} ${label}`, label }]
    }),
  )
}

/** What a run lacks before its shares of a group may be printed; null where they may. @param state null where it has no such group */
function missingOf(state: Readiness | null): Shortfall | null {
  if (state === null) return { code: 'CITE_NOT_AUDITED', needed: null }
  return state.isReady ? null : state.missing[0]
}

const findGroup = ({ deals, overall }: Breakdown, dealId: string | null): GroupBreakdown | null =>
  dealId === null ? overall : (deals.find((deal) => deal.dealId === dealId) ?? null)

/** The share of a label in a group with its interval. @param isAudited the audit's, not the count of the model */
function shareOf(breakdown: Breakdown, dealId: string | null, name: string, isAudited: boolean) {
  const group = findGroup(breakdown, dealId)
  const shares = group && (isAudited ? auditOf(breakdown, group)?.shares : group.shares)
  const found = isAudited ? group?.intervals.find((interval) => interval.label === name && isHeadline(interval)) : undefined
  const { estimand, method, confidenceLevel, low, high } = found ?? ({} as QuotedInterval)
  const interval: QuotedInterval | null = found ? { estimand, method, confidenceLevel, low, high } : null
  return { share: shares ? (shares[name] ?? 0) : null, interval }
}

/** One post in the two compared runs; at least one of `from` and `to` is not null. */
interface PostPair {
  readonly from: ScoredPost | null
  readonly to: ScoredPost | null
  /** Whether text, role or parent differ in the later run; false for a post of only one run. */
  readonly isEdited: boolean
}

interface PairedPosts {
  /** Posts of the earlier run in their order, then new posts. */
  readonly pairs: readonly PostPair[]
  /** The key of the post that each later one was before, by its own {@link postKeyOf}; new posts are not in it. */
  readonly earlierOf: ReadonlyMap<string, string>
}

/** Ids that `ingest` assigns by position. They shift when a post is inserted before. */
const POSITIONAL_ID = /^p\d+$/

/**
 * Matches the posts of two runs within each thread: first by id and text; then by author and text, in order of appearance; then by id alone,
 * which makes an edited post, unless the id is positional. The remaining posts were deleted, or are new.
 *
 * @param from, to posts with unique ids in their threads
 */
function pairPosts(from: readonly ScoredPost[], to: readonly ScoredPost[]): PairedPosts {
  const laterOf = new Map<ScoredPost, ScoredPost>()
  const taken = new Set<ScoredPost>()
  const matchBy = (keyOf: (post: ScoredPost) => string | null): void => {
    const waiting = groupBy(
      to.filter((post) => !taken.has(post)),
      keyOf,
    )
    for (const posts of waiting.values()) posts.reverse()
    for (const post of from) {
      const key = laterOf.has(post) ? null : keyOf(post)
      const later = key === null ? undefined : waiting.get(key)?.pop()
      if (later === undefined) continue
      laterOf.set(post, later)
      taken.add(later)
    }
  }
  matchBy(({ threadId, id, text }) => JSON.stringify([threadId, id, text]))
  matchBy(({ threadId, author, text }) => JSON.stringify([threadId, author, text]))
  matchBy((post) => (POSITIONAL_ID.test(post.id) ? null : postKeyOf(post)))

  const earlierOf = new Map([...laterOf].map(([post, later]) => [postKeyOf(later), postKeyOf(post)]))
  const parentOf = ({ threadId, parentId }: ScoredPost): string | null => (parentId === null ? null : postKeyOf({ threadId, id: parentId }))
  const kept = from.map((post): PostPair => {
    const to = laterOf.get(post) ?? null
    const parent = to && parentOf(to)
    const isSame = to === null || (to.text === post.text && to.meta.role === post.meta.role)
    return { from: post, to, isEdited: !isSame || (to !== null && (parent && (earlierOf.get(parent) ?? parent)) !== parentOf(post)) }
  })
  const fresh = to.filter((post) => !taken.has(post)).map((post): PostPair => ({ from: null, to: post, isEdited: false }))
  return { pairs: [...kept, ...fresh], earlierOf }
}
