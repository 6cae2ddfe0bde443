import { addAnswer, bootstrapClusters, type Figure, type RankedAnswer, scoresOf } from './measure.js'

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

/** Answers of equal probability from `start` on: when r of them are needed, each counts r in `count`. */
interface Tie {
  readonly start: number
  readonly end: number
  readonly count: number
  readonly hitCount: number
}

/** @param timesOf how often an answer counts */
function findTies(answers: readonly RankedAnswer[], timesOf: (at: number) => number = () => 1): Tie[] {
  const ties: Tie[] = []
  for (let start = 0, end = 0; start < answers.length; start = end) {
    let [count, hitCount] = [0, 0]
    for (; end < answers.length && answers[end]?.probability === answers[start]?.probability; end++) {
      count += timesOf(end)
      if (answers[end]?.gold === answers[end]?.predicted) hitCount += timesOf(end)
    }
    ties.push({ start, end, count, hitCount })
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
export function riskCoverage(answers: readonly RankedAnswer[], labels: readonly string[], seed = 1): RiskCoverage {
  const ties = findTies(answers)
  const count = answers.length
  const accuracies = accuraciesByCount(ties)
  const accuracyAt = (answeredCount: number): number => accuracies[answeredCount - 1] as number
  const clusterIds = [...new Set(answers.map(({ clusterId }) => clusterId))].sort()
  const clusterOf = new Map(clusterIds.map((id, index) => [id, index]))
  const clusters = Uint32Array.from(answers, ({ clusterId }) => clusterOf.get(clusterId) as number)
  const atHalf = (times: Uint32Array): number => {
    const drawn = accuraciesByCount(findTies(answers, (at) => times[clusters[at] as number] as number))
    return drawn[answeredCountAt(0.5, drawn.length) - 1] as number
  }
  return {
    points: COVERAGES.map((coverage) => {
      const answeredCount = answeredCountAt(coverage, count)
      return {
        coverage,
        answeredCount,
        minProbability: answers[answeredCount - 1]?.probability as number,
        accuracy: accuracyAt(answeredCount),
        macroF1: macroF1OfFirst(answers, ties, answeredCount, labels),
      }
    }),
    accuracyAtHalf: { value: accuracyAt(answeredCountAt(0.5, count)), ...bootstrapClusters(clusterIds.length, seed, atHalf) },
    riskArea: accuracies.reduce((sum, accuracy) => sum + 1 - accuracy, 0) / count,
    curve: Array.from({ length: 100 }, (_, percent) => accuracyAt(answeredCountAt((percent + 1) / 100, count))),
  }
}

/** The accuracy of the first answers, by how many. */
function accuraciesByCount(ties: readonly Tie[]): number[] {
  const accuracies: number[] = []
  let hitsBefore = 0
  for (const { count, hitCount } of ties) {
    for (let taken = 1; taken <= count; taken++) accuracies.push((hitsBefore + (hitCount * taken) / count) / (accuracies.length + 1))
    hitsBefore += hitCount
  }
  return accuracies
}

function macroF1OfFirst(answers: readonly RankedAnswer[], ties: readonly Tie[], answeredCount: number, labels: readonly string[]): number {
  const cells = new Float64Array(labels.length * (labels.length + 1))
  for (const { start, end, count } of ties) {
    const part = Math.min(1, (answeredCount - start) / count)
    for (const { gold, predicted } of part <= 0 ? [] : answers.slice(start, end)) addAnswer(cells, labels, gold, predicted, part)
  }
  return scoresOf(cells, labels).macroF1
}
