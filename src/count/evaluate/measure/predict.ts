import { extractTextFeatures, withoutContext } from '../../../judge/features/extract-features.js'
import type { Tokenise } from '../../../judge/features/tokeniser.js'
import { ContextScorer, type ContextScores, decidingScores } from '../../../judge/stance/context/context-scorer.js'
import { judgeWithProbabilities } from '../../../judge/stance/judge.js'
import type { StanceClassifier, StanceInput } from '../../../judge/stance/stance-classifier.js'
import type { GoldPost } from './gold-post.js'
import type { Prediction } from './measure.js'

/** A labelled post as input of a classifier. */
export interface Question {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  /** Contrast group of the post. */
  readonly groupId?: string
  readonly input: StanceInput
}

/**
 * Turns gold posts into questions: the post, its parent's text, and the move to judge.
 *
 * @param tokenise tokeniser of the posts' language; default English
 */
export function goldQuestions(posts: readonly GoldPost[], tokenise?: Tokenise): Question[] {
  return posts.map(({ id, clusterId, label, deal, mover, move, text, parentText }) => ({
    id,
    clusterId,
    goldLabel: label,
    input: {
      features: extractTextFeatures(text, parentText, id, tokenise),
      target: mover === '' ? null : { dealId: deal ?? id, mover, move },
    },
  }))
}

/**
 * Answers questions with a classifier.
 *
 * @param context whether replies see their parents, and take sides from them where the classifier has a relation model
 */
export async function predict(
  classifier: StanceClassifier,
  questions: readonly Question[],
  { context = true }: { readonly context?: boolean } = {},
): Promise<Prediction[]> {
  const contextScorer = new ContextScorer(classifier, { relation: context ? (classifier.relation ?? null) : null })
  const inputs = questions.map(({ input }) => (context ? input : { ...input, features: withoutContext(input.features) }))
  const readings = await contextScorer.score(inputs)
  return questions.map(({ id, clusterId, goldLabel }, index) => {
    const reading = readings[index] as ContextScores
    if ((classifier.noAnswerReasonOf?.(inputs[index] as StanceInput) ?? null) !== null) {
      return { id, clusterId, goldLabel, predictedLabel: null, lean: null, probabilities: null }
    }
    const { label, lean } = judgeWithProbabilities(classifier.scheme, decidingScores(reading), reading.probabilities, {
      minProbability: 0,
      twoWay: false,
    })
    return { id, clusterId, goldLabel, predictedLabel: label, lean, probabilities: reading.probabilities }
  })
}
