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
import { joinAudit } from '../share/join-audit.js'
import { dealGroupsOf, type LabelOptions, labelsOf } from './labelled-post.js'
import { type Evaluation, evaluateAnswers, type Prediction } from './measure.js'

export interface ScoredEvaluation {
  readonly evaluation: Evaluation
  /** Posts without a true label; of a sample, those on which coders differ, the hardest. */
  readonly leftOutCount: number
}

/** Measures scored posts against the labels in a field of `meta`; no prediction is wrong. */
export function evaluateScored(
  posts: readonly ScoredPost[],
  options: Omit<LabelOptions, 'language'> & MeasuredSet,
): ScoredEvaluation {
  const { scheme } = options
  const labelled = [...labelsOf(posts, options, 'GOLD_INVALID')]
  const deals = dealGroupsOf(labelled.map(([{ meta }]) => meta))
  const predictions = labelled.map(([post, goldLabel], index): Prediction => {
    const { id, threadId } = post
    const answer = answerOf(post, scheme)
    const { probabilities } = answer
    const isByHand = post.labelledBy === 'hand'
    const lean = isByHand ? probabilities && leanOf(probabilities, scheme) : post.lean
    return { ...answer, id, clusterId: deals[index] ?? threadId, goldLabel, lean }
  })
  return evaluationOf(posts, predictions, options, posts.length - predictions.length)
}

type MeasuredSet = { readonly scheme: StanceScheme } & Pick<Evaluation, 'on'>

function evaluationOf(
  posts: readonly ScoredPost[],
  predictions: readonly Prediction[],
  { scheme, on }: MeasuredSet,
  leftOutCount: number,
): ScoredEvaluation {
  const models = [...new Set(posts.map(({ model }) => model))].join(', ')
  return {
    evaluation: { on, models: [evaluateAnswers(models, predictions, scheme)] },
    leftOutCount,
  }
}

function answerOf(judgement: Judgement, { labels }: StanceScheme) {
  const { lean, probabilities: byName } = judgement
  const probabilities = byName && Float64Array.from(labels, (name) => byName[name] ?? 0)
  return { predictedLabel: modelLabel(judgement), lean, probabilities }
}

/** Measures a model by the labels of a random sample of its posts; no prediction is wrong. */
export function evaluateAudit(
  posts: readonly ScoredPost[],
  audit: Audit,
  options: MeasuredSet,
): ScoredEvaluation {
  const { scheme } = options
  const units = joinAudit(sortPopulation(posts), audit, scheme)
  const predictions = units.flatMap(({ label, judgement }, index): Prediction[] => {
    // Units were drawn one by one.
    const id = String(index)
    return label === null
      ? []
      : [{ ...answerOf(judgement, scheme), id, clusterId: id, goldLabel: label }]
  })
  if (predictions.length === 0) {
    throw new PipelineError(
      'GOLD_INVALID',
      'expected an audit with labels, got one without any. Label some of its sample first: audit.',
    )
  }
  const leftOutCount = units.filter(({ outcome }) => outcome === 'undecided').length
  return evaluationOf(posts, predictions, options, leftOutCount)
}
