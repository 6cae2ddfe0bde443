import { STANCE_SCHEME as scheme } from '../../src/base/scheme/stance-scheme.js'
import { assistedShares } from '../../src/base/statistics/estimate/assisted-shares.js'
import { sum } from '../../src/base/statistics/estimate/mean.js'
import { listStrata } from '../../src/base/statistics/estimate/stratified-sample.js'
import { binomialTail } from '../../src/base/statistics/interval/incomplete-beta.js'
import { type Interval, wilsonInterval } from '../../src/base/statistics/interval/wilson-interval.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { type AuditSample, estimateCaptured, intervalsOf } from '../../src/count/audited/audited-intervals.js'
import { type Cell, EXPLAINED, LABEL_COUNTS, nameOf, type Part } from './cells.js'
import { classify, drawCrowd, drawOrder, LABEL_COUNT } from './generate.js'

/** `ours`: the package's interval; `alone`: by the same rule from the labels alone; `wilson`: Wilson's on n / (1 - n / N) labels. */
export const METHODS = ['ours', 'alone', 'wilson'] as const
export type Method = (typeof METHODS)[number]

/** Intervals of one draw in one cell, and the share of label 0 that they are to hold. */
export interface Drawn {
  readonly truth: number
  readonly intervals: Readonly<Record<Method, Interval>>
}

/** Samples of one crowd, which costs more to make than they do. */
export const SAMPLES_PER_CROWD = 8
/** Crowds of one part that have seeds of their own, and sources of chance of one crowd. */
const [MAX_CROWDS, SOURCES] = [2 ** 24, 4]

/** The intervals of each sample of a crowd, in some cells of a part. They do not depend on the other cells and crowds. */
export function drawIntervals(part: Part, crowdIndex: number, cells: readonly Cell[]): Drawn[][] {
  const source = (index: number) => seededRandom((part.seed * MAX_CROWDS + crowdIndex) * SOURCES + index)
  const crowd = drawCrowd(part, source(0))
  const estimates = EXPLAINED.map((explained, index) =>
    estimator(crowd.truthOf, classify(crowd, { explained, crowd: part.crowd }, source(2 + index))),
  )
  const random = source(1)
  return Array.from({ length: SAMPLES_PER_CROWD }, () => {
    const order = drawOrder(part.postCount, Math.max(...LABEL_COUNTS), random)
    return cells.flatMap(({ explained, labelCount }) => estimates[EXPLAINED.indexOf(explained)]?.(order.slice(0, labelCount)) ?? [])
  })
}

/** From the posts that are labelled to the intervals of label 0. */
type Estimator = (labelled: readonly number[]) => Drawn

const LEVEL = { confidenceLevel: 0.95 }
const NO_PROXY = Array.from({ length: LABEL_COUNT }, () => new Array<number>(LABEL_COUNT).fill(0))

/** As `aggregate` does, from lists instead of posts. @param truthOf the true label of each post @param proxies of each label, by post */
export function estimator(truthOf: Uint8Array, proxies: readonly Float64Array[]): Estimator {
  const truth = truthOf.reduce((count, label) => count + Number(label === 0), 0) / truthOf.length
  const labelOf = new Int32Array(truthOf.length)
  const noughts = new Uint32Array(truthOf.length)
  const lists = { labelOf, stratumOf: noughts, proxies, authorOf: noughts, threadOf: noughts, missing: [] }
  const sample: AuditSample = { units: [], ...lists, joinedStratumCount: 0 }
  // One stratum, whose members and proxies are the same in all samples.
  const all = listStrata(sample)
  return (labelled) => {
    labelOf.fill(-1)
    for (const post of labelled) labelOf[post] = truthOf[post] as number
    const strata = all.map((stratum) => ({ ...stratum, sampled: labelled }))
    const estimate = estimateCaptured(sample, strata)
    const unaided = { ...estimate, raw: assistedShares(sample, NO_PROXY, strata) }
    const [ours, alone] = [estimate, unaided].map((one) => intervalsOf(one, scheme, LEVEL)[0])
    if (!ours || !alone) throw new Error('expected an interval, got none')
    const share = labelled.filter((post) => truthOf[post] === 0).length / labelled.length
    const size = labelled.length / (1 - labelled.length / truthOf.length)
    const wilson = size < Number.POSITIVE_INFINITY ? wilsonInterval(share, size) : { low: share, high: share }
    return { truth, intervals: { ours, alone, wilson } }
  }
}

/** Results of all draws in one cell. */
export interface CellResult {
  readonly name: string
  readonly draws: number
  /** For each method, the draws whose interval held the truth, and its mean width. */
  readonly tallies: Readonly<Record<Method, { readonly held: number; readonly width: number }>>
}

const LEAST_COVERAGE = 0.93
const BOUND_LEVEL = 0.99
/** A share on the border to within rounding is held. */
const SLACK = 1e-12

/** @param draws rounded up to whole crowds */
export function tallyPart(part: Part, cells: readonly Cell[], draws: number): CellResult[] {
  const crowds = Array.from({ length: Math.ceil(draws / SAMPLES_PER_CROWD) }, (_, crowd) => drawIntervals(part, crowd, cells))
  return cells.map((cell, index) =>
    tallyDraws(
      nameOf(cell),
      crowds.flat().flatMap((sample) => sample[index] ?? []),
    ),
  )
}

/** True if a method holds: the upper 99 % bound (Clopper and Pearson) of its coverage is at least 93 %. */
export const holds = ({ held }: { readonly held: number }, draws: number): boolean =>
  held === draws || binomialTail(held + 1, draws, LEAST_COVERAGE) <= BOUND_LEVEL

/** Width over that of plain Wilson; null where a census closes both. */
export const widthRatio = ({ tallies }: CellResult, method: Method = 'ours'): number | null =>
  tallies.wilson.width === 0 ? null : tallies[method].width / tallies.wilson.width

export function tallyDraws(name: string, drawn: readonly Drawn[]): CellResult {
  const tallies = METHODS.map((method) => {
    const all = drawn.map(({ truth, intervals }) => ({ truth, ...intervals[method] }))
    const held = all.filter(({ truth, low, high }) => low <= truth + SLACK && high >= truth - SLACK).length
    return [method, { held, width: sum(all.map(({ low, high }) => high - low)) / all.length }] as const
  })
  return { name, draws: drawn.length, tallies: Object.fromEntries(tallies) as CellResult['tallies'] }
}
