import { foldName } from '../../base/scheme/find-label.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { DUPLICATE_FLAG, flagValue } from '../../judge/post-flags.js'
import { MIN_SAMPLE_COUNT } from '../audit/draw/sample-size.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { GroupAudit, Lead } from '../breakdown/breakdown-audit.js'
import { type SampleCounts, shareIntervals } from './intervals.js'
import type { FrameUnit } from './join-audit.js'

/** A census of fewer posts gives counts alone. */
const MIN_CENSUS_COUNT = 20
/**
 * A census has a lead from this part of its posts on, and from this many. Choice: by misread posts,
 * see `scripts/coverage`.
 */
const MIN_MARGIN_SHARE = 0.1
const MIN_MARGIN_COUNT = 4

export const LEAD_RULE =
  '"more": in a sample of 30 or more the interval of the difference leaves out 0; of 20 or more that were all read, one side has a tenth of all and at least 4 more than the other; both hold without any one account, and without any one text that is repeated'

/** Shares of a sample by the method of a group, where some units were left out. */
export type Estimate = (
  sample: SampleCounts,
  leftOut: readonly FrameUnit[],
) => readonly ShareInterval[]

interface Compared extends Pick<StanceScheme, 'labels' | 'sides'> {
  /** All of the group. */
  readonly units: readonly FrameUnit[]
  readonly estimate: Estimate
}

/**
 * The side ahead, and a majority of one label: null with too few labels. Both must hold without any
 * one account or text.
 */
export function standingOf(
  counts: SampleCounts,
  { units, labels, sides, estimate }: Compared,
): Pick<GroupAudit, 'lead' | 'most'> {
  const isNamed = units.some(({ post }) => post.author !== null)
  if (!isEnough(counts, isNamed ? 1 : 0)) return { lead: null, most: null }
  const others = withoutOne(counts, units, labels)
  const [most = null] = labels.filter((label) => isMajority(counts, label, labels))
  const [one, other, ...more] = sides
  const isPair = one !== undefined && other !== undefined && more.length === 0
  const lead = isPair ? compareSides(estimate(counts, []), [one, other], counts) : null
  return {
    lead: lead?.word === 'more' ? testedLead(lead, others, estimate) : lead,
    most: others.every(({ sample }) => most !== null && isMajority(sample, most, labels))
      ? most
      : null,
  }
}

/** The lead if it stays without any of these; else why not. */
function testedLead(lead: Lead, others: readonly Without[], estimate: Estimate): Lead {
  const [largest] = others
    .filter((without) => !keepsLead(without, lead, estimate))
    .sort((one, other) => other.leftOutUnits.length - one.leftOutUnits.length)
  if (largest === undefined) return lead
  if (largest.leftOutUnits.length === 1) return { ...lead, word: 'unclear' }
  const isFewLeft = !isEnough(largest.sample)
  return { ...lead, word: 'unclear', without: largest.one, ...(isFewLeft && { isFewLeft }) }
}

const sizeOf = ({ hitCounts }: SampleCounts): number => sum(hitCounts)

const isAllPicked = (counts: SampleCounts): boolean =>
  sizeOf(counts) + counts.missingCount === counts.populationCount

const isEnough = (counts: SampleCounts, spareCount = 0): boolean =>
  sizeOf(counts) - spareCount >= (isAllPicked(counts) ? MIN_CENSUS_COUNT : MIN_SAMPLE_COUNT)

/** Posts by which a label must lead in a census; a missing label may be for the other. */
const marginOf = ({ populationCount, missingCount }: SampleCounts): number =>
  Math.max(MIN_MARGIN_COUNT, MIN_MARGIN_SHARE * populationCount) + missingCount

function isMajority(counts: SampleCounts, label: string, labels: readonly string[]): boolean {
  if (!isEnough(counts)) return false
  const hitCount = counts.hitCounts[labels.indexOf(label)] ?? 0
  if (isAllPicked(counts)) return 2 * hitCount - sizeOf(counts) >= marginOf(counts)
  return shareIntervals(counts, labels).some(
    (interval) => interval.label === label && roundOutwards(interval).low > 50,
  )
}

/** True if the same side is still ahead where an account or a text was left out. */
export function keepsLead(
  { sample, leftOutUnits }: Omit<Without, 'one'>,
  { ahead, behind }: Pick<Lead, 'ahead' | 'behind'>,
  estimate: Estimate,
): boolean {
  if (!isEnough(sample)) return false
  const without = compareSides(estimate(sample, leftOutUnits), [ahead, behind], sample)
  return without?.word === 'more' && without.ahead === ahead
}

/** Counts from which one account, or one text that several posts have, was left out. */
interface Without {
  readonly one: 'account' | 'text'
  readonly leftOutUnits: readonly FrameUnit[]
  readonly sample: SampleCounts
}

/** The distinct counts that remain when one account, or one repeated text, is left out. */
function withoutOne(
  counts: SampleCounts,
  units: readonly FrameUnit[],
  labels: readonly string[],
): Without[] {
  const leave = (one: Without['one'], keyOf: (unit: FrameUnit) => string | null): Without[] =>
    [...groupBy(units, keyOf)].flatMap(([key, leftOutUnits]) =>
      key === null || (one === 'text' && leftOutUnits.length === 1) || !leftOutUnits.some(isRead)
        ? []
        : [{ one, leftOutUnits, sample: countWithout(counts, leftOutUnits, labels) }],
    )
  const all = [...leave('account', accountOf), ...leave('text', textOf)]
  return [...new Map(all.map((left) => [JSON.stringify([left.one, left.sample]), left])).values()]
}

const isRead = ({ outcome }: FrameUnit): boolean => outcome !== null && outcome !== 'open'

/** Names the first post with the same words. */
function textOf({ post: { flags, threadId, id } }: FrameUnit): string {
  const first = flagValue(flags, DUPLICATE_FLAG) ?? id
  return first.includes('/') ? first : `${threadId}/${first}`
}

/** The account of a post, its spellings joined; null where no author is known. */
export const accountOf = ({ post: { author } }: FrameUnit): string | null =>
  author === null ? null : foldName(author) || author

export function countWithout(
  counts: SampleCounts,
  leftOutUnits: readonly FrameUnit[],
  labels: readonly string[],
): SampleCounts {
  const readUnits = leftOutUnits.filter(isRead)
  const countOf = (label: string | null): number =>
    readUnits.filter((unit) => unit.label === label).length
  return {
    populationCount: counts.populationCount - leftOutUnits.length,
    hitCounts: labels.map((label, index) => (counts.hitCounts[index] ?? 0) - countOf(label)),
    missingCount: counts.missingCount - countOf(null),
  }
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
    ? difference * sizeOf(sample) >= marginOf(sample) - 1e-9
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
