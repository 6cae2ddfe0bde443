import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../../base/statistics/agreement/confusion-matrix.js'
import type { Interval } from '../../../base/statistics/interval/wilson-interval.js'
import { modelLabel } from '../../../judge/stance/model-label.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Audit } from '../../audit/audit.js'
import { sortPopulation } from '../../audit/population.js'
import { joinAudit } from '../../audited/audit-frame.js'
import { boundFigures, measure, type Prediction } from './measure.js'

/** A figure in [0, 1] with 95 % intervals by a bootstrap over judgements, and over their authors; null with fewer than eight of them. */
export interface AuditFigure {
  readonly value: number
  readonly byPost: Interval | null
  readonly byAuthor: Interval | null
}

/** What a model said of the judgements that an audit labelled, against these labels. */
export interface AuditEvaluation {
  readonly models: readonly string[]
  readonly labelledCount: number
  /** Each unknown author is one. */
  readonly authorCount: number
  /** Rows by hand label, columns by predicted label, in the order of the scheme; a last column counts those without an answer. */
  readonly confusion: readonly (readonly number[])[]
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
  const { counts } = confusionMatrix(
    predictions.map(({ goldLabel }) => goldLabel),
    predictions.map(({ predictedLabel }) => predictedLabel),
    scheme.labels,
  )
  const withoutAnswer = (label: string): number =>
    predictions.filter((one) => one.goldLabel === label && one.predictedLabel === null).length
  return {
    models: [...new Set(posts.map(({ model }) => model))],
    labelledCount: labelled.length,
    authorCount: ofAuthors.clusterCount,
    confusion: counts.map((row, index) => [...row, withoutAnswer(scheme.labels[index] ?? '')]),
    macroF1: { value: macroF1.value, byPost: ofPosts.macroF1, byAuthor: ofAuthors.macroF1 },
    accuracy: { value: accuracy, byPost: ofPosts.accuracy, byAuthor: ofAuthors.accuracy },
  }
}
