import type { Controls } from '../../../scripts/evaluate/controls.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { type CalibrationBin, calibrationBins } from './calibration-bins.js'
import { type ContrastResult, contrastGroups } from './contrast-groups.js'
import { type Measurement, measure, type Prediction } from './measure.js'
import type { Question } from './predict.js'
import { rankAnswers } from './ranked-answer.js'
import { type RiskCoverage, riskCoverage } from './risk-coverage.js'

/** All figures of one model on one set of posts. */
export interface ModelEvaluation {
  readonly model: string
  readonly measurement: Measurement
  /** The bars of the reliability diagram; null without probabilities. */
  readonly calibration: readonly CalibrationBin[] | null
  /** What silence buys; null without probabilities. */
  readonly riskCoverage: RiskCoverage | null
  /** Null where the posts hold no contrast groups. */
  readonly contrast: ContrastResult | null
  /** Null for the models beside the one asked about: each control costs a scoring. */
  readonly controls: Controls | null
}

/** Measurements of several models on one set of posts. */
export interface Evaluation {
  /** What was measured on: a split of the corpus, or the name of a gold file. */
  readonly on: string
  /** Which weights answered: those of the train split alone, or those that ship. */
  readonly weights: 'held-out' | 'shipped'
  readonly models: readonly ModelEvaluation[]
}

/** All figures that the answers of a model to some questions give. Both lists in the same order, at least one post. */
export function evaluateAnswers(
  model: string,
  questions: readonly Question[],
  predictions: readonly Prediction[],
  scheme: StanceScheme,
  controls: Controls | null = null,
): ModelEvaluation {
  const answers = rankAnswers(predictions, scheme)
  const groups = new Map(questions.flatMap(({ id, groupId }) => (groupId === undefined ? [] : [[id, groupId] as const])))
  return {
    model,
    measurement: measure(predictions, scheme),
    calibration: answers.length === 0 ? null : calibrationBins(answers),
    riskCoverage: answers.length === 0 ? null : riskCoverage(answers, scheme.labels.length),
    contrast: contrastGroups(predictions, groups),
    controls,
  }
}
