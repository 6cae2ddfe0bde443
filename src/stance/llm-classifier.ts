import { PipelineError } from '../errors.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import { softmax } from '../statistics/calibration/softmax.js'
import { seededRandom } from '../statistics/random/seeded-random.js'
import { shuffled } from '../statistics/random/shuffled.js'
import { type LlmOutcome, type LlmVerdict, settleAnswers } from './llm/llm-answer.js'
import type { PromptRenderer, RenderedQuestion } from './llm/render-prompt.js'
import type { StanceClassifier, StanceInput, StanceScores } from './stance-classifier.js'

/** A question to a language model, with what its answer is remembered by. */
export interface LlmQuestion extends RenderedQuestion {
  /** At least one. */
  readonly inputs: readonly StanceInput[]
}

/** Puts questions to a model, or finds what it once answered. `node/llm-asker.ts` does; tests bring their own. */
export interface LlmPort {
  /** @returns one outcome per question, in their order */
  ask(questions: readonly LlmQuestion[]): Promise<readonly LlmOutcome[]>
}

/** The prompt, the labels, and who asks the server. */
export interface LlmClassifierOptions {
  /** Names the model, the prompt and the parameters: whatever changes answers. */
  readonly id: string
  readonly scheme: StanceScheme
  readonly renderer: PromptRenderer
  readonly port: LlmPort
  /** Posts per request; above 1 the answer to one can lean on its neighbours. Default 1. */
  readonly batchSize?: number
  /** Of the order in which posts are put together; null leaves them as they come. Default null. */
  readonly batchSeed?: number | null
  /** Whether answers can bring probabilities. */
  readonly givesProbabilities: boolean
  /** Whether the caller cannot do without them. Default false. */
  readonly needsProbabilities?: boolean
}

/** What the ids of language models begin with. */
export const LLM_ID_PREFIX = 'llm:'
/** Opens the flag of an answer: the deal (nothing for a post without), then the answer's key in the cache. */
export const ANSWER_FLAG = 'answer:'

/** Score of the label answered where nothing is known of the others. Logarithms of probabilities never reach it. */
const ANSWERED = 1
/** Score of every label where there is no answer. */
const SILENT = -1000
/** Keeps logarithms finite. */
const LEAST_PROBABILITY = 1e-9

/**
 * A language model as a classifier: every post a question of its own (or one of a batch), the label its answer. Scores are logarithms of
 * probabilities where those are known, else 1 for the label answered and 0 for the others; a post without an answer has none, and
 * `silenceOf` says why.
 */
export function createLlmClassifier(options: LlmClassifierOptions): StanceClassifier {
  const { id, scheme, renderer, port, batchSize = 1, batchSeed = null, givesProbabilities, needsProbabilities = false } = options
  const verdicts = new WeakMap<StanceInput, LlmVerdict & { readonly key: string | null }>()

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const order = batchSize > 1 && batchSeed !== null ? shuffled(inputs, seededRandom(batchSeed)) : inputs
    const questions: LlmQuestion[] = []
    for (let at = 0; at < order.length; at += batchSize) {
      const group = order.slice(at, at + batchSize)
      questions.push({ ...renderer.render(group), inputs: group })
    }
    const outcomes = await port.ask(questions)
    questions.forEach((question, index) => {
      const outcome = outcomes[index] as LlmOutcome
      question.inputs.forEach((input, place) => {
        verdicts.set(input, { ...settleAnswers(outcome, scheme.labels, question.inputs.length, place), key: outcome.key })
      })
    })
    return inputs.map((input) => scoresOf(verdicts.get(input) as LlmVerdict))
  }

  const scoresOf = ({ label, probabilities }: LlmVerdict): StanceScores => {
    if (label === null) return new Float64Array(scheme.labels.length).fill(SILENT)
    if (probabilities !== null) return Float64Array.from(probabilities, (each) => Math.log(Math.max(each, LEAST_PROBABILITY)))
    if (needsProbabilities) {
      throw new PipelineError(
        'LLM_PROBABILITIES_MISSING',
        'expected probabilities for --min-probability, got answers without: the server lists no log-probabilities that tell the labels apart. Leave --min-probability out, or ask several times: --llm-samples 5.',
      )
    }
    return Float64Array.from(scheme.labels, (_, place) => (place === label ? ANSWERED : 0))
  }

  return Object.freeze({
    id,
    scheme,
    readsTarget: true,
    score,
    probabilitiesOf: (scores: StanceScores) => {
      const top = Math.max(...scores)
      return !givesProbabilities || top === ANSWERED || top === SILENT ? null : softmax(scores)
    },
    silenceOf: (input: StanceInput) => verdicts.get(input)?.reason ?? null,
    flagsOf: (input: StanceInput) => {
      const verdict = verdicts.get(input)
      if (!verdict) return []
      const answer = verdict.key === null ? [] : [`${ANSWER_FLAG}${input.target?.dealId ?? ''}:${verdict.key}`]
      return [...(renderer.isCut(input) ? ['truncated'] : []), ...verdict.flags, ...answer]
    },
  })
}
