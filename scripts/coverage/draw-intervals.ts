import { STANCE_SCHEME as scheme } from '../../src/base/scheme/stance-scheme.js'
import { mean } from '../../src/base/statistics/estimate/mean.js'
import { binomialTail } from '../../src/base/statistics/interval/incomplete-beta.js'
import {
  type Interval,
  wilsonInterval,
} from '../../src/base/statistics/interval/wilson-interval.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { assistSample, MIN_EXPLAINED } from '../../src/count/share/assisted.js'
import { shareIntervals } from '../../src/count/share/intervals.js'
import { type Cell, EXPLAINED, LABEL_COUNTS, nameOf, type Part } from './cells.js'
import { classify, drawCrowd, drawOrder } from './generate.js'

/**
 * `ours`: the package's interval; `assisted`: with the help of a model; `wilson`: Wilson's on n /
 * (1 - n / N) labels.
 */
export const METHODS = ['ours', 'assisted', 'wilson'] as const
export type Method = (typeof METHODS)[number]

/** Intervals of one draw in one cell, and the share of label 0 that they are to hold. */
export interface Drawn {
  readonly truth: number
  /** `assisted` is null where the help of the model is refused. */
  readonly intervals: Readonly<Record<Method, Interval | null>>
}

/** Samples of one crowd, which costs more to make than they do. */
export const SAMPLES_PER_CROWD = 8
/** Crowds of one part that have seeds of their own, and sources of chance of one crowd. */
const MAX_CROWDS = 2 ** 24
const SOURCES = 2 + EXPLAINED.length

/**
 * The intervals of each sample of a crowd, in some cells of a part. They do not depend on the other
 * cells and crowds.
 */
export function drawIntervals(part: Part, crowdIndex: number, cells: readonly Cell[]): Drawn[][] {
  const source = (index: number) =>
    seededRandom((part.seed * MAX_CROWDS + crowdIndex) * SOURCES + index)
  const crowd = drawCrowd(part, source(0))
  const estimates = EXPLAINED.map((explained, index) =>
    estimator(crowd.truthOf, classify(crowd, { explained, crowd: part.crowd }, source(2 + index))),
  )
  const random = source(1)
  return Array.from({ length: SAMPLES_PER_CROWD }, () => {
    const order = drawOrder(part.postCount, Math.max(...LABEL_COUNTS), random)
    return cells.flatMap(
      ({ explained, labelCount }) =>
        estimates[EXPLAINED.indexOf(explained)]?.(order.slice(0, labelCount)) ?? [],
    )
  })
}

/** From the posts that are labelled to the intervals of label 0. */
type Estimator = (labelled: readonly number[]) => Drawn

/**
 * As `aggregate` does, from lists instead of posts.
 *
 * @param truthOf the true label of each post
 * @param proxies of each label, by post
 */
export function estimator(truthOf: Uint8Array, proxies: readonly Float64Array[]): Estimator {
  const populationCount = truthOf.length
  const truth = truthOf.reduce((count, label) => count + Number(label === 0), 0) / populationCount
  const labelOf = new Int32Array(populationCount)
  const sample = { labelOf, proxies }
  return (labelled) => {
    labelOf.fill(-1)
    for (const post of labelled) labelOf[post] = truthOf[post] as number
    const hitCounts = scheme.labels.map(
      (_, label) => labelled.filter((post) => truthOf[post] === label).length,
    )
    const plain = shareIntervals({ populationCount, hitCounts, missingCount: 0 }, scheme.labels)
    const isCensus = labelled.length === populationCount
    const help = isCensus ? null : assistSample(sample, plain)
    const [ours] = plain
    if (!ours) throw new Error('expected an interval, got none')
    const assisted =
      help !== null && help.explained >= MIN_EXPLAINED ? (help.intervals[0] ?? null) : null
    const wilson = isCensus
      ? ours
      : wilsonInterval(ours.share, labelled.length / (1 - labelled.length / populationCount))
    return { truth, intervals: { ours, assisted, wilson } }
  }
}

/** Results of all draws in one cell. */
export interface CellResult {
  readonly name: string
  readonly draws: number
  readonly tallies: Readonly<Record<Method, Tally>>
}

/** Draws that gave an interval, those whose interval held the truth, and its mean width. */
interface Tally {
  readonly count: number
  readonly held: number
  readonly width: number
}

const LEAST_COVERAGE = 0.93
const BOUND_LEVEL = 0.99
/** A share on the border to within rounding is held. */
const SLACK = 1e-12

/** @param draws rounded up to whole crowds */
export function tallyPart(part: Part, cells: readonly Cell[], draws: number): CellResult[] {
  const crowds = Array.from({ length: Math.ceil(draws / SAMPLES_PER_CROWD) }, (_, crowd) =>
    drawIntervals(part, crowd, cells),
  )
  return cells.map((cell, index) =>
    tallyDraws(
      nameOf(cell),
      crowds.flat().flatMap((sample) => sample[index] ?? []),
    ),
  )
}

/**
 * True if a method holds: the upper 99 % bound (Clopper and Pearson) of its coverage is at least 93
 * %.
 */
export const holds = ({ held, count }: Pick<Tally, 'held' | 'count'>): boolean =>
  held === count || binomialTail(held + 1, count, LEAST_COVERAGE) <= BOUND_LEVEL

/** Width over that of plain Wilson; null where a census closes both, or all draws refuse. */
export const widthRatio = ({ tallies }: CellResult, method: Method = 'ours'): number | null =>
  tallies.wilson.width === 0 || tallies[method].count === 0
    ? null
    : tallies[method].width / tallies.wilson.width

export function tallyDraws(name: string, drawn: readonly Drawn[]): CellResult {
  const tallies = METHODS.map((method) => {
    const all = drawn.flatMap(({ truth, intervals: { [method]: one } }) =>
      one === null ? [] : [{ truth, ...one }],
    )
    const held = all.filter(
      ({ truth, low, high }) => low <= truth + SLACK && high >= truth - SLACK,
    ).length
    return [
      method,
      { count: all.length, held, width: mean(all.map(({ low, high }) => high - low)) ?? 0 },
    ] as const
  })
  return {
    name,
    draws: drawn.length,
    tallies: Object.fromEntries(tallies) as CellResult['tallies'],
  }
}
