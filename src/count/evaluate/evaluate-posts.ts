import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { leanOf } from '../../judge/stance/choose-label.js'
import {
  type Judgement,
  modelLabel,
  type ScoredPost,
} from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import { sortPopulation } from '../audit/population.js'
import { joinAudit } from '../share/audit-frame.js'
import { dealGroupsOf, labelsOf, type PlaceOf, withoutLabels } from './labelled-post.js'
import { type Evaluation, evaluateAnswers, type Prediction } from './measure.js'
import { clusterOf } from './predict.js'

/** Figures of the labels that scored posts have. */
export interface ScoredEvaluation {
  readonly evaluation: Evaluation
  /**
   * Posts without a true label; of a sample, those on which coders differ: they are the hardest, so
   * the figures are too good.
   */
  readonly leftOutCount: number
}

/**
 * Measures scored posts against the true labels in a field of `meta`. A post without a predicted
 * label counts as wrong.
 */
export function evaluateScored(
  posts: readonly ScoredPost[],
  {
    scheme,
    labelField,
    on,
    placeOf,
  }: {
    readonly scheme: StanceScheme
    readonly labelField: string
    readonly on: string
    /** Where a post with a wrong label stands. Default: its id and thread. */
    readonly placeOf?: PlaceOf | undefined
  },
): ScoredEvaluation {
  const labelOf = labelsOf(posts, labelField, scheme, 'GOLD_INVALID', placeOf)
  const labelled = posts.flatMap((post) => {
    const goldLabel = labelOf.get(post)
    return goldLabel === undefined ? [] : [{ post, goldLabel }]
  })
  if (labelled.length === 0) throw withoutLabels(labelField, posts.length, 'GOLD_INVALID')
  const deals = dealGroupsOf(labelled.map(({ post }) => post.meta))
  const predictions = labelled.map(({ post, goldLabel }, index): Prediction => {
    const { id, threadId: thread } = post
    const probabilities = probabilitiesOf(post, scheme)
    return {
      id,
      clusterId: clusterOf({ id, thread, deal: deals[index] ?? null }),
      goldLabel,
      predictedLabel: modelLabel(post),
      lean: post.labelledBy === 'hand' ? probabilities && leanOf(probabilities, scheme) : post.lean,
      probabilities,
    }
  })
  return evaluationOf(posts, predictions, {
    scheme,
    on,
    leftOutCount: posts.length - predictions.length,
  })
}

const evaluationOf = (
  posts: readonly ScoredPost[],
  predictions: readonly Prediction[],
  {
    scheme,
    on,
    leftOutCount,
  }: { readonly scheme: StanceScheme; readonly on: string; readonly leftOutCount: number },
): ScoredEvaluation => ({
  evaluation: {
    on,
    models: [
      evaluateAnswers(
        [...new Set(posts.map(({ model }) => model))].join(', '),
        predictions,
        scheme,
      ),
    ],
  },
  leftOutCount,
})

const probabilitiesOf = (
  { probabilities: byName }: Judgement,
  { labels }: StanceScheme,
): Float64Array | null => byName && Float64Array.from(labels, (name) => byName[name] ?? 0)

/**
 * Measures a model by the labels of a random sample of its posts. A unit without a predicted label
 * counts as wrong. Where the model learnt these labels, each prediction measured has not seen its
 * own label.
 */
export function evaluateAudit(
  posts: readonly ScoredPost[],
  audit: Audit,
  { scheme, on }: { readonly scheme: StanceScheme; readonly on: string },
): ScoredEvaluation {
  const units = joinAudit(sortPopulation(posts), audit, scheme)
  const predictions = units.flatMap(({ label, judgement }, index): Prediction[] => {
    const { lean } = judgement
    // Units were drawn one by one.
    const id = String(index)
    const answer = {
      id,
      clusterId: id,
      predictedLabel: modelLabel(judgement),
      lean,
      probabilities: probabilitiesOf(judgement, scheme),
    }
    return label === null ? [] : [{ ...answer, goldLabel: label }]
  })
  if (predictions.length === 0) {
    throw new PipelineError(
      'GOLD_INVALID',
      'expected an audit with labels, got one without any. Label some of its sample first: audit.',
    )
  }
  const leftOutCount = units.filter(({ outcome }) => outcome === 'undecided').length
  return evaluationOf(posts, predictions, { scheme, on, leftOutCount })
}
