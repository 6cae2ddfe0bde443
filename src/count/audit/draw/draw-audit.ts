import { PipelineError } from '../../../base/errors.js'
import { recordScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { roundToTotal, sum } from '../../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { seededRandom, shuffled } from '../../../base/statistics/random/seeded-random.js'
import { type AuditedMove, listMoves } from '../../../base/thread/deal-record.js'
import { type UnitId, unitKeyOf } from '../../../base/thread/unit-key.js'
import { dealIdsOf, type ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { AUDIT_SCHEMA, type AuditDesign } from '../audit.js'
import {
  mentionedDeals,
  nameUnit,
  type PopulationUnit,
  type SortedPopulation,
  seedOfPosts,
  sortPopulation,
} from '../population.js'
import { sizesOfOneWidth } from './sample-size.js'

/** Size, seed and strata of a sample. */
export interface DrawOptions {
  /** Units wanted over all deals, integer >= 1. */
  readonly size: number
  /**
   * Integer in [0, 2^53). By default it follows from the units themselves, so that nobody can try
   * several.
   */
  readonly seed?: number
  /** Number of the sample, where others were drawn before it. */
  readonly round?: number
  /** Labels of the scheme, in its order. */
  readonly labels: readonly string[]
  /** Kept in the design, unless it is the one that ships. */
  readonly scheme?: StanceScheme
  /**
   * Names of deals for coders, beside those in the posts' own records. Deals of no post are
   * ignored.
   */
  readonly names?: ReadonlyMap<string, AuditedMove>
  /**
   * Deals to leave out, unless everything is drawn. Default: those that are only mentioned, see
   * `mentionedDeals`.
   */
  readonly leftOut?: ReadonlySet<string | null>
}

/**
 * Draws a random sample with known inclusion probabilities. Every deal is a stratum, and gets the
 * part of `size` that makes its shares as precise as those of the others. Within a stratum the draw
 * is simple random without replacement. The order of posts and deals does not change the sample. A
 * larger one with the same seed holds the smaller one's units wherever no stratum shrinks.
 *
 * @returns the design, its units in random order: whoever stops early has labelled a random part
 */
export function drawAudit(posts: readonly ScoredPost[], options: DrawOptions): AuditDesign {
  const population = sortPopulation(posts)
  const head = startDesign(population, options)
  const drawn = drawFrom(population.units, {
    leftOut: mentionedDeals(posts),
    ...options,
    seed: head.seed,
  })
  return { ...head, ...allotStrata(population, drawn) }
}

function startDesign(
  { posts, units, sha256: populationSha256 }: SortedPopulation,
  {
    size,
    round,
    seed = seedOfPosts(units.map(nameUnit), round),
    labels,
    scheme = STANCE_SCHEME,
    names = new Map(),
  }: DrawOptions,
): Omit<AuditDesign, 'strata' | 'units'> {
  const recorded = recordScheme(scheme)
  const deals = listMoves(
    posts,
    [...new Set(posts.flatMap(dealIdsOf))].flatMap((dealId) => names.get(dealId) ?? []),
  )
  const [first] = posts
  return {
    schema: AUDIT_SCHEMA,
    size,
    seed,
    ...(round !== undefined && { round }),
    populationSha256,
    model:
      first !== undefined && posts.every(({ model }) => model === first.model) ? first.model : null,
    labels,
    ...(recorded && { scheme: recorded }),
    ...(deals.length > 0 && { deals }),
  }
}

/**
 * A simple random sample of each deal's units, in random order.
 *
 * @param population in the order of their keys
 */
export function drawFrom<Unit extends UnitId>(
  population: readonly Unit[],
  {
    size,
    seed,
    leftOut,
  }: {
    readonly size: number
    readonly seed: number
    readonly leftOut?: ReadonlySet<string | null> | undefined
  },
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
  const groups = [...groupBy(population, ({ dealId }) => stratumOf(dealId))].sort(
    ([one], [other]) => (one < other ? -1 : 1),
  )
  const taken = groups.filter(
    ([, [first]]) => size >= population.length || leftOut?.has(first?.dealId ?? null) !== true,
  )
  const sizes = allot(
    size,
    taken.map(([, members]) => members.length),
  )
  const sizeOf = new Map(taken.map(([id], index) => [id, sizes[index] ?? 0]))
  const random = seededRandom(seed)
  // The start of a shuffled stratum is taken, so that a larger sample holds the smaller one.
  const drawn = groups.flatMap(([id, members]) =>
    shuffled(members, random).slice(0, sizeOf.get(id) ?? 0),
  )
  return shuffled(drawn, random)
}

/** The stratum of a unit: its deal. Units of one deal share one text. */
const stratumOf = (dealId: string | null): string =>
  dealId === null ? 'no deal' : `deal ${dealId}`

/** The strata of a population, with their drawn units. */
function allotStrata(
  { units: population }: Pick<SortedPopulation, 'units'>,
  drawn: readonly PopulationUnit[],
): Pick<AuditDesign, 'strata' | 'units'> {
  const countOf = countEach(drawn.map(({ dealId }) => dealId))
  const strata = [...countEach(population.map(({ dealId }) => dealId))]
    .sort(([one], [other]) => (stratumOf(one) < stratumOf(other) ? -1 : 1))
    .map(([dealId, populationCount]) => ({
      dealId,
      populationCount,
      sampleCount: countOf.get(dealId) ?? 0,
    }))
  return { strata, units: drawn.map(nameUnit) }
}

/** Fewer drawn units than this give a stratum no variance of its own. */
const MIN_SAMPLE_COUNT = 2

/**
 * Allots a sample to parts by weights (largest remainders). Each part gets at least two, and never
 * more than it has. Where the least counts alone exceed the total, they are the result.
 *
 * @param total units wanted, integer >= 0
 * @param partCounts units in each part, integers >= 1
 * @param weights default: weights that give the shares of each part the same width
 * @returns one count per part; their sum is `total`, unless the least counts exceed it or the parts
 *   hold less
 * @example allot(164, [400, 808]) // => [78, 86]
 */
export function allot(
  total: number,
  partCounts: readonly number[],
  weights: readonly number[] = sizesOfOneWidth(total, partCounts),
): number[] {
  if (total >= sum(partCounts)) return [...partCounts]
  const least = partCounts.map((count) => Math.min(MIN_SAMPLE_COUNT, count))
  const fixed = new Map<number, number>()
  for (;;) {
    const toShare = Math.max(0, total - sum([...fixed.values()]))
    const freeWeight = sum(weights.filter((_, index) => !fixed.has(index)))
    const quotas = weights.map((weight, index) => {
      const free = freeWeight === 0 ? 0 : (toShare * weight) / freeWeight
      return fixed.get(index) ?? free
    })
    const short = beyond(quotas, (quota, index) => quota < (least[index] ?? 0))
    const long = beyond(quotas, (quota, index) => quota > (partCounts[index] ?? 0))
    if (short.length + long.length === 0) return roundToTotal(quotas, Math.round(sum(quotas)))
    for (const index of short) fixed.set(index, least[index] ?? 0)
    if (short.length === 0) for (const index of long) fixed.set(index, partCounts[index] ?? 0)
  }
}

/** Places of the quotas that break a bound. */
const beyond = (
  quotas: readonly number[],
  isBeyond: (quota: number, index: number) => boolean,
): number[] => quotas.flatMap((quota, index) => (isBeyond(quota, index) ? [index] : []))

export function leftOutOf({ strata }: Pick<AuditDesign, 'strata'>): Set<string | null> {
  return new Set(strata.flatMap(({ dealId, sampleCount }) => (sampleCount > 0 ? [] : [dealId])))
}

/**
 * A larger sample that holds a smaller one: its units first, in their order, then new ones. Every
 * label stays good. A part that rounding would make smaller keeps its units.
 *
 * @param posts the units that `design` was drawn from, scored by any model
 * @param size units wanted over all deals, more than `design.size`
 * @param leftOut deals to leave out. Default: those that `design` leaves out
 */
export function growAudit(
  design: AuditDesign,
  posts: readonly ScoredPost[],
  size: number,
  leftOut: ReadonlySet<string | null> = leftOutOf(design),
): AuditDesign {
  const population = sortPopulation(posts)
  const unitOf = new Map(population.units.map((unit) => [unit.key, unit]))
  const before = design.units.flatMap((unit) => unitOf.get(unitKeyOf(unit)) ?? [])
  const known = new Set(before.map(({ key }) => key))
  const drawn = drawFrom(population.units, { size, seed: design.seed, leftOut })
  const added = drawn.filter(({ key }) => !known.has(key))
  const sizesBefore = [...(design.sizesBefore ?? []), design.size]
  return { ...design, size, sizesBefore, ...allotStrata(population, [...before, ...added]) }
}
