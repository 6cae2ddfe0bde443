import { STANCE_SCHEME as scheme } from '../../src/base/scheme/stance-scheme.js'
import type { Interval } from '../../src/base/statistics/interval/interval.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { AuditSample } from '../../src/count/audited/audit-sample.js'
import { estimateProxied, intervalsOf } from '../../src/count/audited/estimate-captured.js'
import { type ClusterChoice, chooseClusters, crowdInterval } from '../../src/count/audited/estimate-population.js'
import { type Cell, LABEL_COUNTS, type Part, seedOf } from './cells.js'
import { type Crowd, classify, drawCrowd, drawOrder } from './generate.js'
import { capturedReferences, crowdReferences, REFERENCES, type Reference } from './references.js'

/** The package's interval and its references. */
export const METHODS = ['ours', ...REFERENCES] as const
export type Method = (typeof METHODS)[number]
export const ESTIMANDS = ['captured', 'population'] as const
export type Estimand = (typeof ESTIMANDS)[number]

/** Result of one draw in one cell, for label 0. */
export interface Drawn {
  /** The truth that the intervals of each estimand are to hold. */
  readonly truths: Readonly<Record<Estimand, number>>
  readonly intervals: Readonly<Record<Estimand, Readonly<Record<Method, Interval>>>>
}

const LEVEL = 0.95
/** Draws of one part that have seeds of their own, and sources of chance of one draw. */
const [MAX_DRAWS, SOURCES] = [2 ** 24, 4]

/** The intervals of one draw in each of some cells of a part: the same whichever other cells, and other draws, are asked for. */
export function drawIntervals(part: Part, draw: number, cells: readonly Cell[]): Drawn[] {
  const source = (index: number) => seededRandom((seedOf(part) * MAX_DRAWS + draw) * SOURCES + index)
  const crowd = drawCrowd(part, source(0))
  const order = drawOrder(part.postCount, Math.max(...LABEL_COUNTS), source(1))
  const captured = crowd.truthOf.reduce((count, truth) => count + Number(truth === 0), 0) / part.postCount
  const proxies = new Map<Cell['errors'], Float64Array[]>()
  const references = new Map<number, ReturnType<typeof referToLabels>>()
  const clusters = chooseClusters(crowd.authorOf, new Uint32Array(part.postCount))
  if (!clusters) throw new Error('expected two authors, got fewer')
  return cells.map(({ errors, labelCount }) => {
    const probabilities = proxies.get(errors) ?? classify(crowd, errors, source(errors === 'independent' ? 2 : 3))
    proxies.set(errors, probabilities)
    const labelled = order.slice(0, labelCount)
    const referred = references.get(labelCount) ?? referToLabels(crowd, labelled)
    references.set(labelCount, referred)
    const ours = estimate(crowd, clusters, labelled, probabilities)
    return {
      truths: { captured, population: part.share },
      intervals: { captured: { ...referred.captured, ours: ours.captured }, population: { ...referred.population, ours: ours.population } },
    }
  })
}

/** As `aggregate` does, from lists instead of posts. */
function estimate(
  { authorOf, truthOf }: Crowd,
  clusters: ClusterChoice,
  labelled: readonly number[],
  probabilities: Float64Array[],
): Record<Estimand, Interval> {
  const labelOf = new Int32Array(truthOf.length).fill(-1)
  for (const post of labelled) labelOf[post] = truthOf[post] as number
  const nothing = new Uint32Array(truthOf.length)
  const sample: AuditSample = {
    units: [],
    labelOf,
    stratumOf: nothing,
    authorOf,
    threadOf: nothing,
    labelledCount: labelled.length,
    joinedStratumCount: 0,
    missing: [],
  }
  const estimated = estimateProxied(sample, { stratumOf: nothing, labelOf, proxies: probabilities })
  const [captured] = intervalsOf(estimated.raw, { sample, scheme, confidenceLevel: LEVEL, missing: null })
  if (!captured) throw new Error('expected an interval, got none')
  return { captured, population: crowdInterval(estimated, captured, { clusters, label: 0, confidenceLevel: LEVEL }) }
}

function referToLabels({ authorOf, truthOf }: Crowd, labelled: readonly number[]): Record<Estimand, Record<Reference, Interval>> {
  const clusters = new Map<number, { caseCount: number; hitCount: number }>()
  for (const post of labelled) {
    const cluster = clusters.get(authorOf[post] as number) ?? { caseCount: 0, hitCount: 0 }
    clusters.set(authorOf[post] as number, cluster)
    cluster.caseCount += 1
    if (truthOf[post] === 0) cluster.hitCount += 1
  }
  const sample = { populationCount: truthOf.length, clusters: [...clusters.values()] }
  return { captured: capturedReferences(sample), population: crowdReferences(sample) }
}
