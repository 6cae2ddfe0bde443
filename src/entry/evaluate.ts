/**
 * Evaluation against gold labels, and training of linear models on your labels.
 *
 * @module dealstance/evaluate
 */

export { evaluateScored, type ScoredEvaluation } from '../count/evaluate/evaluate-posts.js'
export {
  type Grouping,
  groupPosts,
  type LabelledPost,
  type LabelledPosts,
  type LabelOptions,
  takeLabels,
} from '../count/evaluate/labelled-post.js'
export type { Evaluation } from '../count/evaluate/measure.js'
export { type Figure, type Measurement, measure, type Prediction } from '../count/evaluate/measure.js'
export { type OwnModel, type OwnTraining, trainOwnModel } from '../count/evaluate/train-own-model.js'
export { renderEvaluation } from '../say/evaluate/render-evaluation.js'
