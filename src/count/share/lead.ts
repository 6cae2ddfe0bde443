import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { MIN_SAMPLE_COUNT } from '../audit/draw/sample-size.js'
import { foldName } from '../audit/settle-labels.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { Lead } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'
import { type SampleCounts, shareIntervals } from './intervals.js'

/** A census of fewer posts gives counts alone. */
const MIN_CENSUS_COUNT = 20

/** Printed in the disclosure with every comparison, so that its words can be checked. */
export const LEAD_RULE =
  '"more": the interval of the difference leaves out 0, and still does without any one account; "too close to call" otherwise'

export interface Standing {
  readonly lead: Lead | null
  /** The majority label: its whole interval lies above half, also without any one account. Null without one. */
  readonly most: string | null
}

/**
 * Who is ahead, and whether one label has a majority: null in a sample of fewer than 30 labels, and a census of fewer than 20 posts.
 *
 * @param units all of the group
 */
export function standingOf(
  counts: SampleCounts,
  {
    units,
    labels,
    sides,
  }: Pick<StanceScheme, 'labels' | 'sides'> & { readonly units: readonly FrameUnit[] },
): Standing {
  const labelledCount = counts.hitCounts.reduce((sum, count) => sum + count, 0)
  const isCensus = labelledCount === counts.populationCount
  if (isCensus ? labelledCount < MIN_CENSUS_COUNT : labelledCount < MIN_SAMPLE_COUNT)
    return { lead: null, most: null }
  const others = withoutAccounts(counts, units, labels)
  const intervalsOf = (sample: SampleCounts): ShareInterval[] => shareIntervals(sample, labels)
  const isMajority = (intervals: readonly ShareInterval[], label: string): boolean =>
    intervals.some((interval) => interval.label === label && roundOutwards(interval).low > 50)
  const intervals = intervalsOf(counts)
  const [most = null] = labels.filter((label) => isMajority(intervals, label))
  const [one, other, ...more] = sides
  const lead =
    one === undefined || other === undefined || more.length > 0
      ? null
      : compareSides(intervals, [one, other], counts)
  const isSure = (sample: SampleCounts): boolean => lead !== null && keepsLead(sample, lead, labels)
  return {
    lead:
      lead?.word === 'more' && !others.every(isSure)
        ? { ...lead, word: 'close', isByOneAccount: true }
        : lead,
    most:
      most !== null && others.every((sample) => isMajority(intervalsOf(sample), most))
        ? most
        : null,
  }
}

/** The lead by the labels alone where shares with the help of a model say the same; null where the two differ, which leaves it unsaid. */
export function sameLead(
  lead: Lead | null,
  assisted: readonly ShareInterval[],
  sample: SampleCounts,
): Lead | null {
  const other = lead && compareSides(assisted, [lead.ahead, lead.behind], sample)
  return other?.word === lead?.word && other?.ahead === lead?.ahead ? other : null
}

/** True if the same side is still ahead in this sample, from which an account was left out. */
export function keepsLead(
  sample: SampleCounts,
  { ahead, behind }: Pick<Lead, 'ahead' | 'behind'>,
  labels: readonly string[],
): boolean {
  const without = compareSides(shareIntervals(sample, labels), [ahead, behind], sample)
  return without?.word === 'more' && without.ahead === ahead
}

/** The counts without each known account that wrote a post of the sample; those that are alike once. */
function withoutAccounts(
  counts: SampleCounts,
  units: readonly FrameUnit[],
  labels: readonly string[],
): SampleCounts[] {
  const drawn = units.filter(
    ({ post, outcome }) => post.author !== null && outcome !== null && outcome !== 'open',
  )
  const accounts = new Set(drawn.map(accountOf))
  const own = groupBy(units, accountOf)
  const left = [...accounts].map((account) => countWithout(counts, own.get(account) ?? [], labels))
  const unlike = new Map(left.map((sample) => [JSON.stringify(sample), sample]))
  return [...unlike.values()].filter(({ hitCounts }) => hitCounts.some((count) => count > 0))
}

/** The account of a post, its spellings joined; null where no author is known. */
export const accountOf = ({ post: { author } }: FrameUnit): string | null =>
  author === null ? null : foldName(author) || author

/** The counts of a sample without some of its units. */
export function countWithout(
  counts: SampleCounts,
  own: readonly FrameUnit[],
  labels: readonly string[],
): SampleCounts {
  const isMissing = ({ outcome, label }: FrameUnit): boolean =>
    outcome !== null && outcome !== 'open' && label === null
  return {
    populationCount: counts.populationCount - own.length,
    hitCounts: labels.map(
      (label, index) =>
        (counts.hitCounts[index] ?? 0) - own.filter((unit) => unit.label === label).length,
    ),
    missingCount: counts.missingCount - own.filter(isMissing).length,
  }
}

/**
 * Compares the shares of two sides. The interval of their difference follows from those of the two shares (MOVER).
 *
 * @param shares of all labels
 * @param sides the two to compare, by label
 * @see Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27:1693
 */
export function compareSides(
  shares: readonly ShareInterval[],
  sides: readonly [string, string],
  { missingCount }: Pick<SampleCounts, 'missingCount'>,
): Lead | null {
  const [one, other] = sides.map((side) => shares.find(({ label }) => label === side))
  if (!one || !other) return null
  const [ahead, behind] = other.share > one.share ? [other, one] : [one, other]
  const difference = ahead.share - behind.share
  const correlation = missingCount === 0 ? correlationOf(ahead, behind, shares) : -1
  const reach = (up: number, down: number): number =>
    Math.sqrt(up ** 2 + down ** 2 - 2 * correlation * up * down)
  const low = Math.max(-1, difference - reach(ahead.share - ahead.low, behind.high - behind.share))
  const high = Math.min(1, difference + reach(ahead.high - ahead.share, behind.share - behind.low))
  const isCensus = low === high
  const word =
    isCensus && difference === 0
      ? 'even'
      : low > 0 && (isCensus || roundOutwards({ low, high }).low > 0)
        ? 'more'
        : 'close'
  return { ahead: ahead.label, behind: behind.label, difference, low, high, word }
}

/**
 * Correlation of two shares of one sample. Shares sum to 1, so a single third label has the variance of the sides' sum, which gives their
 * covariance. With no third label, or several, the lowest possible correlation: -1.
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
  return Math.min(
    0,
    Math.max(
      -1,
      (third.standardError ** 2 - ahead.standardError ** 2 - behind.standardError ** 2) / together,
    ),
  )
}
