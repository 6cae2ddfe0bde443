import { shrinkRatio } from '../../../base/statistics/estimate/assisted-shares.js'
import { covariance, mean, variance } from '../../../base/statistics/estimate/mean.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import { auditedInterval, MIN_HIT_COUNT } from '../../../base/statistics/interval/exact-or-wilson.js'
import { normalQuantile } from '../../../base/statistics/interval/wilson-interval.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Audit, AuditDesign } from '../audit.js'
import { listUnits, mentionedDeals, type PopulationUnit } from '../population.js'
import { settleLabels } from '../settle-labels.js'

/** The wanted precision, and the labels so far. */
export interface PlanOptions {
  readonly labels: readonly string[]
  /** Wanted half of the interval, as a share in (0, 0.5]. */
  readonly halfWidth: number
  /** In (0, 1). */
  readonly confidenceLevel: number
  /** Labels so far; null where there are none. */
  readonly audit: Audit | null
}

/** Labels that a deal needs. */
export interface DealPlan {
  readonly dealId: string | null
  readonly unitCount: number
  readonly labelledCount: number
  /** Labels that suffice without any help of the classifier, in four draws of five. */
  readonly byHandCount: number
  /** Labels that suffice if the classifier errs as its probabilities say, or as the labels so far show. */
  readonly expectedCount: number
  /** The deal is only mentioned beside others, see `mentionedDeals`: a sample holds none of it, unless all is drawn. */
  readonly isMentioned: boolean
  /** Source of `expectedCount`; without probabilities or labels it is `byHandCount`. */
  readonly basis: 'probabilities' | 'labels' | 'none'
}

/** Labels for an interval of the wanted width, by deal and over all. */
export interface AuditPlan {
  readonly deals: readonly DealPlan[]
  /** Sample size that gives each sampled deal its `byHandCount`. */
  readonly byHandSize: number
  readonly expectedSize: number
}

/** No share is quoted from fewer labels than this, unless all posts have one. Choice: below, one label in 20 moves a share by more than 5 points. */
export const MIN_QUOTED_COUNT = 20

/** With fewer labels a handful decides who is ahead: no lead is printed then, unless all posts are labelled. Every plan asks for as many. */
export const MIN_LEAD_COUNT = 30

/** From this many labels of a deal on, they are trusted more than the probabilities. Choice: a variance of 30 is known to about a quarter. */
export const MIN_LABELLED_COUNT = 30

/**
 * Plans the labels for intervals as narrow as wanted, of every share of the captured posts, in 80 % of the draws. The labels themselves
 * decide the final width.
 *
 * @returns deals with most units first
 */
export function planAudit(posts: readonly ScoredPost[], options: PlanOptions): AuditPlan {
  const { labels, halfWidth, confidenceLevel, audit } = options
  const settled = new Map(
    (audit === null ? [] : settleLabels(audit)).flatMap(({ unit, label }) => (label === null ? [] : [[unitKeyOf(unit), label] as const])),
  )
  const byDeal = groupBy(listUnits(posts), ({ dealId }) => dealId)
  const mentioned = mentionedDeals(posts)
  const deals = [...byDeal].map(([dealId, units]): DealPlan => {
    const known = units.flatMap((unit) => (settled.has(unit.key) ? [{ unit, label: settled.get(unit.key) ?? '' }] : []))
    const isBasedOnLabels = known.length >= MIN_LABELLED_COUNT
    const isBlind = !isBasedOnLabels && units.some(({ judgement }) => judgement.label !== null && judgement.probabilities === null)
    const expected = labels.map((label) => (isBasedOnLabels ? observed(known, label) : believed(units, label)))
    const need = (each: readonly Expectation[]): number => labelsToQuote(each, { unitCount: units.length, halfWidth, confidenceLevel })
    const byHandCount = need(isBasedOnLabels ? expected.map(({ share }) => unassisted(share)) : [UNKNOWN])
    return {
      dealId,
      unitCount: units.length,
      labelledCount: known.length,
      isMentioned: mentioned.has(dealId),
      byHandCount,
      expectedCount: isBlind ? byHandCount : Math.min(byHandCount, need(expected)),
      basis: isBlind ? 'none' : isBasedOnLabels ? 'labels' : 'probabilities',
    }
  })
  deals.sort((one, other) => other.unitCount - one.unitCount || (String(one.dealId) < String(other.dealId) ? -1 : 1))
  const drawn = deals.filter(({ isMentioned }) => !isMentioned)
  const unitCount = drawn.reduce((sum, deal) => sum + deal.unitCount, 0)
  const sizeFor = (count: (deal: DealPlan) => number): number =>
    Math.max(0, ...drawn.map((deal) => sampleFor(count(deal), deal.unitCount, unitCount)))
  return {
    deals,
    byHandSize: sizeFor((deal) => deal.byHandCount),
    expectedSize: sizeFor((deal) => deal.expectedCount),
  }
}

