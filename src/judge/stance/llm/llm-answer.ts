/** A valid answer to a question. */
export interface LlmAnswer {
  /** The model's text. It contains the label and nothing else. */
  readonly content: string
  /** From the token log probabilities, in scheme order; null when unavailable. */
  readonly probabilities: readonly number[] | null
}

/** The result of a question. */
export interface LlmOutcome {
  /** Key of the answer in the cache; null when none was received. */
  readonly key: string | null
  /** The answer, or the problem with it; null when {@link noAnswerReason} is set. */
  readonly answer: LlmAnswer | AnswerProblem | null
  /** Why nothing was sent or nothing came back, as the user reads it; null when something did. */
  readonly noAnswerReason: string | null
}

/** The result for a post. */
export interface LlmVerdict {
  /** Index of the label in the scheme; null when there is none, and then `reason` says why. */
  readonly label: number | null
  /** In scheme order, summing to 1; null when the tokens do not provide them. */
  readonly probabilities: readonly number[] | null
  readonly reason: string | null
  readonly flags: readonly string[]
}

const REASONS: Readonly<Record<AnswerProblem, string>> = {
  form: 'the language model gave no answer in the form asked for',
  declined: 'the language model declined to answer',
}

/** Resolves an outcome to a label: the one answered, or the most probable one when token log probabilities are known. */
export function resolveAnswer({ answer, noAnswerReason }: LlmOutcome, labels: readonly string[]): LlmVerdict {
  const answered = typeof answer === 'object' && answer !== null ? parseAnswer(answer.content, labels) : null
  if (answered === null) {
    const reason = noAnswerReason ?? REASONS[answer === 'declined' ? 'declined' : 'form']
    return { label: null, probabilities: null, reason, flags: [] }
  }
  const { probabilities } = answer as LlmAnswer
  if (probabilities === null) return { label: answered, probabilities, reason: null, flags: [] }
  const label = probabilities.indexOf(Math.max(...probabilities))
  return { label, probabilities, reason: null, flags: label === answered ? [] : [`answered:${labels[answered]}`] }
}

/** Why an answer is invalid. These words appear in the output, which must not depend on a server's wording. */
export type AnswerProblem = 'form' | 'declined'

const JSON_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`
const ANSWER = new RegExp(String.raw`^\{\s*"label"\s*:\s*(${JSON_STRING})\s*\}$`)
/** Some models wrap their answer in spite of instructions: thoughts before it, a code fence around it. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/
const FENCE = /^```(?:json)?\n([\s\S]*?)\n?```$/

/** Extracts the JSON of an answer: removes thoughts before it and a code fence around it, nothing else. */
export function extractAnswerJson(content: string): string {
  const text = content.replace(THOUGHTS, '').trim()
  return FENCE.exec(text)?.[1]?.trim() ?? text
}

/**
 * Parses an answer strictly: the requested JSON object with its one key, the label spelled as in the scheme.
 *
 * @returns index of the label; null for an invalid answer
 */
export function parseAnswer(content: string, labels: readonly string[]): number | null {
  const label = ANSWER.exec(extractAnswerJson(content))?.[1]
  if (label === undefined) return null
  try {
    const place = labels.indexOf(JSON.parse(label) as string)
    return place === -1 ? null : place
  } catch {
    return null
  }
}

/** JSON schema of an answer, for servers that enforce one. */
export function answerSchema(labels: readonly string[]): object {
  const label = { type: 'string', enum: [...labels] }
  return { type: 'object', properties: { label }, required: ['label'], additionalProperties: false }
}
