import { PipelineError } from '../../../base/errors.js'
import { recordScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { seededRandom, shuffled } from '../../../base/statistics/random/seeded-random.js'
import { memoise } from '../../../base/text/lazily.js'
import { type AuditedMove, checkSameMoves, listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import {
  AUDIT_SCHEMA,
  type AuditDesign,
  type AuditStratum,
  type AuditUnit,
  type DrawUnit,
  type EarlierDraw,
  type NamedUnit,
} from '../audit.js'
import { withoutLabelsOf } from '../audit-event.js'
import type { AuditFile } from '../audit-file.js'
import { mismatch, recordDraw, recordLater } from '../drawn-record.js'
import {
  captureNumbers,
  hashUnits,
  listGone,
  mentionedDeals,
  nameKeyOf,
  nameUnit,
  type PopulationUnit,
  type SortedPopulation,
  seedOfPosts,
  sortPopulation,
  withDepths,
} from '../population.js'
import { stratumDepths } from './depth-strata.js'

/** Size, seed and strata of a sample. */
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
  /** Names of deals for coders, beside those in the posts' own records. Deals of no post are ignored. */
  readonly names?: ReadonlyMap<string, AuditedMove>
  /** Deals to leave out, unless everything is drawn. Default: those that are only mentioned, see `mentionedDeals`. */
  readonly leftOut?: ReadonlySet<string | null>
  /** Draws each depth of a deal separately. Default: each deal as a whole. */
  readonly by?: 'depth'
}

/**
 * Draws a random sample with known inclusion probabilities. Every deal is a stratum, and gets its part of `size` in proportion to its
 * units. Within a stratum the draw is simple random without replacement. The order of posts and deals does not change the sample. A larger
 * one with the same seed holds the smaller one's units wherever no stratum shrinks.
 *
 * @returns the design, its units in random order: whoever stops early has labelled a random part
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a size below 1, `SCORED_INVALID` for no post or a post that stands twice
 */
export function drawAudit(posts: readonly ScoredPost[], options: DrawOptions): AuditDesign {
  const sorted = sortPopulation(posts)
  const population = options.by === undefined ? sorted : { ...sorted, units: withDepths(sorted.units, stratumDepths(sorted)) }
  const head = startDesign(population, options)
  const drawn = drawFrom(population.units, { leftOut: mentionedDeals(posts), ...options, seed: head.seed })
  return { ...head, ...allotStrata(population, drawn, () => 0), drawn: recordDraw(population, options.labels) }
}

function startDesign(
  { posts, units, sha256: populationSha256 }: SortedPopulation,
  { size, seed = seedOfPosts(units.map(nameUnit)), scoredSha256, labels, by, scheme = STANCE_SCHEME, names = new Map() }: DrawOptions,
): Omit<AuditDesign, 'strata' | 'units'> {
  const recorded = recordScheme(scheme)
  const deals = listMoves(
    posts,
    [...new Set(posts.flatMap((post) => post.deals))].flatMap((dealId) => names.get(dealId) ?? []),
  )
  const [first] = posts
  return {
    ...{ schema: AUDIT_SCHEMA, method: 'uniform', ...(by && { by }) },
    ...{ size, seed, populationSha256, scoredSha256, scoredCount: posts.length },
    model: first !== undefined && posts.every(({ model }) => model === first.model) ? first.model : null,
    labels,
    ...(recorded && { scheme: recorded }),
    ...(deals.length > 0 && { deals }),
  }
}

/**
 * A simple random sample of each deal's judgements.
 *
 * @param population in the order of their keys
 * @returns in random order
 */
export function drawFrom<Unit extends DrawUnit>(
  population: readonly Unit[],
  { size, seed, leftOut }: { readonly size: number; readonly seed: number; readonly leftOut?: ReadonlySet<string | null> | undefined },
): Unit[] {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected a size that is a whole number of at least 1, got ${size}.`)
  }
  if (population.length === 0) {
    throw new PipelineError('SCORED_INVALID', 'expected scored posts to pick from, got none. Give the output of classify --format jsonl.')
  }
  const groups = [...groupBy(population, (unit) => stratumOf(unit, 0))].sort(([one], [other]) => (one < other ? -1 : 1))
  const taken = groups.filter(([, [first]]) => size >= population.length || leftOut?.has(first?.dealId ?? null) !== true)
  const sizes = allot(
    size,
    taken.map(([, members]) => members.length),
  )
  const sizeOf = new Map(taken.map(([id], index) => [id, sizes[index] ?? 0]))
  const random = seededRandom(seed)
  // The start of a shuffled stratum is taken, so that a larger sample holds the smaller one.
  const drawn = groups.flatMap(([id, members]) => shuffled(members, random).slice(0, sizeOf.get(id) ?? 0))
  return shuffled(drawn, random)
}

/** Draws the judgements that a language model is asked about. They hold a smaller sample of the same seed where no stratum shrinks. */
export const drawAsked = ({ units, posts }: SortedPopulation, size: number, seed = seedOfPosts(units.map(nameUnit))): PopulationUnit[] =>
  drawFrom(units, { size, seed, leftOut: mentionedDeals(posts) })

/** The stratum of a judgement, by the capture in which it first appeared. A deal's judgements of the first capture share one text. */
export const stratumOf = ({ dealId, depth }: Pick<DrawUnit, 'dealId' | 'depth'>, capture: number): string =>
  `${dealId === null ? 'no deal' : stratumName(dealId)}${depth === undefined ? '' : `, from depth ${depth}`}${capture === 0 ? '' : `, capture ${capture + 1}`}`

const stratumName = memoise((dealId) => `deal ${dealId}`, 1000)

/** The strata of a population, with their drawn units and the chance of each. */
function allotStrata(
  { units: population }: Pick<SortedPopulation, 'units'>,
  drawn: readonly PopulationUnit[],
  captureOf: (unit: PopulationUnit) => number,
): Pick<AuditDesign, 'strata' | 'units'> {
  const idOf = (unit: PopulationUnit): string => stratumOf(unit, captureOf(unit))
  const countOf = countEach(drawn.map(idOf))
  const strata = [...groupBy(population, idOf)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, members]): AuditStratum => {
      const { dealId, depth } = members[0] as PopulationUnit
      return { id, dealId, ...(depth && { depth }), populationCount: members.length, sampleCount: countOf.get(id) ?? 0 }
    })
  const chanceOf = new Map(strata.map(({ id, sampleCount, populationCount }) => [id, sampleCount / populationCount]))
  const units = drawn.map((unit): AuditUnit => {
    const { textHash, ...ids } = nameUnit(unit)
    const stratum = idOf(unit)
    return { ...ids, stratum, probability: chanceOf.get(stratum) as number, textHash }
  })
  return { strata, units }
}

/** Fewer drawn units than this give a stratum no variance of its own. */
const MIN_SAMPLE_COUNT = 2

/**
 * Allots a sample to parts in proportion to their sizes (largest remainders). Each part gets at least two, and never more than it has.
 * Where the least counts alone exceed the total, they are the result.
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

/** Rounds quotas to whole numbers that sum to the total. The largest remainders are rounded up, the first ones at a tie. */
export function roundToTotal(quotas: readonly number[], total: number): number[] {
  const counts = quotas.map(Math.floor)
  const missing = quotas.every((quota) => quota === 0) ? 0 : total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}

export const isOfCapture = (stratum: AuditStratum, capture: number): boolean => stratum.id === stratumOf(stratum, capture)

const newestStrata = ({ strata, earlier = [] }: Pick<AuditDesign, 'strata' | 'earlier'>): AuditStratum[] =>
  strata.filter((stratum) => isOfCapture(stratum, earlier.length))

export function leftOutOf(design: Pick<AuditDesign, 'strata' | 'earlier'>): Set<string | null> {
  const newest = newestStrata(design)
  const drawn = new Set(newest.flatMap(({ dealId, sampleCount }) => (sampleCount > 0 ? [dealId] : [])))
  return new Set(newest.flatMap(({ dealId }) => (drawn.has(dealId) ? [] : [dealId])))
}

/**
 * A larger sample that holds a smaller one: its units first, in their order, then new ones. Every label stays good. Behind earlier
 * captures, what is new is drawn first; beyond that the sample of the capture with most left grows.
 *
 * @param posts the judgements that `design` was drawn from, scored by any model
 * @param size  judgements wanted over all deals, more than `design.size`
 */
export function growAudit(design: AuditDesign, posts: readonly ScoredPost[], size: number): AuditDesign {
  const population = { units: withDepths(sortPopulation(posts).units, design.drawn?.depths) }
  const unitOf = new Map(population.units.map((unit) => [unit.key, unit]))
  const before = design.units.flatMap((unit) => unitOf.get(unitKeyOf(unit)) ?? [])
  for (const { key } of before) unitOf.delete(key)
  const { earlier = [], sizesBefore = [] } = design
  const captureOf = captureNumbers(design)
  const left = groupBy([...unitOf.values()], captureOf)
  const leftOut = leftOutOf(design)
  const newCount = (left.get(earlier.length) ?? []).filter(({ dealId }) => !leftOut.has(dealId)).length
  if (earlier.length === 0 || newCount > 0) {
    const own = earlier.length === 0 ? size : Math.min(size, design.size + newCount)
    const sample = extendSample({ ...design, leftOut }, population, before, own)
    const grown = { ...design, size: own, sizesBefore: [...sizesBefore, design.size], ...sample }
    return own < size ? growAudit(grown, posts, size) : grown
  }
  const [most] = [...left].sort(([, one], [, other]) => other.length - one.length)
  if (most === undefined) return design
  const [capture, open] = most
  const draw = earlier[capture] as EarlierDraw
  const wanted = Math.min(size - design.size, open.length)
  const openOf = new Map(open.map((unit) => [unit.key, unit]))
  let [drawSize, added]: [number, PopulationUnit[]] = [draw.size, []]
  // Judgements that are gone may be drawn again.
  while (added.length < wanted) {
    drawSize += wanted - added.length
    const drawn = drawFrom(draw.population, { ...draw, size: drawSize, leftOut: new Set(draw.leftOut) })
    added = drawn.flatMap((unit) => openOf.get(unitKeyOf(unit)) ?? [])
  }
  const grown = {
    ...design,
    size: design.size + added.length,
    // Earlier sizes, plus the units that earlier captures add.
    ...(sizesBefore.length > 0 && { sizesBefore: sizesBefore.map((before) => before + added.length) }),
    earlier: earlier.with(capture, { ...draw, size: drawSize, sizesBefore: [...(draw.sizesBefore ?? []), draw.size] }),
    ...allotStrata(population, [...before, ...added], captureOf),
  }
  return grown.size < size ? growAudit(grown, posts, size) : grown
}

/** Extends a sample from its last capture up to a size. A part that rounding would make smaller keeps its units. */
function extendSample(
  { leftOut, ...design }: Pick<AuditDesign, 'earlier' | 'seed'> & Pick<DrawOptions, 'leftOut'>,
  population: Pick<SortedPopulation, 'units'>,
  before: readonly PopulationUnit[],
  size: number,
): Pick<AuditDesign, 'strata' | 'units'> {
  const captureOf = captureNumbers(design)
  const last = design.earlier?.length ?? 0
  const known = new Set(before.map(({ key }) => key))
  const keptCount = before.filter((unit) => captureOf(unit) < last).length
  const fresh = population.units.filter((unit) => captureOf(unit) === last)
  const drawn = drawFrom(fresh, { size: size - keptCount, seed: design.seed, leftOut }).filter(({ key }) => !known.has(key))
  return allotStrata(population, [...before, ...drawn], captureOf)
}

export function ownDraw(design: AuditDesign, keptCount: number): Omit<EarlierDraw, 'population'> {
  const { seed, populationSha256, newSha256: sha256 = populationSha256, sizesBefore = [], size } = design
  const leftOut = [...leftOutOf(design)]
  return { size: size - keptCount, sizesBefore: sizesBefore.map((before) => before - keptCount), seed, leftOut, sha256 }
}

/** An audited capture of some threads: its judgements in the order of keys, and their sample. */
export interface AuditedCapture {
  readonly design: AuditDesign
  readonly units: readonly NamedUnit[]
}

/** The judgements that a later capture shares with an audited one, by ids and text. */
export interface LaterCapture {
  readonly before: readonly NamedUnit[]
  readonly population: SortedPopulation
  readonly kept: readonly PopulationUnit[]
  /** Judgements of no earlier capture. */
  readonly fresh: readonly PopulationUnit[]
  /** Judgements of earlier captures that are gone or have another text. */
  readonly gone: readonly NamedUnit[]
  readonly draws: readonly EarlierDraw[]
  /** Strata with the kept part of the sample. */
  readonly strata: readonly AuditStratum[]
  /** Deals that are only mentioned, and were before. */
  readonly leftOut: ReadonlySet<string | null>
}

/** @throws {PipelineError} `AUDIT_MISMATCH` where most of the earlier capture is gone, nothing is new, or the move is another */
export function compareCaptures({ design, units: given }: AuditedCapture, posts: readonly ScoredPost[]): LaterCapture {
  const before = withDepths(given, design.drawn?.depths)
  const sorted = sortPopulation(posts)
  checkSameMoves(design.deals, listMoves(posts), 'the earlier capture')
  const { earlier = [] } = design
  const known = new Set(earlier.flatMap((one) => one.population).map(nameKeyOf))
  const newest = new Set(newestStrata(design).map(({ id }) => id))
  const keptCount = design.units.filter(({ stratum }) => !newest.has(stratum)).length
  const draws = [...earlier, { ...ownDraw(design, keptCount), population: before.filter((unit) => !known.has(nameKeyOf(unit))) }]
  const captureOf = captureNumbers({ earlier: draws })
  const population = design.by === undefined ? sorted : { ...sorted, units: withDepths(sorted.units, stratumDepths(sorted, draws)) }
  const unitOf = new Map(population.units.map((unit) => [unit.key, unit]))
  const kept = design.units.flatMap((drawn) => {
    const unit = unitOf.get(unitKeyOf(drawn))
    return unit !== undefined && hashWords(unit.post.text) === drawn.textHash ? [unit] : []
  })
  const fresh = population.units.filter((unit) => captureOf(unit) === draws.length)
  const [gone, knownCount] = [listGone({ earlier: draws }, population), draws.flatMap((one) => one.population).length]
  if (kept.length === 0 || gone.length * 2 > knownCount) {
    const words = new Set(population.units.map(({ post }) => hashWords(post.text)))
    const movedCount = gone.filter(({ textHash }) => words.has(textHash)).length
    const moved =
      movedCount * 2 > gone.length ? `; the words of ${movedCount} are here under other ids, as rows without ids are numbered` : ''
    throw mismatch(
      `a later capture of the same threads, got posts without ${gone.length} of the ${knownCount} posts of the earlier one${moved}`,
    )
  }
  if (fresh.length === 0) throw mismatch('posts that the earlier capture does not hold, got none')
  const drawnDeals = new Set(design.units.map(({ dealId }) => dealId))
  const leftOut = new Set([...mentionedDeals(posts)].filter((dealId) => !drawnDeals.has(dealId)))
  return { before, population, kept, fresh, gone, draws, leftOut, strata: allotStrata(population, kept, captureOf).strata }
}

/**
 * Continues a sample in a later capture of the same threads. Keeps drawn units with their labels, and samples the new ones.
 *
 * @param audit   that of the earlier capture, with which `later` was compared
 * @param options `size` over both
 * @throws {PipelineError} `AUDIT_MISMATCH` where an account with more than 5 % of the judgements is gone
 */
export function continueAudit({ design, events }: Pick<AuditFile, 'design' | 'events'>, later: LaterCapture, options: DrawOptions) {
  const { before, population, kept, fresh, draws, leftOut } = later
  const named = fresh.map(nameUnit)
  const part = { earlier: draws, newSha256: hashUnits(named), seed: options.seed ?? seedOfPosts(named) }
  const head = startDesign(population, { ...options, ...(design.by && { by: design.by }) })
  // Units drawn before keep the answers of their draw.
  const model = head.model === design.model ? head.model : null
  const sample = extendSample({ leftOut, ...options, ...part }, population, kept, options.size)
  // A post with a changed text may be drawn again: its labels judged the old words.
  const labelled = new Set(kept.map(unitKeyOf))
  return {
    design: { ...head, model, ...sample, ...part, drawn: recordLater(population, before, design) },
    events: withoutLabelsOf(events, (unit) => !labelled.has(unitKeyOf(unit))),
  }
}
