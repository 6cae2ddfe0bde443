import type { AnswerProblem } from './parse-answer.js'
import { parseAnswer } from './parse-answer.js'

/** One answer of a model to a question, in the form asked for. */
export interface LlmSample {
  /** As the model wrote it; it holds labels and nothing else. */
  readonly content: string
  /** From the log-probabilities of its tokens, in the order of the labels; null where there are none. */
  readonly probabilities: readonly number[] | null
}

/** What came of a question. */
export interface LlmOutcome {
  /** Names the answers in the cache; null where nothing was received. */
  readonly key: string | null
  /** One per time asked; a problem in the place of an answer that is none. Empty with {@link silence}. */
  readonly samples: readonly (LlmSample | AnswerProblem)[]
  /** Why there is no answer, in words: nothing was sent, or nothing came back. */
  readonly silence: string | null
}

/** What a post gets of the answers. */
export interface LlmVerdict {
  /** Place of the label in the scheme; null where there is none, and then `reason` says why. */
  readonly label: number | null
  /** In the order of the labels, sum 1; null where neither tokens nor samples tell. */
  readonly probabilities: readonly number[] | null
  readonly reason: string | null
  readonly flags: readonly string[]
}

const REASONS: Readonly<Record<AnswerProblem, string>> = {
  form: 'the language model gave no answer in the form asked for',
  declined: 'the language model declined to answer',
}

const silent = (reason: string): LlmVerdict => ({ label: null, probabilities: null, reason, flags: [] })

/**
 * Answers into a label. Of one answer: its label, or, where the log-probabilities of its tokens are known, the most probable one. Of
 * several: the share of each label among those in the form asked for, which must be at least half; the label with the highest share.
 *
 * @param count how many posts the question was about
 * @param place which of them is wanted, 0-based
 */
export function settleAnswers({ samples, silence }: LlmOutcome, labels: readonly string[], count: number, place: number): LlmVerdict {
  if (silence !== null) return silent(silence)
  const places = samples.map((sample) =>
    typeof sample === 'string' ? null : (parseAnswer(sample.content, labels, count)?.[place] ?? null),
  )
  const valid = places.filter((label) => label !== null)
  const [first] = samples
  if (valid.length === 0 || 2 * valid.length < samples.length) {
    return silent(samples.every((sample) => sample === 'declined') ? REASONS.declined : REASONS.form)
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
