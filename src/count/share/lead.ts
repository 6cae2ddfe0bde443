import { sum } from '../../base/statistics/estimate/mean.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { MIN_SAMPLE_COUNT } from '../audit/draw/sample-size.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { Lead } from '../breakdown/breakdown-audit.js'
import { type SampleCounts, shareIntervals } from './intervals.js'

/** A census of fewer posts has no lead. */
export const MIN_CENSUS_COUNT = 20
/**
 * A census has a lead from this part of its posts on, and from this many. Choice: by misread posts,
 * see `scripts/coverage`.
 */
const MIN_MARGIN_SHARE = 0.1
const MIN_MARGIN_COUNT = 4

export const LEAD_RULE =
  '"more": in a sample of 30 or more the interval of the difference leaves out 0; of more than 20 that were all read, one side has a tenth of all and at least 4 more than the other; both hold without any one account, and without any one text that is repeated'

const sizeOf = ({ hitCounts }: SampleCounts): number => sum(hitCounts)

/** True if every post was picked to be read. */
export const isAllPicked = (counts: SampleCounts): boolean =>
  sizeOf(counts) + counts.missingCount === counts.populationCount

export const isEnough = (counts: SampleCounts, spareCount = 0): boolean =>
  sizeOf(counts) - spareCount >= (isAllPicked(counts) ? MIN_CENSUS_COUNT : MIN_SAMPLE_COUNT)

/** Posts by which a label must lead in a census; a missing label may be for the other. */
export const marginOf = ({
  populationCount,
  missingCount,
}: Pick<SampleCounts, 'populationCount' | 'missingCount'>): number =>
  Math.max(MIN_MARGIN_COUNT, MIN_MARGIN_SHARE * populationCount) + missingCount

export function isMajority(
  counts: SampleCounts,
  label: string,
  labels: readonly string[],
): boolean {
  if (!isEnough(counts)) return false
  const hitCount = counts.hitCounts[labels.indexOf(label)] ?? 0
  if (isAllPicked(counts)) return 2 * hitCount - sizeOf(counts) >= marginOf(counts)
  return shareIntervals(counts, labels).some(
    (interval) => interval.label === label && roundOutwards(interval).low > 50,
  )
}

/**
 * Compares the shares of two sides. The interval of their difference follows from those of the two
 * shares (MOVER).
 *
 * @param shares of all labels
 * @see Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics
 *   in Medicine 27:1693
 */
export function compareSides(
  shares: readonly ShareInterval[],
  sides: readonly [string, string],
  sample: SampleCounts,
): Lead | null {
  const [one, other] = sides.map((side) => shares.find(({ label }) => label === side))
  if (!one || !other) return null
  const [ahead, behind] = other.share > one.share ? [other, one] : [one, other]
  const difference = ahead.share - behind.share
  const correlation = sample.missingCount === 0 ? correlationOf(ahead, behind, shares) : -1
  const reach = (up: number, down: number): number =>
    Math.sqrt(up ** 2 + down ** 2 - 2 * correlation * up * down)
  const low = Math.max(-1, difference - reach(ahead.share - ahead.low, behind.high - behind.share))
  const high = Math.min(1, difference + reach(ahead.high - ahead.share, behind.share - behind.low))
  const isClear = isAllPicked(sample)
    ? difference * (sample.populationCount - (sample.pendingCount ?? 0)) >= marginOf(sample) - 1e-9
    : roundOutwards({ low, high }).low > 0
  return {
    ahead: ahead.label,
    behind: behind.label,
    difference,
    low,
    high,
    word: isClear ? 'more' : 'unclear',
  }
}

/**
 * Correlation of two shares of one sample. A single third label has the variance of the sides' sum,
 * which gives their covariance. With no third label, or several, the lowest possible one: -1.
 */
function correlationOf(
  ahead: ShareInterval,
  behind: ShareInterval,
  shares: readonly ShareInterval[],
): number {
  const [third, ...more] = shares.filter((share) => share !== ahead && share !== behind)
  const together = 2 * ahead.standardError * behind.standardError
  if (more.length > 0 || third === undefined) return -1
  if (together === 0) return 0
  const ofSides = ahead.standardError ** 2 + behind.standardError ** 2
  return Math.min(0, Math.max(-1, (third.standardError ** 2 - ofSides) / together))
}
