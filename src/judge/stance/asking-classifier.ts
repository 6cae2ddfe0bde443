import { logOf, softmax } from '../../base/statistics/calibration/softmax.js'
import { largestOf } from '../../base/statistics/extremes.js'
import {
  type Decision,
  type ExplainEffort,
  InputTable,
  inputFor,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from './stance-classifier.js'

/** A small model, a language model, and the threshold for asking it. */
interface AskingOptions {
  readonly small: StanceClassifier
  readonly llm: StanceClassifier
  /**
   * The language model gets inputs whose top probability by the small model is below this; in (0,
   * 1].
   */
  readonly below: number
  readonly onScored?: (scoredCount: number, askedCount: number) => void
}

/** Flag of a post that was asked in vain: it keeps the small model's label. */
export const NO_ANSWER_FLAG = 'llm-no-answer'

/**
 * Joins two classifiers. A small model judges every input; a language model judges those where the
 * small one is unsure.
 *
 * The small model's top probability decides. The language model sees the post answered. Without an
 * answer the small model's label stands, with {@link NO_ANSWER_FLAG}. Scores are log probabilities,
 * or the language model's scores for an answer without probabilities. Evidence explains the small
 * model's labels.
 */
export function createAskingClassifier({
  small,
  llm,
  below,
  onScored,
}: AskingOptions): StanceClassifier {
  // Null: the small model was sure.
  const known = new InputTable<StanceInput | null>()
  const answeredOf = (input: StanceInput): StanceInput | null => {
    const asked = known.get(input) ?? null
    return asked !== null && (llm.noAnswerReasonOf?.(asked) ?? null) === null ? asked : null
  }

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const scored = (await small.score(inputs.map((input) => inputFor(small, input)))).map(
      (scores, index) => {
        const probabilities = small.probabilitiesOf(scores) as Float64Array
        return {
          input: inputs[index] as StanceInput,
          smallScores: probabilities.map(logOf),
          isUnsure: largestOf(probabilities) < below,
        }
      },
    )
    const unsure = scored.flatMap(({ input, isUnsure }) => (isUnsure ? [input] : []))
    const answers = await llm.score(unsure)
    onScored?.(inputs.length, unsure.length)
    const answerOf = new Map(unsure.map((input, index) => [input, answers[index] as StanceScores]))
    for (const { input, isUnsure } of scored) known.set(input, isUnsure ? input : null)
    return scored.map(
      ({ input, smallScores }) =>
        (answeredOf(input) === null ? undefined : answerOf.get(input)) ?? smallScores,
    )
  }

  return Object.freeze({
    id: `${small.id}+${llm.id}<${below}`,
    scheme: small.scheme,
    ...(small.language !== undefined && { language: small.language }),
    readsTarget: true,
    readsThread: true,
    score,
    // Log probabilities are at most 0; a label without probabilities has a score above 0.
    probabilitiesOf: (scores: StanceScores) => (largestOf(scores) > 0 ? null : softmax(scores)),
    explain: async (input: StanceInput, decision?: Decision, effort?: ExplainEffort) => {
      if (known.get(input) === undefined) await score([input])
      return answeredOf(input) === null
        ? ((await small.explain?.(inputFor(small, input), decision, effort)) ?? [])
        : []
    },
    labelledByOf: (input: StanceInput) => (answeredOf(input) === null ? 'model' : 'llm'),
    vectorOf: (input: StanceInput) => small.vectorOf?.(inputFor(small, input)) ?? null,
    flagsOf: (input: StanceInput) => {
      const asked = known.get(input) ?? null
      const answer = asked === null ? [] : (llm.flagsOf?.(asked) ?? [])
      return answeredOf(input) === null
        ? [
            ...(small.flagsOf?.(inputFor(small, input)) ?? []),
            ...answer,
            ...(asked === null ? [] : [NO_ANSWER_FLAG]),
          ]
        : answer
    },
  })
}
