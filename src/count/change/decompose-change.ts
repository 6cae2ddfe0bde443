import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach } from '../../base/statistics/group-by.js'
import { shapleyValues } from '../../base/statistics/shapley-values.js'
import { type AggregateInput, aggregate } from '../aggregate.js'
import { sortPopulation } from '../audit/population.js'
import { layFrame } from '../audited/audit-frame.js'
import { MIN_SPREAD_COUNT } from '../audited/audit-group.js'
import { chooseProxy, takeSample } from '../audited/audit-sample.js'
import { estimateCaptured } from '../audited/estimate-captured.js'
import { judgeModelAgreement } from '../audited/origin/label-origin.js'
import { isQuotable } from '../audited/quotable.js'
import { type AggregateOptions, type Breakdown, CLUSTER_BOOTSTRAP, type CountedPosts, type GroupBreakdown } from '../breakdown/breakdown.js'
import { labelledCountOf } from '../breakdown/dispositions.js'
import { eligiblePosts } from '../counter/select-posts.js'
import { groupByDeal, judgeOverall } from '../judged-post.js'
import { CHANGE_SCHEMA, type ChangeReport, type GroupChange, type LabelChange, type QuotedInterval } from './change.js'
import { CHANGE_CAUSES, type ChangeCause, createRunMixer, type Run } from './mix-runs.js'

/** Counting options of a decomposition, in which every repetition of a text counts. */
export interface DecomposeInput extends Pick<AggregateInput, 'scheme' | 'deals'> {
  readonly options?: Partial<Omit<AggregateOptions, 'countDuplicates'>>
}

/** Shares of the labels in the order of the scheme; null without labelled posts. */
type Shares = readonly number[] | null

/** Shares in one state between the runs, by deal; the key null holds those of all posts. */
interface Numbers {
  readonly counted: ReadonlyMap<string | null, Shares>
  readonly headline: ReadonlyMap<string | null, Shares>
}

/**
 * Decomposes the change of each share between two runs by cause. The shares are computed for every subset of causes. The part of a cause is its
 * Shapley value, the mean of its step over all orders of the causes. Parts do not depend on any order, are exactly 0 for a cause without effect,
 * and sum to the change.
 *
 * In a state between the runs, an audit covers the posts that are both drawn and present: strata are rebuilt, and labels of absent posts are
 * left out. With fewer than two labels, the classifier's count replaces the estimate. In a state without labelled posts, each share is the
 * midpoint between the two runs.
 *
 * @param from the earlier run; posts of one model under `scheme`
 * @param to the later run; posts of one model under `scheme`
 * @throws {PipelineError} as {@link aggregate} does
 * @see Shorrocks (2013), Journal of Economic Inequality 11:99
 */
export function decomposeChange(from: Run, to: Run, input: DecomposeInput): ChangeReport {
  const { scheme } = input
  const [before, after] = [breakDown(from, input), breakDown(to, input)]
  const { count } = after.options
  const mixer = createRunMixer(from, to)
  const causeCounts = mixer.countOn(null)
  const causes = CHANGE_CAUSES.filter((cause) => causeCounts[cause] > 0 || (cause === 'audited' && (from.audit ?? to.audit) !== null))
  const last = 2 ** causes.length - 1
  // The breakdowns already hold the shares of the two runs.
  const between = Array.from({ length: Math.max(0, last - 1) }, (_, index) => {
    const set = index + 1
    return numbersOf(mixer.mix(new Set(causes.filter((_, cause) => (set >> cause) & 1))), scheme, count)
  })

  const changesOf = (measure: keyof Numbers, dealId: string | null): LabelChange[] => {
    const [one, other] = [before, after].map((breakdown) => findShares(breakdown, dealId, measure, scheme))
    if (!one || !other) throw new PipelineError('INTERNAL', 'expected shares of two runs.')
    const parts =
      one.shares && other.shares
        ? shapleyValues(causes.length, (set) => {
            if (set === 0) return one.shares ?? []
            if (set === last) return other.shares ?? []
            return between[set - 1]?.[measure].get(dealId) ?? halfway(one.shares ?? [], other.shares ?? [])
          })
        : null
    return scheme.labels.map((label, index): LabelChange => {
      const [start, end] = [one.shares?.[index] ?? null, other.shares?.[index] ?? null]
      const [fromInterval, toInterval] = [one.intervals[index] ?? null, other.intervals[index] ?? null]
      const isComparable = fromInterval !== null && toInterval !== null && fromInterval.method === toInterval.method
      return {
        label,
        from: start,
        to: end,
        change: start === null || end === null ? null : end - start,
        parts: parts && partsOf(causes, parts, index),
        fromInterval,
        toInterval,
        isWithinInterval: isComparable && end !== null && start !== null ? end >= fromInterval.low && end <= fromInterval.high : null,
      }
    })
  }
  const groupOf = (dealId: string | null): GroupChange => {
    const [one, other] = [findGroup(before, dealId), findGroup(after, dealId)]
    const audits = [before, after].flatMap((breakdown) => auditOf(breakdown, dealId) ?? [])
    const isQuoted =
      audits.length > 0 &&
      audits.every(({ group, record }) => isQuotable(group, record.agreement) && judgeModelAgreement(record.origin) !== 'copied')
    return {
      dealId,
      mover: [after, before].flatMap(({ deals }) => deals.find((deal) => deal.dealId === dealId)?.mover ?? [])[0] ?? null,
      fromPostCount: one?.postCount ?? 0,
      toPostCount: other?.postCount ?? 0,
      fromLabelledCount: one === null ? 0 : labelledCountOf(one),
      toLabelledCount: other === null ? 0 : labelledCountOf(other),
      causeCounts: dealId === null ? causeCounts : mixer.countOn(dealId),
      counted: changesOf('counted', dealId),
      headline: isQuoted ? changesOf('headline', dealId) : [],
    }
  }
  const dealIds = new Set([...after.deals, ...before.deals].map(({ dealId }) => dealId))
  return {
    schema: CHANGE_SCHEMA,
    method: 'shapley',
    from: { model: before.model, postCount: from.posts.length, isAudited: from.audit !== null },
    to: { model: after.model, postCount: to.posts.length, isAudited: to.audit !== null },
    groups: [...dealIds, null].map(groupOf),
  }
}

