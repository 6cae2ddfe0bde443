import { type AnswerProblem, parseAnswer } from './parse-answer.js'

/** A valid answer to a question. */
export interface LlmSample {
  /** The model's text. It contains labels and nothing else. */
  readonly content: string
  /** From the token log probabilities, in scheme order; null when unavailable. */
  readonly probabilities: readonly number[] | null
}

/** The result of a question. */
export interface LlmOutcome {
  /** Key of the answers in the cache; null when none was received. */
  readonly key: string | null
  /** One per sample: an answer, or the problem with it. Empty when {@link noAnswerReason} is set. */
  readonly samples: readonly (LlmSample | AnswerProblem)[]
  /** Why nothing was sent or nothing came back, as the user reads it; null when there are samples. */
  readonly noAnswerReason: string | null
}

/** The result for one post. */
export interface LlmVerdict {
  /** Index of the label in the scheme; null when there is none, and then `reason` says why. */
  readonly label: number | null
  /** In scheme order, summing to 1; null when neither tokens nor samples provide them. */
  readonly probabilities: readonly number[] | null
  readonly reason: string | null
  readonly flags: readonly string[]
}

const REASONS: Readonly<Record<AnswerProblem, string>> = {
  form: 'the language model gave no answer in the form asked for',
  declined: 'the language model declined to answer',
}

const noAnswer = (reason: string): LlmVerdict => ({ label: null, probabilities: null, reason, flags: [] })

/**
 * Resolves the answers about one post to a label. With one answer: its label, or the most probable label when token log probabilities are
 * known. With several: the label with the highest share among the valid answers, which must be at least half of all.
 *
 * @param count number of posts in the question
 * @param place index of the post, 0-based
 */
export function resolveAnswer(
  { samples, noAnswerReason }: LlmOutcome,
  labels: readonly string[],
  count: number,
  place: number,
): LlmVerdict {
  if (noAnswerReason !== null) return noAnswer(noAnswerReason)
  const places = samples.map((sample) =>
    typeof sample === 'string' ? null : (parseAnswer(sample.content, labels, count)?.[place] ?? null),
  )
  const valid = places.filter((label) => label !== null)
  const [first] = samples
  if (valid.length === 0 || 2 * valid.length < samples.length) {
    return noAnswer(samples.every((sample) => sample === 'declined') ? REASONS.declined : REASONS.form)
  }
  if (samples.length === 1) {
    const answered = valid[0] as number
    const probabilities = count === 1 && typeof first === 'object' ? first.probabilities : null
    if (probabilities === null) return { label: answered, probabilities, reason: null, flags: [] }
    const label = topOf(probabilities)
    return { label, probabilities, reason: null, flags: label === answered ? [] : [`answered:${labels[answered]}`] }
  }
  const shares = labels.map((_, label) => valid.filter((each) => each === label).length / valid.length)
  const top = Math.max(...shares)
  return {
    label: topOf(shares),
    probabilities: shares,
    reason: null,
    flags: shares.filter((share) => share === top).length > 1 ? ['tied-samples'] : [],
  }
}

const topOf = (values: readonly number[]): number => values.indexOf(Math.max(...values))
