import { sum } from '../../../base/statistics/estimate/mean.js'
import { largestOf } from '../../../base/statistics/extremes.js'
import { hypergeometricInterval } from '../../../base/statistics/interval/hypergeometric.js'
import { Z_SCORE_95 } from '../../../base/statistics/interval/wilson-interval.js'
import type { AuditDesign, AuditStratum } from '../audit.js'

/**
 * No share is quoted from fewer labels than this, unless all posts have one. Choice: below, a
 * handful decides who is ahead.
 */
export const MIN_SAMPLE_COUNT = 30
/** Half of the 95 % interval that a sample is drawn for, unless told otherwise: 10 points. */
export const DEFAULT_HALF_WIDTH = 0.1

/**
 * Up to this number of units, all are read. Choice: a sample would save minutes and cost ranges.
 */
const ALL_COUNT = 60
/** A sample that leaves out this part or less takes all. Choice. */
const LEFT_SHARE = 0.1

/**
 * Labels that give the share of an evenly split population to within a half-width: n0 / (1 + n0 /
 * N), where n0 is z² / 4 d², 96 for ten points. All of up to 60 units, and all where a tenth or
 * less would be left.
 *
 * @param halfWidth as a share in (0, 0.5]
 * @see Cochran (1977), Sampling Techniques, section 4.4
 * @example sampleSizeFor(400) // => 78
 */
export function sampleSizeFor(unitCount: number, halfWidth = DEFAULT_HALF_WIDTH): number {
  if (unitCount <= ALL_COUNT) return unitCount
  const endless = (Z_SCORE_95 / (2 * halfWidth)) ** 2
  const enough = Math.ceil(endless / (1 + endless / unitCount) - 1e-9)
  const count = Math.max(MIN_SAMPLE_COUNT, enough)
  return unitCount - count <= LEFT_SHARE * unitCount ? unitCount : count
}

/** The sample over all deals that gives each of them its labels. @param unitCounts units by deal */
export const totalSizeFor = (
  unitCounts: Iterable<number>,
  halfWidth = DEFAULT_HALF_WIDTH,
): number => sum([...unitCounts].map((count) => sampleSizeFor(count, halfWidth)))

/** Halvings of the half-width in search of that of a total. */
const STEP_COUNT = 40

/** Labels for each part that together are about a total, and give each part the same half-width. */
export function sizesOfOneWidth(total: number, unitCounts: readonly number[]): number[] {
  let narrow = 0
  let wide = 0.5
  for (let step = 0; step < STEP_COUNT; step++) {
    const middle = (narrow + wide) / 2
    if (totalSizeFor(unitCounts, middle) > total) narrow = middle
    else wide = middle
  }
  return unitCounts.map((count) => sampleSizeFor(count, wide))
}

/**
 * Half of the widest deal's 95 % interval, empty where all are picked. It assumes evenly split
 * deals, so coders may know it.
 */
export function plannedWidthWords({ strata }: AuditDesign): string {
  const deals = strata.filter(({ sampleCount }) => sampleCount > 0)
  const widest = largestOf(deals.map(plannedPoints))
  const whose = deals.length > 1 ? ' or less on each deal' : ''
  return widest > 0
    ? `about ±${widest.toFixed(1)} percentage points${whose} once this sample is read (95%)`
    : ''
}

/** Half of the 95 % interval of an evenly split stratum, in points, rounded up. */
export function plannedPoints({ sampleCount, populationCount }: AuditStratum): number {
  if (sampleCount >= populationCount) return 0
  const half = Math.round(sampleCount / 2)
  const { low, high } = hypergeometricInterval(half, sampleCount, populationCount, 0.95)
  return Math.ceil((high - low) * 500) / 10
}
