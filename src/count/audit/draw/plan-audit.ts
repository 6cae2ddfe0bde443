import { groupBy } from '../../../base/statistics/group-by.js'
import { normalQuantile } from '../../../base/statistics/interval/normal-quantile.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type Audit, type AuditDesign, checkRandomSample } from '../audit.js'
import { listUnits, mentionedDeals, type PopulationUnit } from '../list-units.js'
import { settleLabels } from '../settle-labels.js'

/** How sure the shares are to be, and what is known already. */
export interface PlanOptions {
  /** Labels of the scheme. */
  readonly labels: readonly string[]
  /** Wanted half of the interval, as a share in (0, 0.5]. */
  readonly halfWidth: number
  /** In (0, 1). */
  readonly confidenceLevel: number
  /** Labels so far; null where there are none. */
  readonly audit: Audit | null
}

/** How many labels a deal needs. */
export interface DealPlan {
  readonly dealId: string | null
  readonly unitCount: number
  readonly labelledCount: number
  /** Labels that suffice without any help of the classifier. */
  readonly byHandCount: number
  /** Labels that suffice if the classifier errs as its probabilities say, or as the labels so far show. */
  readonly expectedCount: number
  /** The deal is only mentioned beside others: the sizes are not made for it, see `mentionedDeals`. */
  readonly isMentioned: boolean
  /** Where `expectedCount` comes from; without probabilities or labels it is `byHandCount`. */
  readonly basis: 'probabilities' | 'labels' | 'none'
}

/** How many posts to label for an interval of the wanted width, deal by deal and over all. */
export interface AuditPlan {
  readonly deals: readonly DealPlan[]
  /** Sample over all deals, shared out in proportion, that gives every deal that is not only mentioned its `byHandCount`. */
  readonly byHandSize: number
  readonly expectedSize: number
}

/** No share is quoted from fewer labels than this, unless all posts have one. Choice: below, one label in 20 moves a share by more than 5 points. */
export const MIN_QUOTED_COUNT = 20

/** Of an even split: whatever the labels are, theirs is no larger. */
const WIDEST_VARIANCE = 0.25

/** From this many labels of a deal on, they are trusted more than the probabilities. Choice: a variance of 30 is known to about a quarter. */
export const MIN_LABELLED_COUNT = 30

/**
 * How many labels it takes until the interval of every label's share among the captured posts is as narrow as wanted: the normal interval
 * of a simple random sample with finite-population correction and the four pseudo-residuals (+1, -1, 0, 0) that guard against rare errors.
 * A plan, no promise: what the labels turn out to be decides the width.
 *
 * @returns deals with most units first
 * @throws {PipelineError} `AUDIT_NOT_RANDOM` where the labels so far are of suggested posts
 */
export function planAudit(posts: readonly ScoredPost[], options: PlanOptions): AuditPlan {
  const { labels, halfWidth, confidenceLevel, audit } = options
  if (audit !== null) checkRandomSample(audit.design)
  const zScore = normalQuantile(0.5 + confidenceLevel / 2)
  const settled = new Map(
    (audit === null ? [] : settleLabels(audit)).flatMap(({ unit, label }) => (label === null ? [] : [[unitKeyOf(unit), label] as const])),
  )
  const byDeal = groupBy(listUnits(posts), ({ dealId }) => dealId)
  const mentioned = mentionedDeals(posts)
  const deals = [...byDeal].map(([dealId, units]): DealPlan => {
    const known = units.flatMap((unit) => (settled.has(unit.key) ? [{ unit, label: settled.get(unit.key) ?? '' }] : []))
    const isBasedOnLabels = known.length >= MIN_LABELLED_COUNT
    const moments = labels.map((label) => (isBasedOnLabels ? observed(known, label) : believed(units, label)))
    const isBlind = !isBasedOnLabels && units.some(({ judgement }) => judgement.label !== null && judgement.probabilities === null)
    const need = (variances: readonly number[]): number =>
      quotableCount({ variance: Math.max(...variances), unitCount: units.length, halfWidth, zScore })
    const byHandCount = need(isBasedOnLabels ? moments.map(({ truthVariance }) => truthVariance) : [WIDEST_VARIANCE])
    return {
      dealId,
      unitCount: units.length,
      labelledCount: known.length,
      isMentioned: mentioned.has(dealId),
      byHandCount,
      expectedCount: isBlind ? byHandCount : need(moments.map(residualVariance)),
      basis: isBlind ? 'none' : isBasedOnLabels ? 'labels' : 'probabilities',
    }
  })
  deals.sort((one, other) => other.unitCount - one.unitCount || (String(one.dealId) < String(other.dealId) ? -1 : 1))
  const unitCount = deals.reduce((sum, deal) => sum + deal.unitCount, 0)
  const sizeFor = (count: (deal: DealPlan) => number): number =>
    Math.min(
      unitCount,
      Math.max(0, ...deals.filter(({ isMentioned }) => !isMentioned).map((deal) => Math.ceil((count(deal) * unitCount) / deal.unitCount))),
    )
  return { deals, byHandSize: sizeFor((deal) => deal.byHandCount), expectedSize: sizeFor((deal) => deal.expectedCount) }
}

