import { STANCE_SCHEME as scheme } from '../../src/base/scheme/stance-scheme.js'
import { assistedShares } from '../../src/base/statistics/estimate/assisted-shares.js'
import { listStrata } from '../../src/base/statistics/estimate/stratified-sample.js'
import { type Interval, wilsonInterval } from '../../src/base/statistics/interval/wilson-interval.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { type AuditSample, estimateCaptured, intervalsOf } from '../../src/count/audited/audited-intervals.js'
import { type Cell, LABEL_COUNTS, type Part, seedOf } from './cells.js'
import { classify, drawCrowd, drawOrder, LABEL_COUNT } from './generate.js'

/** `ours`: the package's interval; `alone`: by the same rule from the labels alone; `wilson`: Wilson's on n / (1 - n / N) labels. */
export const METHODS = ['ours', 'alone', 'wilson'] as const
export type Method = (typeof METHODS)[number]

/** Result of one draw in one cell, for label 0. */
export interface Drawn {
  /** Share of the captured posts that the intervals are to hold. */
  readonly truth: number
  readonly intervals: Readonly<Record<Method, Interval>>
}

/** Samples of one crowd, which costs more to make than they do. */
export const SAMPLES_PER_CROWD = 8
/** Crowds of one part that have seeds of their own, and sources of chance of one crowd. */
const [MAX_CROWDS, SOURCES] = [2 ** 24, 4]

/** The intervals of each sample of a crowd, in each of some cells of a part: the same whichever other cells and crowds are asked for. */
export function drawIntervals(part: Part, crowdIndex: number, cells: readonly Cell[]): Drawn[][] {
  const source = (index: number) => seededRandom((seedOf(part) * MAX_CROWDS + crowdIndex) * SOURCES + index)
  const crowd = drawCrowd(part, source(0))
  const estimates = new Map(
    [...new Set(cells.map(({ errors }) => errors))].map((errors) => {
      return [errors, estimator(crowd.truthOf, classify(crowd, errors, source(errors === 'independent' ? 2 : 3)))] as const
    }),
  )
  const random = source(1)
  return Array.from({ length: SAMPLES_PER_CROWD }, () => {
    const order = drawOrder(part.postCount, Math.max(...LABEL_COUNTS), random)
    return cells.map(({ errors, labelCount }) => (estimates.get(errors) as Estimator)(order.slice(0, labelCount)))
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
