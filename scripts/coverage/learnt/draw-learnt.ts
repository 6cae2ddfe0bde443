import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import type { Interval } from '../../../src/base/statistics/interval/wilson-interval.js'
import { type Random, seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import type { AuditSample } from '../../../src/count/audited/audit-sample.js'
import { type CapturedEstimate, estimateProxied, intervalsOf, lowerVarianceOf } from '../../../src/count/audited/estimate-captured.js'
import { type Adapter, applyAdapter, fitAdapter } from '../../../src/judge/learn/fit-adapter.js'
import { foldCountOf } from '../../../src/judge/learn/learnt-model.js'
import { drawCrowd, drawNormal, drawOrder, LABEL_COUNT, sharesOf } from '../generate.js'
import { LEARNT_CELLS, type LearntCell, learntNameOf, READERS } from './cells.js'

/** `today`: the estimate on what the model said before; `learnt`: on what it says after; `ours`: on the steadier of the two. */
export const WAYS = ['today', 'learnt', 'ours'] as const
export type Way = (typeof WAYS)[number]

/** Result of one draw: by label, the share among the captured posts and the intervals that are to hold it. */
export interface LearntDraw {
  readonly truths: readonly number[]
  readonly intervals: Readonly<Record<Way, readonly Interval[]>>
  readonly isLearntUsed: boolean
}

const LEVEL = 0.95
/** Draws of one cell that have seeds of their own. */
const MAX_DRAWS = 2 ** 24
const FIRST_SEED = 3000
const CORRELATION = 0.1
const LABELS = Array.from({ length: LABEL_COUNT }, (_, label) => label)

/** A crowd, its posts, a classifier and a sample, made anew; then a bias per label is learnt from the sample, cross-fitted. */
export function drawLearnt(cell: LearntCell, draw: number): LearntDraw {
  const { postCount, share, labelCount } = cell
  const index = LEARNT_CELLS.findIndex((other) => learntNameOf(other) === learntNameOf(cell))
  const random = seededRandom((FIRST_SEED + index) * MAX_DRAWS + draw)
  const { authorOf, truthOf } = drawCrowd({ postCount, share, correlation: CORRELATION, authors: 'zipf' }, random)
  const scores = read(truthOf, cell, random)
  const labelled = drawOrder(postCount, labelCount, random)
  const labelOf = new Int32Array(postCount).fill(-1)
  for (const post of labelled) labelOf[post] = truthOf[post] as number
  const stratumOf = new Uint32Array(postCount)
  const lists = { labelOf, stratumOf, authorOf, threadOf: stratumOf, missing: [] }
  const sample: AuditSample = { units: [], ...lists, labelledCount: labelCount, joinedStratumCount: 0 }
  const estimate = (rows: readonly ArrayLike<number>[]): CapturedEstimate => {
    const proxies = LABELS.map((label) => Float64Array.from(rows, (row) => row[label] as number))
    return estimateProxied(sample, { stratumOf, labelOf, proxies })
  }
  const today = estimate(scores.map((row) => softmax(row)))
  const learnt = estimate(crossFit(scores, labelled, labelOf))
  const ours = lowerVarianceOf(learnt, today)
  const intervalsBy = (one: CapturedEstimate): Interval[] => intervalsOf(one, scheme, { confidenceLevel: LEVEL })
  const [ofToday, ofLearnt] = [intervalsBy(today), intervalsBy(learnt)]
  const isLearntUsed = ours.predictions === 'learnt'
  return {
    truths: LABELS.map((label) => truthOf.filter((truth) => truth === label).length / postCount),
    intervals: { today: ofToday, learnt: ofLearnt, ours: isLearntUsed ? ofLearnt : ofToday },
    isLearntUsed,
  }
}

/** Log-probabilities of each post, see {@link READERS}. */
function read(truthOf: Uint8Array, { share, reader }: LearntCell, random: Random): number[][] {
  const { separation, isFlat, sharpness, tilt } = READERS[reader]
  const priors = sharesOf(share).map((part) => (isFlat ? 0 : Math.log(part)))
  return Array.from(truthOf, (truth) =>
    LABELS.map((label) => {
      const seen = (label === truth ? separation : 0) + drawNormal(random)
      return sharpness * (separation * seen + (priors[label] as number)) + (tilt[label] as number)
    }),
  )
}

/** Each labelled post by a model that has not seen its label, all others by the mean over the folds' models. */
function crossFit(scores: readonly number[][], labelled: readonly number[], labelOf: Int32Array): Float64Array[] {
  const foldCount = foldCountOf(labelled.length)
  const foldOf = new Map(labelled.map((post, index) => [post, index % foldCount]))
  const readingOf = (post: number) => ({ scores: scores[post] as number[], vector: null, dealId: 'deal' })
  const adapters = Array.from({ length: foldCount }, (_, fold) => {
    const seen = labelled.filter((post) => foldOf.get(post) !== fold)
    return fitAdapter(seen.map((post) => ({ ...readingOf(post), label: labelOf[post] as number })))
  })
  return scores.map((_, post) => {
    const own = foldOf.get(post)
    const used = own === undefined ? adapters : [adapters[own] as Adapter]
    const mean = new Float64Array(LABEL_COUNT)
    for (const adapter of used) {
      for (const [label, probability] of applyAdapter(adapter, readingOf(post)).entries())
        mean[label] = (mean[label] as number) + probability / used.length
    }
    return mean
  })
}
