import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type ConfusionMatrix, confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { leanOf } from '../../judge/stance/judge.js'
import { modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import { sortPopulation } from '../audit/population.js'
import { joinAudit } from '../audited/audit-frame.js'
import { dealGroupsOf, labelOf, withoutLabels } from './labelled-post.js'
import { boundFigures, type Evaluation, evaluateAnswers, type Measurement, measure, measureMajority, type Prediction } from './measure.js'

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
 * Measures scored posts against the true labels in a field of `meta`. Clusters are the deals that rows name, where all posts name one of
 * several, else threads. A post without a predicted label counts as
 * wrong.
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
  const predictions: Prediction[] = []
  const gold = new Map(posts.map((post) => [post, labelOf(post, labelField, scheme, 'GOLD_INVALID')]))
  const labelled = posts.filter((post) => gold.get(post) !== null)
  const deals = dealGroupsOf(labelled.map(({ meta }) => meta))
  const dealOf = new Map(labelled.map((post, index) => [post, deals[index] ?? '']))
  const isByDeal = !deals.includes(null) && new Set(deals).size > 1
  for (const post of posts) {
    const { id, threadId, probabilities: byName } = post
    const probabilities = byName && Float64Array.from(labels, (name) => byName[name] ?? 0)
    const goldLabel = gold.get(post) ?? null
    if (goldLabel === null) continue
    predictions.push({
      id,
      clusterId: isByDeal ? (dealOf.get(post) ?? '') : threadId,
      goldLabel,
      predictedLabel: modelLabel(post),
      lean: post.labelledBy === 'hand' ? probabilities && leanOf(probabilities, scheme) : post.lean,
      probabilities,
    })
  }
  if (predictions.length === 0) throw withoutLabels(labelField, posts.length, 'GOLD_INVALID')
  const models = [...new Set(posts.map(({ model }) => model))].join(', ')
  const evaluated = evaluateAnswers(models, predictions, scheme)
  const f1 = sides.map((side) => evaluated.measurement.f1[labels.indexOf(side)] ?? 0)
  return {
    evaluation: { on, ...(weights && { weights }), clusters: isByDeal ? 'deals' : 'threads', models: [evaluated] },
    majority: measureMajority(predictions, scheme),
    sidesF1: f1.reduce((sum, value) => sum + value, 0) / sides.length,
    unlabelledCount: posts.length - predictions.length,
  }
}

/** A figure in [0, 1] with 95 % intervals by a bootstrap over judgements, and over their authors; null with fewer than eight of them. */
export interface AuditFigure {
  readonly value: number
  readonly byPost: Interval | null
  readonly byAuthor: Interval | null
}

/** A model's labels against those of an audit. */
export interface AuditEvaluation {
  readonly models: readonly string[]
  readonly labelledCount: number
  readonly authorCount: number
  readonly confusion: ConfusionMatrix
  readonly macroF1: AuditFigure
  readonly accuracy: AuditFigure
}

/**
 * Measures a model by the labels of a random sample of what it scored. A judgement without a predicted label counts as wrong. Where the model
 * learnt these labels, each is measured by a prediction that has not seen it.
 *
 * @throws {PipelineError} `GOLD_INVALID` where no judgement is labelled, and what `joinAudit` throws
 */
export function evaluateAudit(posts: readonly ScoredPost[], audit: Audit, scheme: StanceScheme): AuditEvaluation {
  const labelled = joinAudit(sortPopulation(posts), audit, scheme).filter(({ label }) => label !== null)
  if (labelled.length === 0) {
    throw new PipelineError('GOLD_INVALID', 'expected an audit with labels, got one without any. Label some of its sample first: audit.')
  }
  const predictions = labelled.map(({ label, judgement }, index): Prediction => {
    const predictedLabel = modelLabel(judgement)
    return { id: `${index}`, clusterId: `${index}`, goldLabel: label ?? '', predictedLabel, lean: judgement.lean, probabilities: null }
  })
  const byAuthor = predictions.map((one, index) => ({ ...one, clusterId: labelled[index]?.post.author ?? `\u0000${index}` }))
  const [ofPosts, ofAuthors] = [boundFigures(predictions, scheme), boundFigures(byAuthor, scheme)]
  const { macroF1, accuracy } = measure(predictions, scheme)
  const confusion = confusionMatrix(
    predictions.map(({ goldLabel }) => goldLabel),
    predictions.map(({ predictedLabel }) => predictedLabel),
    scheme.labels,
  )
  return {
    models: [...new Set(posts.map(({ model }) => model))],
    labelledCount: labelled.length,
    authorCount: ofAuthors.clusterCount,
    confusion,
    macroF1: { value: macroF1.value, byPost: ofPosts.macroF1, byAuthor: ofAuthors.macroF1 },
    accuracy: { value: accuracy, byPost: ofPosts.accuracy, byAuthor: ofAuthors.accuracy },
  }
}
