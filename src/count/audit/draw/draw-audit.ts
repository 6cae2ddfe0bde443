import { PipelineError } from '../../../base/errors.js'
import { recordScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import { roundToTotal } from '../../../base/statistics/estimate/round-to-total.js'
import { largestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { seededRandom, shuffled } from '../../../base/statistics/random/seeded-random.js'
import { type AuditedMove, listMoves, recordedDeals } from '../../../base/thread/deal-record.js'
import { type UnitId, unitKeyOf } from '../../../base/thread/unit-key.js'
import { dealIdsOf, type ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { AUDIT_SCHEMA, type AuditDesign, type AuditStratum } from '../audit.js'
import { designAfter } from '../audit-event.js'
import { countUnits, nameUnit, partsOf, seedOfPosts, sortPopulation } from '../population.js'
import { sizesOfOneWidth } from './sample-size.js'

/** Size, seed and strata of a sample. */
export interface DrawOptions {
  /** Units wanted over all deals, integer >= 1. */
  readonly size: number
  /** Integer in [0, 2^53). By default it follows from the posts, so that nobody tries several. */
  readonly seed?: number
  /** Number of the sample, where others were drawn before it. */
  readonly round?: number
  /** Labels of the scheme, in its order. */
  readonly labels: readonly string[]
  /** Kept in the design, unless it is the one that ships. */
  readonly scheme?: StanceScheme
  /** Names of deals for coders, beside those in the posts' own records. */
  readonly names?: ReadonlyMap<string, AuditedMove>
  /** Deals to leave out, unless everything is drawn. Default: see `mentionedDeals`. */
  readonly leftOut?: ReadonlySet<string | null>
}

/**
 * Draws a random sample with known inclusion probabilities. Every deal is a stratum, and gets the
 * part of `size` that makes its shares as precise as those of the others. Within a stratum the draw
 * is simple random without replacement. The order of posts and deals does not change the sample.
 *
 * @returns the design, its units in random order: whoever stops early has labelled a random part
 */
export function drawAudit(
  posts: readonly ScoredPost[],
  { size, round, labels, scheme = STANCE_SCHEME, names = new Map(), ...options }: DrawOptions,
): AuditDesign {
  const { units, sha256: populationSha256 } = sortPopulation(posts)
  const { seed = seedOfPosts(units.map(nameUnit), round), leftOut = mentionedDeals(posts) } =
    options
  const drawn = drawFrom(units, { size, seed, leftOut })
  const recorded = recordScheme(scheme)
  const deals = listMoves(
    posts,
    [...new Set(posts.flatMap(dealIdsOf))].flatMap((dealId) => names.get(dealId) ?? []),
  )
  const models = new Set(posts.map(({ model }) => model))
  const [model = null] = models
  return {
    schema: AUDIT_SCHEMA,
    size,
    seed,
    ...(round !== undefined && { round }),
    populationSha256,
    model: models.size === 1 ? model : null,
    labels,
    ...(recorded && { scheme: recorded }),
    ...(deals.length > 0 && { deals }),
    strata: countStrata(units, drawn),
    units: drawn.map(nameUnit),
  }
}

/**
 * A simple random sample of each deal's units, in random order.
 *
 * @param population in the order of their keys
 */
export function drawFrom<Unit extends UnitId>(
  population: readonly Unit[],
  { size, seed, leftOut }: Pick<DrawOptions, 'size' | 'leftOut'> & { readonly seed: number },
): Unit[] {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected a size that is a whole number of at least 1, got ${size}.`,
    )
  }
  if (population.length === 0) {
    throw new PipelineError(
      'SCORED_INVALID',
      'expected scored posts to pick from, got none. Give the output of classify --format jsonl.',
    )
  }
  const strata = strataOf(population)
  const taken = strata.filter(
    ([dealId]) => size >= population.length || leftOut?.has(dealId) !== true,
  )
  const sizes = allot(
    size,
    taken.map(([, members]) => members.length),
  )
  const sizeOf = new Map(taken.map(([dealId], index) => [dealId, sizes[index]]))
  const random = seededRandom(seed)
  // The start of a shuffled stratum is taken, so that a larger sample holds the smaller one.
  const drawn = strata.flatMap(([dealId, members]) =>
    shuffled(members, random).slice(0, sizeOf.get(dealId) ?? 0),
  )
  return shuffled(drawn, random)
}

const strataOf = <Unit extends UnitId>(units: readonly Unit[]) =>
  partsOf(units, ({ dealId }) => dealId)

function countStrata(population: readonly UnitId[], drawn: readonly UnitId[]): AuditStratum[] {
  const countOf = countEach(drawn.map(({ dealId }) => dealId))
  return strataOf(population).map(([dealId, members]) => ({
    dealId,
    populationCount: members.length,
    sampleCount: countOf.get(dealId) ?? 0,
  }))
}

/** Fewer give a stratum no variance. */
const MIN_SAMPLE_COUNT = 2

/**
 * Allots a total to parts, so that the shares of each have the same width: to each at least two,
 * never more than it has.
 *
 * @param partCounts units in each part, integers >= 1
 * @example allot(164, [400, 808]) // => [78, 86]
 */
export function allot(total: number, partCounts: readonly number[]): number[] {
  if (total >= sum(partCounts)) return [...partCounts]
  const weights = sizesOfOneWidth(total, partCounts)
  const fixed = new Map<number, number>()
  for (;;) {
    const toShare = Math.max(0, total - sum([...fixed.values()]))
    const freeWeight = sum(weights.filter((_, index) => !fixed.has(index)))
    const quotas = weights.map(
      (weight, index) => fixed.get(index) ?? (toShare * weight) / freeWeight,
    )
    const least = partCounts.map((count) => Math.min(MIN_SAMPLE_COUNT, count))
    const isShort = quotas.some((quota, index) => quota < (least[index] ?? 0))
    const before = fixed.size
    for (const [index, quota] of quotas.entries()) {
      const bound = (isShort ? least : partCounts)[index] ?? 0
      if (isShort ? quota < bound : quota > bound) fixed.set(index, bound)
    }
    if (fixed.size === before) return roundToTotal(quotas, Math.round(sum(quotas)))
  }
}

const leftOutOf = ({ strata }: AuditDesign): Set<string | null> =>
  new Set(strata.flatMap(({ dealId, sampleCount }) => (sampleCount > 0 ? [] : [dealId])))

/**
 * A larger sample that holds a smaller one: its units first, in their order, then new ones.
 *
 * @param size units wanted over all deals, more than `design.size`
 * @param leftOut deals to leave out. Default: those that `design` leaves out
 */
export function growAudit(
  design: AuditDesign,
  posts: readonly ScoredPost[],
  size: number,
  leftOut: ReadonlySet<string | null> = leftOutOf(design),
): AuditDesign {
  const population = sortPopulation(posts).units
  const known = new Set(design.units.map(unitKeyOf))
  const added = drawFrom(population, { size, seed: design.seed, leftOut }).filter(
    ({ key }) => !known.has(key),
  )
  return designAfter(design, {
    kind: 'grow',
    size,
    strata: countStrata(population, [...design.units, ...added]),
    units: added.map(nameUnit),
    at: null,
  })
}

/** A deal below both numbers is only mentioned beside others. Choice. */
const MENTIONED_COUNT = 30
const MENTIONED_SHARE = 0.05

export const isFew = (count: number, total: number): boolean =>
  count < MENTIONED_COUNT && count < MENTIONED_SHARE * total

/** Minor deals: under 30 units and 5 %. Never the largest, nor one that the user named. */
export function mentionedDeals(posts: readonly ScoredPost[]): Set<string | null> {
  const counts = countUnits(posts)
  const total = sum([...counts.values()])
  const most = largestOf(counts.values())
  const few = new Set(
    [...counts].flatMap(([dealId, count]) => (isFew(count, total) && count < most ? [dealId] : [])),
  )
  if (few.size === 0) return few
  for (const { meta, stances } of posts) {
    for (const { id } of recordedDeals(meta)) few.delete(id)
    for (const { by, dealId } of stances) if (by === 'given' || by === 'column') few.delete(dealId)
  }
  return few
}
