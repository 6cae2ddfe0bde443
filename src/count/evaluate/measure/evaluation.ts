import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { ReliabilityBin } from '../../../say/svg/reliability-chart.js'
import { calibrationBins } from './calibration-bins.js'
import { type ContrastResult, contrastGroups } from './contrast-groups.js'
import { type Measurement, measure, type Prediction, rankAnswers } from './measure.js'
import type { Question } from './predict.js'
import { type RiskCoverage, riskCoverage } from './risk-coverage.js'

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
    riskCoverage: answers.length === 0 ? null : riskCoverage(answers, scheme.labels.length),
    contrast: contrastGroups(predictions, groups),
  }
}
