import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { leanOf } from '../../../judge/stance/judge.js'
import { modelLabel } from '../../../judge/stance/model-label.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type Evaluation, evaluateAnswers } from './evaluation.js'
import { type Measurement, measureMajority, type Prediction } from './measure.js'

/** Agreement of scored posts with the true labels in their records. */
export interface ScoredEvaluation {
  readonly evaluation: Evaluation
  /** Baseline: always the most frequent true label, on the same posts. */
  readonly majority: Measurement
  /** Mean F1 over the sides, on all posts: F_avg of SemEval-2016, in [0, 1]. */
  readonly sidesF1: number
  /** Posts without a true label. */
  readonly unlabelledCount: number
}

/**
 * Measures scored posts against the true labels in a field of `meta`. Clusters are threads. A post without a predicted label counts as
 * wrong.
 *
 * @param options.on name of the posts, for the heading
 * @throws {PipelineError} `GOLD_INVALID` for a true label outside the scheme, and where no post has a true label
 */
export function evaluateScored(
  posts: readonly ScoredPost[],
  options: { readonly scheme: StanceScheme; readonly labelField: string; readonly on: string },
): ScoredEvaluation {
  const { scheme, labelField, on } = options
  const { labels, sides } = scheme
  const predictions: Prediction[] = []
  for (const post of posts) {
    const { id, threadId, meta, probabilities: byName } = post
    const probabilities = byName && Float64Array.from(labels, (name) => byName[name] ?? 0)
    const gold = Object.hasOwn(meta, labelField) ? meta[labelField] : undefined
    if (gold === undefined || gold === null || gold === '') continue
    if (typeof gold !== 'string' || !labels.includes(gold)) {
      const message = `post "${id}" of thread "${threadId}": expected a label of ${labels.join(', ')} in the field "${labelField}", got ${JSON.stringify(gold).slice(0, 80)}.`
      throw new PipelineError('GOLD_INVALID', message, { context: { id, threadId } })
    }
    predictions.push({
      id,
      clusterId: threadId,
      goldLabel: gold,
      predictedLabel: modelLabel(post),
      lean: post.labelledBy === 'hand' ? probabilities && leanOf(probabilities, scheme) : post.lean,
      probabilities,
    })
  }
  if (predictions.length === 0) {
    const message = `expected scored posts that brought a label in the field "${labelField}", got ${posts.length} without one. Score posts that have it, or name it with --label-field.`
    throw new PipelineError('GOLD_INVALID', message)
  }
  const models = [...new Set(posts.map(({ model }) => model))].join(', ')
  const evaluated = evaluateAnswers(models, [], predictions, scheme)
  const f1 = sides.map((side) => evaluated.measurement.f1[labels.indexOf(side)] ?? 0)
  return {
    evaluation: { on, weights: 'shipped', models: [evaluated] },
    majority: measureMajority(predictions, scheme),
    sidesF1: f1.reduce((sum, value) => sum + value, 0) / sides.length,
    unlabelledCount: posts.length - predictions.length,
  }
}
