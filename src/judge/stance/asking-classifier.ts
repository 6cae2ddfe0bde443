import { logOf, softmax } from '../../base/statistics/calibration/softmax.js'
import {
  type Decision,
  type ExplainEffort,
  InputTable,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from './stance-classifier.js'

/** A small model, a language model, and the threshold for asking it. */
export interface AskingOptions {
  readonly small: StanceClassifier
  readonly llm: StanceClassifier
  /** The language model gets inputs whose top probability by the small model is below this; in (0, 1]. */
  readonly below: number
  readonly onScored?: (scoredCount: number, askedCount: number) => void
}

/** Flag of a post that was asked in vain: it keeps the small model's label. */
export const NO_ANSWER_FLAG = 'llm-no-answer'

/**
 * Joins two classifiers. A small model judges every input; a language model judges those where the small one is unsure.
 *
 * The small model's top probability decides, from the input alone, before any context. The language model sees the post answered, so that
 * its answers inherit nothing. Replies inherit from them where they have probabilities. Without an answer the small model's label stands,
 * with {@link NO_ANSWER_FLAG}. Scores are log probabilities, or the language model's scores for an answer without probabilities. Evidence
 * explains the small model's labels.
 */
export function createAskingClassifier({ small, llm, below, onScored }: AskingOptions): StanceClassifier {
  // Inputs by post and deal, since a parent is an input of its own. Null: the small model was sure.
  const known = new InputTable<StanceInput | null>()
  // Scores of the small model, by the log probabilities made from them.
  const smallScores = new WeakMap<StanceScores, StanceScores>()
  const answeredOf = (input: StanceInput): StanceInput | null => {
    const asked = known.get(input) ?? null
    return asked !== null && (llm.noAnswerReasonOf?.(asked) ?? null) === null ? asked : null
  }

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const scored = (await small.score(inputs)).map((scores, index) => {
      const probabilities = small.probabilitiesOf(scores) as Float64Array
      const own = probabilities.map(logOf)
      smallScores.set(own, scores)
      return { input: inputs[index] as StanceInput, own, isUnsure: Math.max(...probabilities) < below }
    })
    const unsure = scored.flatMap(({ input, isUnsure }) => (isUnsure ? [input] : []))
    const answers = await llm.score(unsure)
    onScored?.(inputs.length, unsure.length)
    const answerOf = new Map(unsure.map((input, index) => [input, answers[index] as StanceScores]))
    for (const { input, isUnsure } of scored) known.set(input, isUnsure ? input : null)
    return scored.map(({ input, own }) => (answeredOf(input) === null ? undefined : answerOf.get(input)) ?? own)
  }

  return Object.freeze({
    id: `${small.id}+${llm.id}<${below}`,
    scheme: small.scheme,
    ...(small.language !== undefined && { language: small.language }),
    readsTarget: true,
    relation: small.relation ?? null,
    reasons: small.reasons ?? null,
    score,
    // Log probabilities are at most 0; a label without probabilities has a score above 0.
    probabilitiesOf: (scores: StanceScores) => (Math.max(...scores) > 0 ? null : softmax(scores)),
    mixableOf: (scores: StanceScores) => {
      const its = smallScores.get(scores)
      return its === undefined ? null : (small.mixableOf?.(its) ?? null)
    },
    explain: async (input: StanceInput, decision?: Decision, effort?: ExplainEffort) => {
      if (known.get(input) === undefined) await score([input])
      return answeredOf(input) === null ? ((await small.explain?.(input, decision, effort)) ?? []) : []
    },
    labelledByOf: (input: StanceInput) => (answeredOf(input) === null ? 'model' : 'llm'),
    vectorOf: (input: StanceInput) => small.vectorOf?.(input) ?? null,
    flagsOf: (input: StanceInput) => {
      const asked = known.get(input) ?? null
      const answer = asked === null ? [] : (llm.flagsOf?.(asked) ?? [])
      return answeredOf(input) === null
        ? [...(small.flagsOf?.(input) ?? []), ...answer, ...(asked === null ? [] : [NO_ANSWER_FLAG])]
        : answer
    },
  })
}