/** Expected share of one label and its variance. */
export interface Expectation {
  readonly share: number
  /** The part of its variance that the model explains, at most 1. Below 0 where the sample says less than its labels would by themselves. */
  readonly explained: number
  /** Relative standard deviation of what is left of the variance, as one label shows it. */
  readonly unsteadiness: number
  /** True if nothing is known of the share. */
  readonly isUnknown?: true
}

/** Worst case: a share of one half that the model does not explain. */
export const UNKNOWN: Expectation = { share: 0.5, explained: 0, unsteadiness: 0, isUnknown: true }

export const unassisted = (share: number): Expectation => ({
  ...{ share, explained: 0 },
  unsteadiness: ratioOf(Math.abs(1 - 2 * share), Math.sqrt(share * (1 - share))),
})

/** Expectation by the calibrated probabilities; units without any are taken to be like the others. */
function believed(units: readonly PopulationUnit[], label: string): Expectation {
  const chances = units.flatMap(({ judgement: { probabilities } }) => (probabilities === null ? [] : [probabilities[label] ?? 0]))
  const share = mean(chances)
  if (share === null) return UNKNOWN
  const fourth = mean(chances.map((chance) => chance * (1 - chance) * (chance ** 3 + (1 - chance) ** 3))) ?? 0
  const left = mean(chances.map((chance) => chance * (1 - chance))) ?? 0
  return expectation(share, left, fourth - left ** 2, chances.length / units.length)
}

function observed(known: readonly { readonly unit: PopulationUnit; readonly label: string }[], label: string): Expectation {
  const truths = known.map((one) => Number(one.label === label))
  const guesses = known.map(({ unit: { judgement } }) => judgement.probabilities?.[label] ?? Number(judgement.label === label))
  const [share, centre] = [mean(truths) ?? 0, mean(guesses) ?? 0]
  const slope = Math.min(1, Math.max(0, ratioOf(covariance(truths, guesses) ?? 0, variance(guesses) ?? 0)))
  const squares = truths.map((truth, index) => (truth - share - slope * ((guesses[index] as number) - centre)) ** 2)
  const left = mean(squares) ?? 0
  return expectation(share, left, variance(squares) ?? 0)
}

/** @param left the variance that the model leaves, which has itself the variance `spread` @param known part of the units that the model scored */
const expectation = (share: number, left: number, spread: number, known = 1): Expectation => ({
  share,
  explained: known * (1 - ratioOf(left, share * (1 - share))),
  unsteadiness: ratioOf(Math.sqrt(Math.max(0, spread)), left),
})

/** At most 1e3, since the whole may be nearly 0. */
const ratioOf = (part: number, whole: number): number => (whole > 0 ? Math.min(1e3, part / whole) : 0)

interface Need {
  readonly unitCount: number
  readonly halfWidth: number
  readonly confidenceLevel: number
}

/** The fewest labels that let a lead be printed and make intervals narrow enough, each in {@link PLANNED_SHARE} of the draws. */
export const labelsToQuote = (each: readonly Expectation[], need: Need): number =>
  Math.max(Math.min(MIN_LEAD_COUNT, need.unitCount), ...each.map((one) => labelsNeeded(one, need)))

