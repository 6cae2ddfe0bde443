import { isRecord, parseJson } from '../../../base/json-shape.js'
import { logOf, softmax } from '../../../base/statistics/calibration/softmax.js'
import type { StanceClassifier, StanceInput, StanceScores } from '../stance-classifier.js'
import type { PromptRenderer, RenderedQuestion } from './render-prompt.js'

/** Outcome of a question to a language model. */
export interface LlmOutcome {
  /** Key of the answer in the cache; null when none was received. */
  readonly key: string | null
  readonly label: string | null
  /**
   * Probabilities in scheme order; null where the server lists no log-probabilities
   * that tell the labels apart.
   */
  readonly probabilities: readonly number[] | null
  /**
   * The reason for no label, for users; in fixed words, since output must not depend on a server's.
   * Null for a label.
   */
  readonly reason: string | null
}

interface LlmClassifierOptions extends Pick<StanceClassifier, 'scheme'> {
  /** Identifies everything that can change answers: the model, the prompt and the parameters. */
  readonly id: string
  readonly renderer: PromptRenderer
  /** Sends questions to a model or returns cached answers, in their order. */
  ask(questions: readonly RenderedQuestion[]): Promise<readonly LlmOutcome[]>
}

export const LLM_ID_PREFIX = 'llm:'

/**
 * Wraps a language model as a classifier. Each post is a question, and the answer is its label.
 * Scores are logarithms of the model's own probabilities, at most 0; an answer without them gives
 * its label 1 and the others 0.
 */
export function createLlmClassifier({
  id,
  scheme,
  renderer,
  ask,
}: LlmClassifierOptions): StanceClassifier {
  const outcomes = new WeakMap<StanceInput, LlmOutcome>()
  return Object.freeze({
    id,
    scheme,
    readsTarget: true,
    readsThread: true,
    score: async (inputs: readonly StanceInput[]) => {
      const received = await ask(inputs.map(renderer.render))
      return inputs.map((input, index) => {
        const outcome = received[index] as LlmOutcome
        outcomes.set(input, outcome)
        const { label, probabilities } = outcome
        return Float64Array.from(scheme.labels, (each, place) =>
          probabilities ? logOf(probabilities[place] ?? 0) : Number(each === label),
        )
      })
    },
    probabilitiesOf: (scores: StanceScores) =>
      scores.some((score) => score < 0) ? softmax(scores) : null,
    noAnswerReasonOf: (input: StanceInput) => outcomes.get(input)?.reason ?? null,
    /** `answer:DEAL:KEY`, without DEAL for a post on no deal. */
    flagsOf: (input: StanceInput) => {
      const { key = null } = outcomes.get(input) ?? {}
      return [
        ...(outcomes.has(input) && renderer.isTruncated(input) ? ['truncated'] : []),
        ...(key === null ? [] : [`answer:${input.target?.dealId ?? ''}:${key}`]),
      ]
    },
  })
}

/** Thoughts that a model writes before its answer; some templates open them in the prompt. */
const THOUGHTS = /^[\s\S]*<\/think>/
const STRING = String.raw`"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*){0,1000}"`
/** An object of up to 100 strings. */
const OBJECT = new RegExp(String.raw`\{[^{}"]*(?:${STRING}[^{}"]*){0,100}\}`, 'g')
/** Matches keys, and skips each value as a whole: linear time. */
const KEY = new RegExp(String.raw`(${STRING})\s*:|${STRING}`, 'g')

/**
 * Reads the label of an answer. Ignores case, and words around the one object. Null for no object,
 * several objects, a repeated key, and a value that fits no label or several.
 */
export function parseAnswer(content: string, labels: readonly string[]): string | null {
  const text = content.replace(THOUGHTS, '').trim()
  const [objectText = '', ...others] = text.startsWith('<think>') ? [] : (text.match(OBJECT) ?? [])
  const object =
    others.length > 0 || /[{}]/.test(text.replace(objectText, ''))
      ? null
      : parseJson(objectText, () => null)
  const keys = [...objectText.matchAll(KEY)].map(([, key = '']) => parseJson(key, () => null))
  const label =
    isRecord(object) && keys.filter((key) => key === 'label').length === 1 ? object['label'] : null
  if (typeof label !== 'string') return null
  if (labels.includes(label)) return label
  const [fit = null, ...more] = labels.filter(
    (each) => each.toLowerCase() === label.trim().toLowerCase(),
  )
  return more.length === 0 ? fit : null
}
