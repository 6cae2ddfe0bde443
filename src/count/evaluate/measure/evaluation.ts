import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import { wilsonInterval } from '../../../base/statistics/interval/wilson-interval.js'
import { type Figure, type Measurement, measure, type Prediction, type RiskCoverage, rankAnswers, riskCoverage } from './measure.js'
import type { Question } from './predict.js'

/** Measurements of one model on one set of posts. */
export interface ModelEvaluation {
  readonly model: string
  readonly measurement: Measurement
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
    riskCoverage: answers.length === 0 ? null : riskCoverage(answers),
    contrast: contrastGroups(predictions, groups),
  }
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
