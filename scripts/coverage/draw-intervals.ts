import { STANCE_SCHEME as scheme } from '../../src/base/scheme/stance-scheme.js'
import { type Interval, wilsonInterval } from '../../src/base/statistics/interval/wilson-interval.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { type AuditSample, estimateCaptured, intervalsOf } from '../../src/count/audited/audited-intervals.js'
import { type Cell, LABEL_COUNTS, type Part, seedOf } from './cells.js'
import { type Crowd, classify, drawCrowd, drawOrder, LABEL_COUNT } from './generate.js'

/** `ours`: the package's interval; `alone`: by the same rule from the labels alone; `wilson`: Wilson's on n / (1 - n / N) labels. */
export const METHODS = ['ours', 'alone', 'wilson'] as const
export type Method = (typeof METHODS)[number]

/** Result of one draw in one cell, for label 0. */
export interface Drawn {
  /** Share of the captured posts that the intervals are to hold. */
  readonly truth: number
  readonly intervals: Readonly<Record<Method, Interval>>
}

const LEVEL = 0.95
/** Draws of one part that have seeds of their own, and sources of chance of one draw. */
const [MAX_DRAWS, SOURCES] = [2 ** 24, 4]

/** The intervals of one draw in each of some cells of a part: the same whichever other cells, and other draws, are asked for. */
export function drawIntervals(part: Part, draw: number, cells: readonly Cell[]): Drawn[] {
  const source = (index: number) => seededRandom((seedOf(part) * MAX_DRAWS + draw) * SOURCES + index)
  const crowd = drawCrowd(part, source(0))
  const order = drawOrder(part.postCount, Math.max(...LABEL_COUNTS), source(1))
  const isHit = (post: number): boolean => crowd.truthOf[post] === 0
  const truth = crowd.truthOf.reduce((count, _, post) => count + Number(isHit(post)), 0) / part.postCount
  const proxies = new Map<Cell['errors'], Float64Array[]>()
  const alone = new Map<number, Interval>()
  const nothing = Array.from({ length: LABEL_COUNT }, () => new Float64Array(part.postCount))
  return cells.map(({ errors, labelCount }) => {
    const probabilities = proxies.get(errors) ?? classify(crowd, errors, source(errors === 'independent' ? 2 : 3))
    proxies.set(errors, probabilities)
    const labelled = order.slice(0, labelCount)
    const byHand = alone.get(labelCount) ?? estimate(crowd, labelled, nothing)
    alone.set(labelCount, byHand)
    const share = labelled.filter(isHit).length / labelled.length
    const size = labelled.length / (1 - labelled.length / part.postCount)
    const wilson = size < Number.POSITIVE_INFINITY ? wilsonInterval(share, size) : { low: share, high: share }
    return { truth, intervals: { ours: estimate(crowd, labelled, probabilities), alone: byHand, wilson } }
  })
}

/** As `aggregate` does, from lists instead of posts. */
function estimate({ authorOf, truthOf }: Crowd, labelled: readonly number[], proxies: Float64Array[]): Interval {
  const labelOf = new Int32Array(truthOf.length).fill(-1)
  for (const post of labelled) labelOf[post] = truthOf[post] as number
  const stratumOf = new Uint32Array(truthOf.length)
  const lists = { labelOf, stratumOf, proxies, authorOf, threadOf: stratumOf, missing: [] }
  const sample: AuditSample = { units: [], ...lists, joinedStratumCount: 0 }
  const [ours] = intervalsOf(estimateCaptured(sample), scheme, { confidenceLevel: LEVEL })
  if (!ours) throw new Error('expected an interval, got none')
  return ours
}
