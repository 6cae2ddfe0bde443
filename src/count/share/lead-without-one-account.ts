import { accountOf } from '../../base/scheme/find-label.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { DUPLICATE_FLAG, flagValue } from '../../judge/post-flags.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { GroupAudit, Lead, Rest } from '../breakdown/breakdown-audit.js'
import type { SampleCounts } from './intervals.js'
import type { FrameUnit } from './join-audit.js'
import { compareSides, isAllPicked, isEnough, isMajority } from './lead.js'

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
 * The side ahead, and a majority of one label: `few` in a census of too few posts, null in a sample
 * of too few. Both must hold without any one account or text.
 */
export function standingOf(
  counts: SampleCounts,
  { units, labels, sides, estimate }: Compared,
): Pick<GroupAudit, 'lead' | 'most'> {
  const isFew = !isEnough(counts, 1)
  if (isFew && !isAllPicked(counts)) return { lead: null, most: null }
  const [one, other, ...more] = sides
  const isPair = one !== undefined && other !== undefined && more.length === 0
  const plain = isPair ? compareSides(estimate(counts, []), [one, other], counts) : null
  if (isFew) return { lead: plain && { ...plain, word: 'few' }, most: null }
  const others = withoutOne(counts, units, labels)
  const lead = plain?.word === 'more' ? testedLead(plain, others, { labels, estimate }) : plain
  const [most = null] = labels.filter((label) => isMajority(counts, label, labels))
  return {
    lead,
    most: others.every(({ sample }) => most !== null && isMajority(sample, most, labels))
      ? most
      : null,
  }
}

/** The lead if it stays without any of these; else why not. */
function testedLead(
  lead: Lead,
  others: readonly Without[],
  { labels, estimate }: Pick<Compared, 'labels' | 'estimate'>,
): Lead {
  const [largest] = others
    .flatMap((without) => {
      const rest = restOf(without, lead, estimate)
      return rest === null ? [] : { ...without, rest }
    })
    .sort((one, other) => other.leftOutUnits.length - one.leftOutUnits.length)
  if (largest === undefined) return lead
  const { one, rest, sample, leftOutUnits } = largest
  const postCount = leftOutUnits.length
  if (postCount === 1) return { ...lead, word: 'unclear' }
  const otherCounts = [lead.ahead, lead.behind].map(
    (side) => sample.hitCounts[labels.indexOf(side)] ?? 0,
  )
  return { ...lead, word: 'unclear', without: { one, postCount, otherCounts, rest } }
}

/** What is left of a lead where an account or a text was left out; null if it stays. */
function restOf(
  { sample, leftOutUnits }: Without,
  { ahead, behind }: Lead,
  estimate: Estimate,
): Rest | null {
  if (!isEnough(sample)) return 'few'
  const without = compareSides(estimate(sample, leftOutUnits), [ahead, behind], sample)
  if (without?.word !== 'more') return 'close'
  return without.ahead === ahead ? null : 'turned'
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
  // A post of an unknown author may be the only one of its account.
  const leave = (one: Without['one'], keyOf: (unit: FrameUnit) => string | null): Without[] =>
    [...groupBy(units, keyOf)].flatMap(([key, leftOutUnits]) =>
      key === null || (one === 'text' && leftOutUnits.length === 1) || !leftOutUnits.some(isRead)
        ? []
        : [{ one, leftOutUnits, sample: countWithout(counts, leftOutUnits, labels) }],
    )
  const all = [
    ...leave('account', ({ post }) => accountOf(post) ?? ` ${post.threadId}/${post.id}`),
    ...leave('text', textOf),
  ]
  return [...new Map(all.map((left) => [JSON.stringify([left.one, left.sample]), left])).values()]
}

const isRead = ({ outcome }: FrameUnit): boolean => outcome !== null && outcome !== 'open'

/** Names the first post with the same words. */
function textOf({ post: { flags, threadId, id } }: FrameUnit): string {
  const first = flagValue(flags, DUPLICATE_FLAG) ?? id
  return first.includes('/') ? first : `${threadId}/${first}`
}

export function countWithout(
  counts: SampleCounts,
  leftOutUnits: readonly FrameUnit[],
  labels: readonly string[],
): SampleCounts {
  const out = countSample(leftOutUnits, labels)
  return {
    populationCount: counts.populationCount - out.populationCount,
    hitCounts: counts.hitCounts.map((count, index) => count - (out.hitCounts[index] ?? 0)),
    missingCount: counts.missingCount - out.missingCount,
    pendingCount: (counts.pendingCount ?? 0) - (out.pendingCount ?? 0),
  }
}

export function countSample(units: readonly FrameUnit[], labels: readonly string[]): SampleCounts {
  const missing = units.filter((unit) => unit.label === null && isRead(unit))
  return {
    populationCount: units.length,
    hitCounts: labels.map((label) => units.filter((unit) => unit.label === label).length),
    missingCount: missing.length,
    pendingCount: missing.filter(({ outcome }) => outcome !== 'unclear').length,
  }
}
