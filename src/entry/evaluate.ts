/**
 * Evaluation against gold labels, and training of linear models on your labels.
 *
 * @module dealstance/evaluate
 */
export {
  type Grouping,
  groupPosts,
  type LabelledPost,
  type LabelledPosts,
  type LabelOptions,
  takeLabels,
} from '../evaluate/labelled/labelled-post.js'
export { type ScoredLabelOptions, type ScoredLabels, takeScoredLabels } from '../evaluate/labelled/take-scored-labels.js'
export { type OwnModel, type OwnTraining, trainOwnModel } from '../evaluate/labelled/train-own-model.js'
export { evaluateScored, type ScoredEvaluation } from '../evaluate/measure/evaluate-scored.js'
export { type Figure, type Measurement, measure, type Prediction } from '../evaluate/measure/measure.js'
export { type Evaluation, renderEvaluation } from '../evaluate/render/render-evaluation.js'
export { type NamedChart, renderEvaluationCharts } from '../evaluate/render/render-evaluation-charts.js'