/** Of one label: variances and covariance of what is true and what the classifier says, both 0 or 1. */
interface Moments {
  readonly truthVariance: number
  readonly guessVariance: number
  readonly covariance: number
}

/** As the calibrated probabilities have it; a unit without any is an even guess. */
function believed(units: readonly PopulationUnit[], label: string): Moments {
  let [truth, guess, both] = [0, 0, 0]
  for (const { judgement } of units) {
    const chance = judgement.probabilities?.[label] ?? (judgement.label === null ? 0.5 : judgement.label === label ? 1 : 0)
    truth += chance
    if (judgement.label === label) {
      guess += 1
      both += chance
    }
  }
  return momentsOf(truth / units.length, guess / units.length, both / units.length)
}

function observed(known: readonly { readonly unit: PopulationUnit; readonly label: string }[], label: string): Moments {
  const shareOf = (isCounted: (entry: (typeof known)[number]) => boolean): number => known.filter(isCounted).length / known.length
  return momentsOf(
    shareOf((entry) => entry.label === label),
    shareOf(({ unit }) => unit.judgement.label === label),
    shareOf((entry) => entry.label === label && entry.unit.judgement.label === label),
  )
}

const momentsOf = (truth: number, guess: number, both: number): Moments => ({
  truthVariance: truth * (1 - truth),
  guessVariance: guess * (1 - guess),
  covariance: both - truth * guess,
})

/** Variance of truth less the guess, the guess weighted as well as it can be in [0, 1]. */
function residualVariance({ truthVariance, guessVariance, covariance }: Moments): number {
  const weight = guessVariance === 0 ? 0 : Math.min(1, Math.max(0, covariance / guessVariance))
  return truthVariance - 2 * weight * covariance + weight ** 2 * guessVariance
}

interface Need {
  /** Of what one label tells: of the label itself, or of what it leaves of the classifier's. In [0, 1]. */
  readonly variance: number
  readonly unitCount: number
  /** As a share in (0, 0.5]. */
  readonly halfWidth: number
  readonly zScore: number
}

/** The least number of labels whose interval is narrow enough; all units at most. */
export function labelsNeeded({ variance, unitCount, halfWidth, zScore }: Need): number {
  let low = Math.min(2, unitCount)
  let high = unitCount
  while (low < high) {
    const count = Math.floor((low + high) / 2)
    if (widthOf(count, { variance, unitCount, zScore }) <= halfWidth) high = count
    else low = count + 1
  }
  return low
}

/** Labels that `cite` takes: narrow enough, and not too few. */
const quotableCount = (need: Need): number => Math.max(labelsNeeded(need), Math.min(MIN_QUOTED_COUNT, need.unitCount))

/**
 * The sample that gives the deal with most judgements an interval as narrow as wanted, whatever the classifier and the labels are.
 *
 * @param unitCounts judgements by deal
 * @param halfWidth  as a share in (0, 0.5]
 * @returns the judgements to draw over all deals
 */
export function sampleSizeFor(unitCounts: ReadonlyMap<string | null, number>, halfWidth: number): number {
  const total = [...unitCounts.values()].reduce((sum, count) => sum + count, 0)
  const unitCount = Math.max(0, ...unitCounts.values())
  if (unitCount === 0) return 0
  const count = quotableCount({ variance: WIDEST_VARIANCE, unitCount, halfWidth, zScore: normalQuantile(0.975) })
  return Math.min(total, Math.ceil((count * total) / unitCount))
}

function widthOf(count: number, { variance, unitCount, zScore }: Omit<Need, 'halfWidth'>): number {
  // The guard's four pseudo-residuals: two of them are 1 apart from the mean.
  const guarded = ((count - 1) * variance + 2) / (count + 3)
  return Math.min(0.5, zScore * Math.sqrt(((1 - count / unitCount) * guarded) / count))
}

/** What coders may know of the width while they label. */
export const widthWords = (halfWidth: number): string =>
  halfWidth === 0
    ? 'with all of them labelled there is no sampling error'
    : `±${(Math.ceil(halfWidth * 1000) / 10).toFixed(1)} points at worst once all are labelled (95%)`

/**
 * Half of the interval, at 95 %, that the whole sample gives where the classifier is no help and opinions are split evenly: the widest of
 * its deals. It says nothing of the labels, and may be shown while they are being given. Gives a share in [0, 0.5].
 */
export function plannedHalfWidth({ strata }: AuditDesign): number {
  const zScore = normalQuantile(0.975)
  const deals = new Map<string | null, { unitCount: number; count: number }>()
  for (const { dealId, populationCount, sampleCount } of strata) {
    const { unitCount, count } = deals.get(dealId) ?? { unitCount: 0, count: 0 }
    deals.set(dealId, { unitCount: unitCount + populationCount, count: count + sampleCount })
  }
  return Math.max(
    ...[...deals.values()].map(({ unitCount, count }) => (count === 0 ? 0.5 : widthOf(count, { variance: 0.25, unitCount, zScore }))),
  )
}
