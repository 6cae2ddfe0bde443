import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { isParentKnown } from '../../base/thread/known-parent.js'
import type { Thread } from '../../base/thread/thread.js'
import { extractTextFeatures } from '../../judge/features/extract-features.js'
import { tokeniserFor } from '../../judge/features/tokenise.js'
import { judge } from '../../judge/stance/choose-label.js'
import {
  inputFor,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../../judge/stance/stance-classifier.js'
import { dealGroupsOf, type LabelOptions, labelsOf, nameIn } from './labelled-post.js'
import { type Evaluation, evaluateAnswers, majorityAnswers, type Prediction } from './measure.js'

export interface Question {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  readonly input: StanceInput
}

/**
 * Turns labelled posts into questions. Fields of `meta` name the `mover`, the `move`, and the
 * `parentText` of a post without its parent.
 */
export function askLabelled(threads: readonly Thread[], options: LabelOptions): Question[] {
  const all = threads.flatMap(({ posts }) => posts)
  const labelOf = labelsOf(all, options, 'GOLD_INVALID')
  const labelled = threads.flatMap(({ posts }) => {
    const textOf = new Map(posts.map(({ id, text }) => [id, text]))
    // Rows without a thread do not form a cluster, which a bootstrap draws whole.
    const isThread = threads.length > 1 || posts.some(({ parentId }) => parentId !== null)
    return posts.flatMap((post) => {
      const goldLabel = labelOf.get(post)
      const answered = isParentKnown(post) ? textOf.get(post.parentId ?? '') : undefined
      const parentText = answered ?? nameIn(post.meta, 'parentText')
      return goldLabel === undefined
        ? []
        : [{ ...post, goldLabel, parentText, thread: isThread ? post.threadId : null }]
    })
  })
  const deals = dealGroupsOf(labelled.map(({ meta }) => meta))
  const tokenise = tokeniserFor(options.language)
  return labelled.map(
    ({ id: ownId, threadId, text, meta, goldLabel, parentText, thread }, index) => {
      const id = threads.length > 1 ? `${threadId}/${ownId}` : ownId
      const deal = deals[index] ?? null
      const mover = nameIn(meta, 'mover')
      return {
        id,
        clusterId: deal ?? thread ?? id,
        goldLabel,
        input: {
          features: extractTextFeatures(text, parentText, id, tokenise),
          target:
            mover === null ? null : { dealId: deal ?? id, mover, move: nameIn(meta, 'move') ?? '' },
        },
      }
    },
  )
}

const ANSWERED_AT_ONCE = 1024

export async function predict(
  classifier: StanceClassifier,
  questions: readonly Question[],
  onAnswered: (count: number) => void = () => {},
): Promise<Prediction[]> {
  const inputs = questions.map(({ input }) => inputFor(classifier, input))
  const answers: StanceScores[] = []
  while (answers.length < inputs.length) {
    const asked = inputs.slice(answers.length, answers.length + ANSWERED_AT_ONCE)
    for (const answer of await classifier.score(asked)) answers.push(answer)
    onAnswered(answers.length)
  }
  return questions.map(({ id, clusterId, goldLabel }, index) => {
    const question = { id, clusterId, goldLabel }
    const scores = answers[index] as StanceScores
    if ((classifier.noAnswerReasonOf?.(inputs[index] as StanceInput) ?? null) !== null)
      return { ...question, predictedLabel: null, lean: null, probabilities: null }
    const probabilities = classifier.probabilitiesOf(scores)
    const options = { minProbability: 0, twoWay: false }
    const { label, lean } = judge(classifier.scheme, scores, probabilities, options)
    return { ...question, predictedLabel: label, lean, probabilities }
  })
}

interface MeasureOptions extends Pick<Evaluation, 'weights'> {
  readonly onPredicted?: (doneCount: number, totalCount: number) => void
}

export type MeasuredModels = Awaited<ReturnType<typeof measureModels>>

/**
 * Lets every model predict the same questions, and measures the predictions. The last are those of
 * the most frequent label for all.
 */
export async function measureModels(
  on: string,
  questions: readonly Question[],
  models: readonly StanceClassifier[],
  { onPredicted, weights }: MeasureOptions,
) {
  const predictions: Prediction[][] = []
  for (const [index, model] of models.entries()) {
    const onAnswered = (count: number): void =>
      onPredicted?.(index * questions.length + count, models.length * questions.length)
    onAnswered(0)
    predictions.push(await predict(model, questions, onAnswered))
  }
  const scheme = models[0]?.scheme ?? STANCE_SCHEME
  predictions.push(majorityAnswers(predictions[0] ?? [], scheme))
  const names = [...models.map(({ id }) => id), 'majority']
  const figures = predictions.map((answers, index) =>
    evaluateAnswers(names[index] as string, answers, scheme),
  )
  const evaluation: Evaluation = { on, ...(weights && { weights }), models: figures }
  return { evaluation, questions, predictions }
}
