import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { leanOf } from '../../judge/stance/judge.js'
import { type Judgement, modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import { sortPopulation } from '../audit/population.js'
import { joinAudit } from '../audited/audit-frame.js'
import { dealGroupsOf, labelOf, withoutLabels } from './labelled-post.js'
import {
  boundFigures,
  compareLabels,
  type Evaluation,
  evaluateAnswers,
  type LabelFigures,
  type Measurement,
  measure,
  measureMajority,
  type Prediction,
} from './measure.js'
import { clusterPosts, nameClusters } from './predict.js'

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
 * Measures scored posts against the true labels in a field of `meta`, with clusters by `clusterPosts`. A post without a predicted
 * label counts as wrong.
 *
 * @param options.on name of the posts, for the heading
 * @param options.weights `shipped` for models of the package; absent for others
 * @throws {PipelineError} `GOLD_INVALID` for a true label outside the scheme, and where no post has a true label
 */
export function evaluateScored(
  posts: readonly ScoredPost[],
  options: { readonly scheme: StanceScheme; readonly labelField: string; readonly on: string; readonly weights?: 'shipped' },
): ScoredEvaluation {
  const { scheme, labelField, on, weights } = options
  const { labels, sides } = scheme
  const gold = new Map(posts.map((post) => [post, labelOf(post, labelField, scheme, 'GOLD_INVALID')]))
  const labelled = posts.filter((post) => gold.get(post) !== null)
  if (labelled.length === 0) throw withoutLabels(labelField, posts.length, 'GOLD_INVALID')
  const deals = dealGroupsOf(labelled.map(({ meta }) => meta))
  const named = labelled.map(({ id, threadId }, index) => ({ id, thread: threadId, deal: deals[index] ?? null }))
  const clusterIds = clusterPosts(named)
  const predictions = labelled.map((post, index): Prediction => {
    const probabilities = probabilitiesOf(post, scheme)
    return {
      ...{ id: post.id, clusterId: clusterIds[index] as string, goldLabel: gold.get(post) ?? '', predictedLabel: modelLabel(post) },
      lean: post.labelledBy === 'hand' ? probabilities && leanOf(probabilities, scheme) : post.lean,
      probabilities,
    }
  })
  const clusters = nameClusters(named.map((one, index) => ({ ...one, clusterId: clusterIds[index] as string })))
  const models = [...new Set(posts.map(({ model }) => model))].join(', ')
  const evaluated = evaluateAnswers(models, predictions, scheme)
  const f1 = sides.map((side) => evaluated.measurement.f1[labels.indexOf(side)] ?? 0)
  return {
    evaluation: { on, ...(weights && { weights }), ...(clusters && { clusters }), models: [evaluated] },
    majority: measureMajority(predictions, scheme),
    sidesF1: f1.reduce((sum, value) => sum + value, 0) / sides.length,
    unlabelledCount: posts.length - predictions.length,
  }
}

const probabilitiesOf = ({ probabilities: byName }: Judgement, { labels }: StanceScheme): Float64Array | null =>
  byName && Float64Array.from(labels, (name) => byName[name] ?? 0)

/** A figure in [0, 1] with 95 % intervals by a bootstrap over judgements, and over authors. Null with fewer than eight. */
export interface AuditFigure {
  readonly value: number
  readonly byPost: Interval | null
  readonly byAuthor: Interval | null
}

/** A model's labels against those of an audit. */
export interface AuditEvaluation extends LabelFigures {
  readonly models: readonly string[]
  readonly labelledCount: number
  /** Judgements left out, since coders differ without a settlement. They are the hardest, so the figures are too good. */
  readonly undecidedCount: number
  readonly authorCount: number
  readonly macroF1: AuditFigure
  readonly accuracy: AuditFigure
}

/**
 * Measures a model by the labels of a random sample of its posts. A judgement without a predicted label counts as wrong. Where the model
 * learnt these labels, each prediction measured has not seen its own label.
 *
 * @throws {PipelineError} `GOLD_INVALID` where no judgement is labelled, and what `joinAudit` throws
 */
export function evaluateAudit(posts: readonly ScoredPost[], audit: Audit, scheme: StanceScheme): AuditEvaluation {
  const units = joinAudit(sortPopulation(posts), audit, scheme)
  const labelled = units.filter(({ label }) => label !== null)
  if (labelled.length === 0) {
    throw new PipelineError('GOLD_INVALID', 'expected an audit with labels, got one without any. Label some of its sample first: audit.')
  }
  const predictions = labelled.map(({ label, judgement }, index): Prediction => {
    const predictedLabel = modelLabel(judgement)
    return {
      id: `${index}`,
      clusterId: `${index}`,
      goldLabel: label ?? '',
      predictedLabel,
      lean: judgement.lean,
      probabilities: probabilitiesOf(judgement, scheme),
    }
  })
  const byAuthor = predictions.map((one, index) => ({ ...one, clusterId: labelled[index]?.post.author ?? `\u0000${index}` }))
  const [ofPosts, ofAuthors] = [boundFigures(predictions, scheme), boundFigures(byAuthor, scheme)]
  const { macroF1, accuracy } = measure(predictions, scheme)
  return {
    models: [...new Set(posts.map(({ model }) => model))],
    labelledCount: labelled.length,
    undecidedCount: units.filter(({ outcome }) => outcome === 'undecided').length,
    authorCount: ofAuthors.clusterCount,
    ...compareLabels(predictions, scheme),
    macroF1: { value: macroF1.value, byPost: ofPosts.macroF1, byAuthor: ofAuthors.macroF1 },
    accuracy: { value: accuracy, byPost: ofPosts.accuracy, byAuthor: ofAuthors.accuracy },
  }
}
