import { type DisclosureFacts, parseFacts } from '../../say/facts/disclosure-facts.js'

/** Facts about a thread that only people know. */
export interface ThreadAnswers {
  readonly facts: DisclosureFacts
  /** Why labels hold that agree with the model as few people do; empty without a reason. */
  readonly why: string
}

export const NO_ANSWERS: ThreadAnswers = { facts: {}, why: '' }

/** Key of the answers of a thread. @param key of its labels */
export const answersKeyOf = (key: string): string => `${key} answers`

/** The answers that were kept; none where they are damaged. */
export function parseAnswers(text: string | undefined): ThreadAnswers {
  if (text === undefined) return NO_ANSWERS
  try {
    const { why, facts } = JSON.parse(text) as { readonly why: unknown; readonly facts: unknown }
    return { why: String(why), facts: parseFacts(facts, 'the answers that were kept') }
  } catch {
    return NO_ANSWERS
  }
}

/** Merges new answers into earlier ones; an empty text removes its answer. */
export function withAnswers(
  { facts, why }: ThreadAnswers,
  answers: Partial<ThreadAnswers>,
): ThreadAnswers {
  const known = Object.entries({ ...facts, ...answers.facts }).filter(
    ([, text]) => text.trim() !== '',
  )
  return {
    why: answers.why ?? why,
    facts: parseFacts(Object.fromEntries(known), 'the answers'),
  }
}
