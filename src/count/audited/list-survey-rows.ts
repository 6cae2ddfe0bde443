import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { predictedShare } from '../../base/statistics/estimate/assisted-shares.js'
import { indicatorOf } from '../../base/statistics/estimate/stratified-sample.js'
import { groupBy } from '../../base/statistics/group-by.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import type { SortedPopulation } from '../audit/population.js'
import { type FrameUnit, joinAudit } from './audit-frame.js'
import { hasSpread } from './audit-group.js'
import { chooseProxy, estimateCaptured, takeSample } from './audited-intervals.js'

/** A judgement of one group of posts, as a survey package sees it. */
export interface SurveyRow {
  /** `overall`: all posts, each once with its first deal. */
  readonly scope: 'deal' | 'overall'
  readonly dealId: string | null
  readonly threadId: string
  readonly postId: string
  /** Cluster, 0-based in the group; a post without a known author is one of its own. */
  readonly author: number
  readonly thread: number
  /** 0-based in the group; a stratum without a label is joined to the one before it. */
  readonly stratum: number
  /** Judgements in the stratum, labelled or not. */
  readonly stratumCount: number
  /** `stratumCount` / labelled ones of the stratum; null without a hand label. */
  readonly weight: number | null
  readonly label: string | null
  /** Power-tuned prediction of each label, in the order of the scheme. */
  readonly predictions: readonly number[]
  /** 1 for the hand label, else 0, minus the prediction; null without a hand label. */
  readonly residuals: readonly number[] | null
}

/**
 * The rows behind the quoted shares, each deal by its id, then all posts. The mean of `predictions` plus the stratified mean of `residuals`
 * is the estimate before its bounds by the labels. Its stratified variance is that of the estimate before shrinkage towards the variance of
 * the labels alone. Groups of which fewer than two posts were labelled are left out.
 */
export function listSurveyRows(
  population: SortedPopulation,
  { audit, scheme, isCounted }: { readonly audit: Audit; readonly scheme: StanceScheme; readonly isCounted: (post: ScoredPost) => boolean },
): SurveyRow[] {
  const frame = joinAudit(population, audit, scheme).filter(({ post }) => isCounted(post))
  const proxy = chooseProxy(frame)
  const rowsOf = (units: readonly FrameUnit[], scope: SurveyRow['scope']): SurveyRow[] => {
    if (!hasSpread(units)) return []
    const { sample, coefficients, raw } = estimateCaptured(takeSample(units, proxy, scheme))
    const authorOf = numbered(units, ({ post }) => post.author)
    const threadOf = numbered(units, ({ post }) => post.threadId)
    const stratumOf = new Map(raw.strata.flatMap((stratum) => Array.from(stratum.members, (member) => [member, stratum] as const)))
    return units.map(({ post, dealId, label }, member): SurveyRow => {
      const { members, sampled } = stratumOf.get(member) ?? { members: [], sampled: [] }
      const predictions = scheme.labels.map((_, index) => predictedShare(sample, coefficients, member, index))
      return {
        ...{ scope, dealId, threadId: post.threadId, postId: post.id },
        author: authorOf[member] as number,
        thread: threadOf[member] as number,
        stratum: sample.stratumOf[member] as number,
        stratumCount: members.length,
        weight: label === null ? null : members.length / sampled.length,
        label,
        predictions,
        residuals: label === null ? null : predictions.map((prediction, index) => indicatorOf(sample, member, index) - prediction),
      }
    })
  }
  const unitsOf = groupBy(frame, ({ dealId }) => dealId)
  const dealIds = [...unitsOf.keys()].filter((dealId) => dealId !== null).sort()
  const firsts = frame.filter(({ isFirst }) => isFirst)
  return [...dealIds.flatMap((dealId) => rowsOf(unitsOf.get(dealId) ?? [], 'deal')), ...rowsOf(firsts, 'overall')]
}

/** One number for each name, in the order of their first unit. A unit without one has a number of its own. */
function numbered(units: readonly FrameUnit[], nameOf: (unit: FrameUnit) => string | null): number[] {
  const names = units.map((unit, at) => nameOf(unit) ?? at)
  const numberOf = new Map([...new Set(names)].map((name, number) => [name, number]))
  return names.map((name) => numberOf.get(name) as number)
}
