import { isRecord, parseJson } from '../../../base/json-shape.js'

/** Probabilities that a language model gave to a post. */
export interface LlmAnswer {
  /** The model's text. It contains only the label. */
  readonly content: string
  /** From the token log probabilities, in scheme order; null when unavailable. */
  readonly probabilities: readonly number[] | null
}

/** An answer, or the reason why there is none. */
export interface LlmOutcome {
  /** Key of the answer in the cache; null when none was received. */
  readonly key: string | null
  /** The answer, or the problem with it; null when {@link noAnswerReason} is set. */
  readonly answer: LlmAnswer | AnswerProblem | null
  /** The reason why no answer came back, for users; null for an answer. */
  readonly noAnswerReason: string | null
}

export const answeredLabel = ({ answer }: LlmOutcome, labels: readonly string[]): number | null =>
  typeof answer === 'object' && answer !== null ? parseAnswer(answer.content, labels) : null

export function reasonOf({ answer, noAnswerReason }: LlmOutcome): string {
  if (noAnswerReason !== null) return noAnswerReason
  return answer === 'declined' ? 'the language model declined to answer' : 'the language model gave no answer in the form asked for'
}

/** The fault of an invalid answer, in fixed words: output must not depend on a server's words. */
export type AnswerProblem = 'form' | 'declined'

/** Thoughts that a model writes before its answer; some templates open them in the prompt. */
const THOUGHTS = /^[\s\S]*<\/think>/
const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`
/** An object without objects in it, and its keys. */
const OBJECT = new RegExp(String.raw`\{(?:[^{}"]|${STRING})*\}`, 'g')
const KEY = new RegExp(String.raw`(${STRING})\s*:`, 'g')

/** The label of a post in an answer. */
interface ReadAnswer {
  readonly label: number
  /** True if the form differs from the requested one: a capital letter, a fence, a further key, words around it. */
  readonly isLoose: boolean
}

/** Reads the label of an answer; null for no object, several objects, a repeated key, and a value that is no label. */
export function readAnswer(content: string, labels: readonly string[]): ReadAnswer | null {
  const text = content.replace(THOUGHTS, '').trim()
  const [found = '', ...others] = text.startsWith('<think>') ? [] : (text.match(OBJECT) ?? [])
  const object = others.length > 0 || /[{}]/.test(text.replace(found, '')) ? null : parseJson(found, () => null)
  const written = [...found.matchAll(KEY)].map(([, key = '']) => parseJson(key, () => null))
  if (!isRecord(object) || written.filter((key) => key === 'label').length !== 1) return null
  const label = placeOf(object['label'], labels)
  return label === null ? null : { label, isLoose: text !== found || written.length > 1 || labels[label] !== object['label'] }
}

/** Index of a label, case ignored; null for no label and for a text that fits several. */
function placeOf(label: unknown, labels: readonly string[]): number | null {
  if (typeof label !== 'string') return null
  const exact = labels.indexOf(label)
  if (exact !== -1) return exact
  const fits = labels.flatMap((each, place) => (each.toLowerCase() === label.trim().toLowerCase() ? [place] : []))
  return fits.length === 1 ? (fits[0] as number) : null
}

export const parseAnswer = (content: string, labels: readonly string[]): number | null => readAnswer(content, labels)?.label ?? null

export const answerSchema = (labels: readonly string[]): object => ({
  type: 'object',
  properties: { label: { type: 'string', enum: [...labels] } },
  required: ['label'],
  additionalProperties: false,
})

/** A token of an answer with its alternatives, as servers report it. */
export interface TokenChoice {
  readonly token: string
  /** UTF-8 bytes of the token, for characters split between tokens; null when the text is enough. */
  readonly bytes: readonly number[] | null
  /** Natural logarithm of its probability. */
  readonly logprob: number
  readonly alternatives: readonly Omit<TokenChoice, 'alternatives'>[]
}

/** Largest share of alternatives that begin several labels. */
const MAX_AMBIGUOUS_SHARE = 0.01

/**
 * Computes label probabilities from the token log probabilities of an answer `{"label": "…"}`.
 *
 * Follows the chosen tokens from the first of the label, as long as they fit several labels. At each step, an alternative that fits only
 * one label (either text begins with the other) adds its probability times that of the path. Other alternatives end in no valid answer and
 * are ignored. The sums are normalised.
 *
 * @returns one probability per label, summing to 1; null when the tokens do not spell the answer, no label received any probability, or
 *   alternatives that begin several labels hold more than {@link MAX_AMBIGUOUS_SHARE} of the total
 */
export function labelProbabilities(content: string, tokens: readonly TokenChoice[], labels: readonly string[]): number[] | null {
  const answer = toByteString(content)
  const opening = [...answer.matchAll(/"label"\s*:\s*"/g)].at(-1)
  if (!opening) return null
  const head = answer.slice(0, opening.index + opening[0].length)
  const endings = labels.map((label) => toByteString(JSON.stringify(label)).slice(1))
  const mass = labels.map(() => 0)
  /** Adds a share to the label that a text fits alone. Returns the number of labels that fit. */
  const credit = (text: string, share: number): number => {
    const tail = text.slice(head.length)
    const fits = endings.flatMap((label, place) => (label.startsWith(tail) || tail.startsWith(label) ? [place] : []))
    if (fits.length === 1) mass[fits[0] as number] = (mass[fits[0] as number] as number) + share
    return fits.length
  }
  let ambiguous = 0
  let path = 1
  let before = ''
  for (const choice of tokens) {
    const after = before + bytesOf(choice)
    if (!answer.startsWith(after)) return null
    if (after.length > head.length) {
      for (const each of choice.alternatives) {
        const rival = before + bytesOf(each)
        // A token without text ends the answer. Alternatives that change the text before the label are no answers.
        if (rival === after || rival === before || !rival.startsWith(head)) continue
        const share = path * Math.exp(each.logprob)
        if (credit(rival, share) > 1) ambiguous += share
      }
      path *= Math.exp(choice.logprob)
      const fitCount = credit(after, path)
      if (fitCount === 1) return normalise(mass, ambiguous)
      if (fitCount === 0) return null
    }
    before = after
  }
  return null
}

function normalise(mass: readonly number[], ambiguous: number): number[] | null {
  const total = mass.reduce((sum, each) => sum + each, 0)
  if (!(total > 0) || !Number.isFinite(total) || ambiguous > MAX_AMBIGUOUS_SHARE * (total + ambiguous)) return null
  return mass.map((each) => Number((each / total).toFixed(8)))
}

/** UTF-8 bytes as characters of a string, so that string indexes are byte offsets. */
const toByteString = (text: string): string => [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('')

const bytesOf = ({ token, bytes }: Omit<TokenChoice, 'alternatives'>): string =>
  bytes === null ? toByteString(token) : String.fromCharCode(...bytes)
