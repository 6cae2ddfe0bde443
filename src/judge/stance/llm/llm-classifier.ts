import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { logOf, softmax } from '../../../base/statistics/calibration/softmax.js'
import type { StanceClassifier, StanceInput, StanceScores } from '../stance-classifier.js'
import { answeredLabel, type LlmAnswer, type LlmOutcome, reasonOf } from './llm-answer.js'
import type { PromptRenderer, RenderedQuestion } from './render-prompt.js'

/** A question to a language model. Its text is the cache key of the answer. */
export interface LlmQuestion extends RenderedQuestion {
  readonly input: StanceInput
}

/** Sends questions to a model or returns cached answers: see `node/llm/load-llm.ts`. */
export interface LlmPort {
  /** @returns one outcome per question, in the same order */
  ask(questions: readonly LlmQuestion[]): Promise<readonly LlmOutcome[]>
}

/** Server, prompt and limits of a language model. */
interface LlmClassifierOptions<Label extends string = string> {
  /** Identifies everything that can change answers: the model, the prompt and the parameters. */
  readonly id: string
  readonly scheme: StanceScheme<Label>
  readonly renderer: PromptRenderer
  readonly port: LlmPort
  /** The caller requires probabilities. Default false. */
  readonly needsProbabilities?: boolean
}

export const LLM_ID_PREFIX = 'llm:'
/** Prefix of the flag of an answer: `answer:DEAL:KEY`, without DEAL for a post on no deal. KEY is its key in the cache. */
const ANSWER_FLAG = 'answer:'

/** Score of the answered label without probabilities. Log probabilities are at most 0. */
const ANSWERED = 1
/** Score of every label when there is no answer. */
const SILENT = -1000

/**
 * Wraps a language model as a classifier. Each post is a question, and the answer is its label. Scores are log probabilities, or 1 for the
 * answered label and 0 for others. A post without an answer has no label: see `noAnswerReasonOf`.
 */
export function createLlmClassifier<Label extends string>(options: LlmClassifierOptions<Label>): StanceClassifier<Label> {
  const { id, scheme, renderer, port, needsProbabilities = false } = options
  const { labels } = scheme
  const outcomes = new WeakMap<StanceInput, LlmOutcome>()

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const received = await port.ask(inputs.map((input) => ({ ...renderer.render(input), input })))
    return inputs.map((input, index) => {
      const outcome = received[index] as LlmOutcome
      outcomes.set(input, outcome)
      return scoresOf(outcome)
    })
  }

  const scoresOf = (outcome: LlmOutcome): StanceScores => {
    const label = answeredLabel(outcome, labels)
    if (label === null) return new Float64Array(labels.length).fill(SILENT)
    const { probabilities } = outcome.answer as LlmAnswer
    if (probabilities !== null) return Float64Array.from(probabilities, logOf)
    if (needsProbabilities) {
      const message =
        'expected probabilities for --min-probability, got answers without them: the server lists no log probabilities that distinguish the labels. Omit --min-probability, or take a server that lists them.'
      throw new PipelineError('LLM_PROBABILITIES_MISSING', message)
    }
    return Float64Array.from(labels, (_, place) => (place === label ? ANSWERED : 0))
  }

  return Object.freeze({
    id,
    scheme,
    readsTarget: true,
    readsThread: true,
    score,
    probabilitiesOf: (scores: StanceScores) => {
      const top = Math.max(...scores)
      return top === ANSWERED || top === SILENT ? null : softmax(scores)
    },
    noAnswerReasonOf: (input: StanceInput) => {
      const outcome = outcomes.get(input)
      return outcome === undefined || answeredLabel(outcome, labels) !== null ? null : reasonOf(outcome)
    },
    flagsOf: (input: StanceInput) => {
      const outcome = outcomes.get(input)
      if (!outcome) return []
      const flags = renderer.isTruncated(input) ? ['truncated'] : []
      const label = answeredLabel(outcome, labels)
      const probabilities = label === null ? null : (outcome.answer as LlmAnswer).probabilities
      // The most probable label counts, whatever the model wrote.
      if (label !== null && probabilities !== null && probabilities.indexOf(Math.max(...probabilities)) !== label)
        flags.push(`answered:${labels[label]}`)
      if (outcome.key !== null) flags.push(`${ANSWER_FLAG}${input.target?.dealId ?? ''}:${outcome.key}`)
      return flags
    },
  })
}
