import { quantileSorted } from '../../../base/statistics/interval/quantile.js'
import { seededRandom } from '../../../base/statistics/random/seeded-random.js'
import { type Figure, macroF1, type RankedAnswer } from './measure.js'

/** Quality of the answers at one coverage. */
interface CoveragePoint {
  /** Share of answered posts, in (0, 1]. */
  readonly coverage: number
  readonly answeredCount: number
  /** Lowest probability among the answers: the value of `--min-probability` for this coverage. */
  readonly minProbability: number
  readonly accuracy: number
  readonly macroF1: number
}

/** Accuracy against coverage, with posts ordered by the probability of their label. */
export interface RiskCoverage {
  /** One point for each of `COVERAGES`. */
  readonly points: readonly CoveragePoint[]
  readonly accuracyAtHalf: Figure
  /** Area under the risk-coverage curve (AURC), in [0, 1]: the mean error over all coverages; 0 is perfect. */
  readonly riskArea: number
  /** Accuracy at a coverage of 1 %, 2 %, … 100 %. */
  readonly curve: readonly number[]
}

/** Coverages of the printed table. */
const COVERAGES = [1, 0.9, 0.8, 0.7, 0.5] as const

/** As in `measure`. */
const RESAMPLE_COUNT = 1000

/** The range `[start, end)` of answers with equal probability. When r of its m answers are needed, each counts r/m. */
interface Tie {
  readonly start: number
  readonly end: number
}

function findTies(answers: readonly RankedAnswer[]): Tie[] {
  const ties: Tie[] = []
  for (let start = 0, end = 0; start < answers.length; start = end) {
    while (end < answers.length && answers[end]?.probability === answers[start]?.probability) end++
    ties.push({ start, end })
  }
  return ties
}

const answeredCountAt = (coverage: number, count: number): number => Math.max(1, Math.round(coverage * count))

/**
 * Computes accuracy and macro-F1 of the answers with the highest probabilities, by coverage; the area under the risk-coverage curve; and
 * the accuracy at 50 % coverage with a 95 % interval (bootstrap over clusters, 1,000 resamples). Answers of equal probability count in
 * equal parts, so that the order of the posts does not matter.
 *
 * @param answers sorted by probability, highest first; at least one
 * @see El-Yaniv and Wiener (2010), JMLR 11:1605; Geifman, Uziel, El-Yaniv (2019), Bias-Reduced Uncertainty Estimation, ICLR: AURC
 */
export function riskCoverage(answers: readonly RankedAnswer[], labelCount: number, seed = 1): RiskCoverage {
  const ties = findTies(answers)
  const count = answers.length
  const accuracies = accuraciesByCount(answers, ties)
  const accuracyAt = (answeredCount: number): number => accuracies[answeredCount - 1] as number
  return {
    points: COVERAGES.map((coverage) => {
      const answeredCount = answeredCountAt(coverage, count)
      return {
        coverage,
        answeredCount,
        minProbability: answers[answeredCount - 1]?.probability as number,
        accuracy: accuracyAt(answeredCount),
        macroF1: macroF1OfFirst(answers, ties, answeredCount, labelCount),
      }
    }),
    accuracyAtHalf: { value: accuracyAt(answeredCountAt(0.5, count)), ...intervalAtHalf(answers, ties, seed) },
    riskArea: accuracies.reduce((sum, accuracy) => sum + 1 - accuracy, 0) / count,
    curve: Array.from({ length: 100 }, (_, percent) => accuracyAt(answeredCountAt((percent + 1) / 100, count))),
  }
}

function accuraciesByCount(answers: readonly RankedAnswer[], ties: readonly Tie[]): Float64Array {
  const accuracies = new Float64Array(answers.length)
  let hitsBefore = 0
  for (const { start, end } of ties) {
    const hits = answers.slice(start, end).filter(({ gold, predicted }) => gold === predicted).length
    for (let at = start; at < end; at++) accuracies[at] = (hitsBefore + (hits * (at + 1 - start)) / (end - start)) / (at + 1)
    hitsBefore += hits
  }
  return accuracies
}

function macroF1OfFirst(answers: readonly RankedAnswer[], ties: readonly Tie[], answeredCount: number, labelCount: number): number {
  const counts = new Float64Array(labelCount * (labelCount + 1))
  for (const { start, end } of ties) {
    if (start >= answeredCount) break
    const part = Math.min(1, (answeredCount - start) / (end - start))
    for (let at = start; at < end; at++) {
      const { gold, predicted } = answers[at] as RankedAnswer
      const cell = gold * (labelCount + 1) + predicted
      counts[cell] = (counts[cell] as number) + part
    }
  }
  return macroF1(counts, labelCount)
}

function intervalAtHalf(answers: readonly RankedAnswer[], ties: readonly Tie[], seed: number): { low: number; high: number } {
  const clusterIds = [...new Set(answers.map(({ clusterId }) => clusterId))].sort()
  const clusterOf = new Map(clusterIds.map((id, index) => [id, index]))
  const clusters = Uint32Array.from(answers, ({ clusterId }) => clusterOf.get(clusterId) as number)
  const random = seededRandom(seed)
  const draws = new Uint32Array(clusterIds.length)
  const values = new Float64Array(RESAMPLE_COUNT)
  for (let resample = 0; resample < RESAMPLE_COUNT; resample++) {
    draws.fill(0)
    for (let draw = 0; draw < draws.length; draw++) {
      const cluster = Math.floor(random() * draws.length)
      draws[cluster] = (draws[cluster] as number) + 1
    }
    values[resample] = resampledAccuracyAtHalf(answers, ties, (at) => draws[clusters[at] as number] as number)
  }
  values.sort()
  return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) }
}

function resampledAccuracyAtHalf(answers: readonly RankedAnswer[], ties: readonly Tie[], timesDrawn: (at: number) => number): number {
  let drawnCount = 0
  for (let at = 0; at < answers.length; at++) drawnCount += timesDrawn(at)
  const wanted = answeredCountAt(0.5, drawnCount)
  let answered = 0
  let hits = 0
  for (const { start, end } of ties) {
    let tied = 0
    let tiedHits = 0
    for (let at = start; at < end; at++) {
      const times = timesDrawn(at)
      tied += times
      if (answers[at]?.gold === answers[at]?.predicted) tiedHits += times
    }
    if (tied === 0) continue
    const part = Math.min(1, (wanted - answered) / tied)
    hits += part * tiedHits
    answered += part * tied
    if (part < 1 || answered >= wanted) break
  }
  return hits / answered
}