function labelsNeeded(expected: Expectation, { unitCount, halfWidth, confidenceLevel }: Need): number {
  let [low, high] = [Math.min(2, unitCount), unitCount]
  while (low < high) {
    const count = Math.floor((low + high) / 2)
    if (halfWidthOf({ unitCount, count }, expected, confidenceLevel) <= halfWidth) high = count
    else low = count + 1
  }
  return low
}

/** The part of the draws in which a planned number of labels suffices. */
export const PLANNED_SHARE = 0.8
/** Quantile for two labels with intervals about as wide: either may be the unlucky one. */
const UNLUCKY = normalQuantile((1 + PLANNED_SHARE) / 2)

/**
 * The longer arm of the interval in an unlucky draw, one in ten. The model explains less than expected, or too few labels are of one kind
 * to use it.
 */
function halfWidthOf(
  { unitCount, count }: { readonly unitCount: number; readonly count: number },
  { share, explained, unsteadiness, isUnknown }: Expectation,
  confidenceLevel: number,
): number {
  if (count === 0) return 0.5
  if (count >= unitCount) return 0
  const [labelledSize, effectiveSize] = [count, 1 / (1 / count - 1 / unitCount)]
  const most = share * (1 - share)
  const armAt = (labelShare: number, designEffect: number): number => {
    const audited = { labelShare, labelledSize, effectiveSize, designEffect }
    const { low, high } = auditedInterval(labelShare, audited, confidenceLevel)
    return Math.max(labelShare - low, high - labelShare)
  }
  const left = (1 - explained) * (1 + (UNLUCKY * unsteadiness) / Math.sqrt(count))
  // The variance of a share is at most that of one half.
  const arm = armAt(share, explained < 0 ? left : Math.min(shrinkRatio(left, count), ratioOf(0.25, most)))
  const shift = isUnknown ? share : UNLUCKY * Math.sqrt(most / effectiveSize)
  const rarer = Math.min(share, 1 - share)
  if (count * (rarer - shift) >= MIN_HIT_COUNT) return arm
  return Math.max(arm, armAt(Math.min(MIN_HIT_COUNT - 1, Math.round(count * (rarer + shift))) / count, 1))
}

/**
 * The sample size that makes the interval of the largest deal as narrow as wanted, whatever classifier and labels are.
 *
 * @param unitCounts units by deal
 * @param halfWidth  as a share in (0, 0.5]
 * @returns the units to draw over all deals
 */
export function sampleSizeFor(unitCounts: ReadonlyMap<string | null, number>, halfWidth: number): number {
  const total = [...unitCounts.values()].reduce((sum, count) => sum + count, 0)
  const unitCount = Math.max(0, ...unitCounts.values())
  if (unitCount === 0) return 0
  return sampleFor(labelsWithoutHelp(unitCount, halfWidth), unitCount, total)
}

/** Units to draw over all deals, in proportion to their sizes, for a count of labels in one deal. */
export const sampleFor = (count: number, unitCount: number, total: number): number =>
  Math.min(total, Math.ceil((count * total) / unitCount))

const labelsWithoutHelp = (unitCount: number, halfWidth: number): number =>
  labelsToQuote([UNKNOWN], { unitCount, halfWidth, confidenceLevel: 0.95 })

/**
 * The planned width, which coders may know: half of the largest deal's 95 % interval from the whole sample. It assumes an evenly split deal
 * and no help of the classifier, so it tells nothing about the labels.
 */
export function plannedWidthWords({ strata }: AuditDesign): string {
  const deals = strata.filter(({ sampleCount }) => sampleCount > 0).sort((one, other) => other.populationCount - one.populationCount)
  const [{ populationCount, sampleCount } = { populationCount: 0, sampleCount: 0 }] = deals
  const halfWidth = halfWidthOf({ unitCount: populationCount, count: sampleCount }, UNKNOWN, 0.95)
  const whose = deals.length > 1 ? ' on the deal with most posts' : ''
  if (halfWidth === 0) return `with all of them labelled there is no sampling error${whose}`
  if (halfWidth >= 0.5) return `±50 points or more${whose} once all are labelled (95%): too few for a share`
  return `about ±${(Math.ceil(halfWidth * 1000) / 10).toFixed(1)} points${whose} once all are labelled (95%), if the model is no help`
}
