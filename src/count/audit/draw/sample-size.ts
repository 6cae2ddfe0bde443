import { largestOf } from '../../../base/statistics/extremes.js'
import { hypergeometricInterval } from '../../../base/statistics/interval/hypergeometric.js'
import { Z_SCORE_95 } from '../../../base/statistics/interval/wilson-interval.js'
import type { AuditDesign } from '../audit.js'

/** No share is quoted from fewer labels than this, unless all posts have one. Choice: below, a handful decides who is ahead. */
export const MIN_SAMPLE_COUNT = 30
/** Half of the 95 % interval that a sample is drawn for, unless told otherwise: 10 points. */
export const DEFAULT_HALF_WIDTH = 0.1

/**
 * Labels that give the share of an evenly split population to within a half-width, whatever the labels are: n0 / (1 + n0 / N), where n0 is
 * z² / 4 d², 96 for ten points. At least {@link MIN_SAMPLE_COUNT}, or all.
 *
 * @param halfWidth as a share in (0, 0.5]
 * @see Cochran (1977), Sampling Techniques, section 4.4
 * @example sampleSizeFor(400) // => 78
 */
export function sampleSizeFor(unitCount: number, halfWidth = DEFAULT_HALF_WIDTH): number {
  const endless = (Z_SCORE_95 / (2 * halfWidth)) ** 2
  return Math.min(
    unitCount,
    Math.max(MIN_SAMPLE_COUNT, Math.ceil(endless / (1 + endless / unitCount) - 1e-9)),
  )
}

/** Units to draw over all deals, in proportion to their sizes, for a count of labels in one deal. */
export const sampleFor = (count: number, unitCount: number, total: number): number =>
  Math.min(total, Math.ceil((count * total) / unitCount))

/**
 * The sample over all deals that gives the largest one its labels.
 *
 * @param unitCounts units by deal
 */
export function totalSizeFor(
  unitCounts: ReadonlyMap<string | null, number>,
  halfWidth = DEFAULT_HALF_WIDTH,
): number {
  const total = [...unitCounts.values()].reduce((sum, count) => sum + count, 0)
  const unitCount = Math.max(0, largestOf(unitCounts.values()))
  return unitCount === 0 ? 0 : sampleFor(sampleSizeFor(unitCount, halfWidth), unitCount, total)
}

/**
 * The planned width, which coders may know: half of the largest deal's 95 % interval from the whole sample. It assumes an evenly split
 * deal, so it tells nothing about the labels.
 */
export function plannedWidthWords({ strata }: Pick<AuditDesign, 'strata'>): string {
  const deals = strata
    .filter(({ sampleCount }) => sampleCount > 0)
    .sort((one, other) => other.populationCount - one.populationCount)
  const [{ populationCount, sampleCount } = { populationCount: 0, sampleCount: 0 }] = deals
  const whose = deals.length > 1 ? ' on the deal with most posts' : ''
  if (sampleCount >= populationCount)
    return `with all of them labelled there is no sampling error${whose}`
  const { low, high } = hypergeometricInterval(
    Math.round(sampleCount / 2),
    sampleCount,
    populationCount,
    0.95,
  )
  return `about ±${(Math.ceil((high - low) * 500) / 10).toFixed(1)} points${whose} once all are labelled (95%)`
}
