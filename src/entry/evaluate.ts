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
} from '../count/evaluate/labelled/labelled-post.js'
export { type OwnModel, type OwnTraining, trainOwnModel } from '../count/evaluate/labelled/train-own-model.js'
export { evaluateScored, type ScoredEvaluation } from '../count/evaluate/measure/evaluate-posts.js'
export type { Evaluation } from '../count/evaluate/measure/measure.js'
export { type Figure, type Measurement, measure, type Prediction } from '../count/evaluate/measure/measure.js'
export { renderEvaluation } from '../count/evaluate/render/render-evaluation.js'
