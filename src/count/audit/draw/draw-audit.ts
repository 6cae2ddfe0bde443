import { PipelineError } from '../../../base/errors.js'
import { recordScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { seededRandom, shuffled } from '../../../base/statistics/random/seeded-random.js'
import { listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { AUDIT_SCHEMA, type AuditDesign, type AuditStratum, type AuditUnit } from '../audit.js'
import { recordDraw } from '../drawn-record.js'
import { mentionedDeals, type PopulationUnit, type SortedPopulation, seedOfPopulation, sortPopulation } from '../population.js'

/** How large a sample to draw, and how. */
export interface DrawOptions {
  /** Units wanted over all deals, integer >= 1. */
  readonly size: number
  /** Integer in [0, 2^53). By default it follows from the judgements themselves, so that nobody can try several. */
  readonly seed?: number
  readonly scoredSha256: string
  /** Labels of the scheme, in its order. */
  readonly labels: readonly string[]
  /** Kept in the design, unless it is the one that ships. */
  readonly scheme?: StanceScheme
  /** Deals of which nothing is drawn, unless everything is. Default: those that are only mentioned, see `mentionedDeals`. */
  readonly leftOut?: ReadonlySet<string | null>
}

/**
 * Draws a random sample with known inclusion probabilities: every deal is a population of its own and gets its part of `size` in
 * proportion to its units; within a stratum the draw is simple random without replacement. The sample depends neither on the order of
 * the posts nor on that of their deals, and a larger one with the same seed holds the smaller one's units wherever no stratum shrinks.
 *
 * @returns the design, its units in random order: whoever stops early has labelled a random part
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a size below 1, `SCORED_INVALID` for no post or a post that stands twice
 */
export function drawAudit(posts: readonly ScoredPost[], options: DrawOptions): AuditDesign {
  const population = sortPopulation(posts)
  return { ...drawUnits(population, { leftOut: mentionedDeals(posts), ...options }), drawn: recordDraw(population, options.labels) }
}

/** {@link drawAudit} from a population that stands in order, without the record of what its file says. */
export function drawUnits({ posts, units: population, sha256: populationSha256 }: SortedPopulation, options: DrawOptions): AuditDesign {
  const { size, seed = seedOfPopulation(populationSha256), scoredSha256, labels, scheme = STANCE_SCHEME, leftOut } = options
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected a size that is a whole number of at least 1, got ${size}.`)
  }
  if (population.length === 0) {
    throw new PipelineError('SCORED_INVALID', 'expected scored posts to draw from, got none. Give the output of classify --format jsonl.')
  }
  const groups = groupByStratum(population)
  const isDrawn = ([, [first]]: (typeof groups)[number]): boolean =>
    size >= population.length || leftOut?.has(first?.dealId ?? null) !== true
  const drawn = groups.filter(isDrawn)
  const sizes = allot(
    size,
    drawn.map(([, members]) => members.length),
  )
  const sizeOf = new Map(drawn.map(([id], index) => [id, sizes[index] ?? 0]))
  const random = seededRandom(seed)
  const strata: AuditStratum[] = []
  const units: AuditUnit[] = []
  for (const [id, members] of groups) {
    const sampleCount = sizeOf.get(id) ?? 0
    strata.push({ id, dealId: members[0]?.dealId ?? null, populationCount: members.length, sampleCount })
    const probability = sampleCount / members.length
    // The whole stratum is put in random order and its start taken, so that a larger sample holds the smaller one.
    for (const { threadId, postId, dealId, post } of shuffled(members, random).slice(0, sampleCount)) {
      units.push({ threadId, postId, dealId, stratum: id, probability, textHash: hashWords(post.text) })
    }
  }
  const recorded = recordScheme(scheme)
  const deals = listMoves(posts)
  const [first] = posts
  return {
    ...{ schema: AUDIT_SCHEMA, method: 'uniform', size, seed, populationSha256, scoredSha256, scoredCount: posts.length },
    model: first !== undefined && posts.every(({ model }) => model === first.model) ? first.model : null,
    labels,
    ...(recorded && { scheme: recorded }),
    ...(deals.length > 0 && { deals }),
    strata,
    units: shuffled(units, random),
  }
}

/** The stratum of a deal's units. */
export const stratumOfDeal = (dealId: string | null): string => (dealId === null ? 'no deal' : `deal ${dealId}`)

/** Units by the stratum of their deal, in the order of its name. */
const groupByStratum = (units: readonly PopulationUnit[]): [string, PopulationUnit[]][] =>
  [...groupBy(units, ({ dealId }) => dealId)]
    .map(([dealId, members]): [string, PopulationUnit[]] => [stratumOfDeal(dealId), members])
    .sort(([one], [other]) => (one < other ? -1 : 1))

/** Fewer drawn units than this give a stratum no variance of its own. */
const MIN_SAMPLE_COUNT = 2

/**
 * Shares a sample out to parts in proportion to their sizes (largest remainders), at least two to each part that has two, never more
 * than it has. Where the least counts alone exceed the total, they are the result.
 *
 * @param total      units wanted, integer >= 0
 * @param partCounts units in each part, integers >= 1
 * @returns one count per part; their sum is `total`, unless the least counts or the parts themselves say otherwise
 * @example allot(10, [70, 25, 3]) // => [6, 2, 2]
 */
export function allot(total: number, partCounts: readonly number[]): number[] {
  const populationCount = partCounts.reduce((sum, count) => sum + count, 0)
  if (total >= populationCount) return [...partCounts]
  const least = partCounts.map((count) => Math.min(MIN_SAMPLE_COUNT, count))
  const isLeast = partCounts.map(() => false)
  for (;;) {
    const free = partCounts.map((count, index) => (isLeast[index] ? 0 : count))
    const freeCount = free.reduce((sum, count) => sum + count, 0)
    const toShare = Math.max(0, total - least.reduce((sum, count, index) => sum + (isLeast[index] ? count : 0), 0))
    const quotas = free.map((count) => (freeCount === 0 ? 0 : (toShare * count) / freeCount))
    const short = quotas.flatMap((quota, index) => (!isLeast[index] && quota < (least[index] ?? 0) ? [index] : []))
    if (short.length === 0) return roundToTotal(quotas, toShare).map((count, index) => (isLeast[index] ? (least[index] ?? 0) : count))
    for (const index of short) isLeast[index] = true
  }
}

/** Whole numbers next to the quotas that sum to the total: the largest remainders are rounded up, at a tie the first ones. */
function roundToTotal(quotas: readonly number[], total: number): number[] {
  const counts = quotas.map(Math.floor)
  const missing = quotas.every((quota) => quota === 0) ? 0 : total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}

/** The deals of which a design draws nothing. */
export const leftOutOf = ({ strata }: Pick<AuditDesign, 'strata'>): Set<string | null> =>
  new Set(strata.flatMap(({ dealId, sampleCount }) => (sampleCount === 0 ? [dealId] : [])))

/**
 * A larger sample of the same judgements that holds a smaller one: its units first, in their order, then those that are new. Every label
 * stays good.
 *
 * @param posts the judgements that `design` was drawn from, scored by any model
 * @param size  judgements wanted over all deals, more than `design.size`
 */
export function growAudit(design: AuditDesign, posts: readonly ScoredPost[], size: number): AuditDesign {
  const { seed, scoredSha256, labels, scheme } = design
  const population = sortPopulation(posts)
  const draw = (count: number): AuditDesign =>
    drawUnits(population, { size: count, seed, scoredSha256, labels, ...(scheme && { scheme }), leftOut: leftOutOf(design) })
  const larger = draw(size)
  const known = new Set(design.units.map(unitKeyOf))
  // Where a part of the larger draw is smaller by rounding, it keeps what it had.
  const drawn = [...design.units, ...larger.units.filter((unit) => !known.has(unitKeyOf(unit)))]
  const countOf = countEach(drawn.map(({ stratum }) => stratum))
  const strata = larger.strata.map((stratum) => ({ ...stratum, sampleCount: countOf.get(stratum.id) ?? 0 }))
  const chanceOf = new Map(strata.map(({ id, sampleCount, populationCount }) => [id, sampleCount / populationCount]))
  const everyUnit = new Map(draw(Number.MAX_SAFE_INTEGER).units.map((unit) => [unitKeyOf(unit), unit]))
  return {
    ...larger,
    ...(design.deals && { deals: design.deals }),
    scoredCount: design.scoredCount,
    sizesBefore: [...(design.sizesBefore ?? []), design.size],
    model: design.model,
    strata,
    units: drawn.map((unit) => ({ ...unit, ...everyUnit.get(unitKeyOf(unit)), probability: chanceOf.get(unit.stratum) ?? 1 })),
    ...(design.drawn && { drawn: design.drawn }),
    ...(design.forgotten && { forgotten: design.forgotten }),
  }
}
