import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { CALIBRATION_BIN_COUNT } from '../../../base/statistics/calibration/fit-temperature.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import { wilsonInterval } from '../../../base/statistics/interval/wilson-interval.js'
import type { ReliabilityBin } from '../../../say/svg/evaluation-charts.js'
import {
  type Figure,
  type Measurement,
  measure,
  type Prediction,
  type RankedAnswer,
  type RiskCoverage,
  rankAnswers,
  riskCoverage,
} from './measure.js'
import type { Question } from './predict.js'

/** Measurements of one model on one set of posts. */
export interface ModelEvaluation {
  readonly model: string
  readonly measurement: Measurement
  /** Bins of the reliability diagram; null without probabilities. */
  readonly calibration: readonly ReliabilityBin[] | null
  /** Accuracy by coverage; null without probabilities. */
  readonly riskCoverage: RiskCoverage | null
  /** Null where the posts have no contrast groups. */
  readonly contrast: ContrastResult | null
}

/** Measurements of several models on one set of posts. */
export interface Evaluation {
  /** Set of posts: the name of a gold file or of a part of the corpus. */
  readonly on: string
  /** Weights that answered: trained on the train split only, or those of the package. */
  readonly weights: 'held-out' | 'shipped'
  readonly models: readonly ModelEvaluation[]
}

/** Measures the answers of a model. At least one post; questions and predictions are in the same order. */
export function evaluateAnswers(
  model: string,
  questions: readonly Question[],
  predictions: readonly Prediction[],
  scheme: StanceScheme,
): ModelEvaluation {
  const answers = rankAnswers(predictions, scheme)
  const groups = new Map(questions.flatMap(({ id, groupId }) => (groupId === undefined ? [] : [[id, groupId] as const])))
  return {
    model,
    measurement: measure(predictions, scheme),
    calibration: answers.length === 0 ? null : calibrationBins(answers),
    riskCoverage: answers.length === 0 ? null : riskCoverage(answers, scheme.labels),
    contrast: contrastGroups(predictions, groups),
  }
}

/**
 * Groups answers into bins of equal width by probability: the bins of the expected calibration error.
 *
 * @see Niculescu-Mizil and Caruana (2005), Predicting Good Probabilities with Supervised Learning, ICML: reliability diagrams
 */
export function calibrationBins(answers: readonly RankedAnswer[], binCount: number = CALIBRATION_BIN_COUNT): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, probabilitySum: 0, hitCount: 0 }))
  for (const { probability, gold, predicted } of answers) {
    const bin = bins[Math.max(0, Math.ceil(probability * binCount) - 1)]
    if (bin === undefined) throw new RangeError(`expected a probability in [0, 1], got ${probability}`)
    bin.count += 1
    bin.probabilitySum += probability
    if (gold === predicted) bin.hitCount += 1
  }
  return bins.map(({ count, probabilitySum, hitCount }, index) => ({
    low: index / binCount,
    high: (index + 1) / binCount,
    count,
    meanProbability: count === 0 ? null : probabilitySum / count,
    hitShare: count === 0 ? null : hitCount / count,
  }))
}

/** Contrast groups with every post right. */
interface ContrastResult {
  readonly groupCount: number
  readonly rightCount: number
  /** Share of the groups with Wilson's 95 % interval. Each group is one independent trial. */
  readonly rightShare: Figure
}

/**
 * Computes contrast consistency: the share of groups with every post right. Posts of a group share most words but differ in label, so that
 * no rule about a single word gets all of them right.
 *
 * @param groupOf group of each post by its id; posts without a group and groups of one post are left out
 * @returns null without groups
 * @see Gardner et al. (2020), Evaluating Models' Local Decision Boundaries via Contrast Sets, EMNLP Findings
 */
export function contrastGroups(
  predictions: readonly { readonly id: string; readonly goldLabel: string; readonly predictedLabel: string | null }[],
  groupOf: ReadonlyMap<string, string>,
): ContrastResult | null {
  const groups = groupBy(
    predictions.filter(({ id }) => groupOf.has(id)),
    ({ id }) => groupOf.get(id),
  )
  const whole = [...groups.values()].filter(({ length }) => length > 1)
  if (whole.length === 0) return null
  const rightCount = whole.filter((group) => group.every(({ goldLabel, predictedLabel }) => predictedLabel === goldLabel)).length
  return {
    groupCount: whole.length,
    rightCount,
    rightShare: { value: rightCount / whole.length, ...wilsonInterval(rightCount / whole.length, whole.length) },
  }
}