function breakDown({ posts, audit }: Run, { scheme, deals, options }: DecomposeInput): Breakdown {
  return aggregate(posts, {
    scheme,
    ...(deals && { deals }),
    ...(options && { options }),
    ...(audit && { audit: { audit, sha256: null } }),
  })
}

/** Computes the shares of one state with the estimators of a breakdown, without intervals. */
function numbersOf({ posts, audit }: Run, scheme: StanceScheme, count: CountedPosts): Numbers {
  const counting = eligiblePosts(posts, count)
  const judged = new Map([...groupByDeal(counting), [null, judgeOverall(counting)] as const])
  const counted = new Map([...judged].map(([dealId, group]) => [dealId, shareOut(group, scheme)] as const))
  if (audit === null) return { counted, headline: counted }
  const isCounted = new Set(counting)
  const frame = layFrame(sortPopulation(posts), audit).filter(({ post }) => isCounted.has(post))
  const proxy = chooseProxy(frame)
  const headline = new Map(
    [...counted].map(([dealId, shares]) => {
      const units = frame.filter((unit) => (dealId === null ? unit.isFirst : unit.dealId === dealId))
      const isEstimated = units.filter(({ label }) => label !== null).length >= MIN_SPREAD_COUNT
      return [dealId, isEstimated ? estimateCaptured(takeSample(units, scheme), proxy, scheme).shares : shares] as const
    }),
  )
  return { counted, headline }
}

function shareOut(group: readonly { readonly judgement: { readonly label: string | null } }[], scheme: StanceScheme): Shares {
  const given = group.flatMap(({ judgement }) => judgement.label ?? [])
  const counts = countEach(given)
  return given.length === 0 ? null : scheme.labels.map((label) => (counts.get(label) ?? 0) / given.length)
}

const halfway = (from: readonly number[], to: readonly number[]): number[] => from.map((share, index) => (share + (to[index] ?? 0)) / 2)

function partsOf(causes: readonly ChangeCause[], parts: readonly (readonly number[])[], label: number): LabelChange['parts'] {
  const partOf = (cause: ChangeCause): number => parts[causes.indexOf(cause)]?.[label] ?? 0
  return Object.fromEntries(CHANGE_CAUSES.map((cause) => [cause, partOf(cause)])) as LabelChange['parts']
}

const findGroup = ({ deals, overall }: Breakdown, dealId: string | null): GroupBreakdown | null =>
  dealId === null ? overall : (deals.find((deal) => deal.dealId === dealId) ?? null)

/** Finds the audit of a group, if it has enough labels for an estimate. */
function auditOf({ audit: record }: Breakdown, dealId: string | null) {
  const group = dealId === null ? record?.overall : record?.deals.find((deal) => deal.dealId === dealId)
  return record && group?.shares ? { group, record } : null
}

/** Looks up the shares of a group in its breakdown, with their intervals. */
function findShares(
  breakdown: Breakdown,
  dealId: string | null,
  measure: keyof Numbers,
  scheme: StanceScheme,
): { shares: Shares; intervals: readonly (QuotedInterval | null)[] } {
  const group = findGroup(breakdown, dealId)
  const audited = measure === 'headline' ? (auditOf(breakdown, dealId)?.group.shares ?? null) : null
  const shares = audited ?? group?.shares ?? null
  return {
    shares: shares && scheme.labels.map((label) => shares[label] ?? 0),
    intervals: scheme.labels.map((name) => {
      const found = group?.intervals.find(({ label, estimand, method, isHeadline }) => {
        return label === name && (audited ? estimand === 'captured' && isHeadline === true : method === CLUSTER_BOOTSTRAP)
      })
      if (!found) return null
      const { estimand, method, confidenceLevel, low, high } = found
      return { estimand, method, confidenceLevel, low, high }
    }),
  }
}
