import { type DisclosureFacts, parseFacts } from '../../say/facts/disclosure-facts.js'

/** Facts about a thread that only people know. */
export interface ThreadAnswers {
  readonly facts: DisclosureFacts
}

export const NO_ANSWERS: ThreadAnswers = { facts: {} }

/** Key of the answers of a thread. @param key of its labels */
export const answersKeyOf = (key: string): string => `${key} answers`

/** The answers that were kept; none where they are damaged. */
export function parseAnswers(text: string | undefined): ThreadAnswers {
  if (text === undefined) return NO_ANSWERS
  try {
    const { facts } = JSON.parse(text) as { readonly facts: unknown }
    return { facts: parseFacts(facts, 'the answers that were kept') }
  } catch {
    return NO_ANSWERS
  }
}

/** Merges new answers into earlier ones; an empty text removes its answer. */
export function withAnswers(
  { facts }: ThreadAnswers,
  answers: Partial<ThreadAnswers>,
): ThreadAnswers {
  const known = Object.entries({ ...facts, ...answers.facts }).filter(
    ([, text]) => text.trim() !== '',
  )
  return { facts: parseFacts(Object.fromEntries(known), 'the answers') }
}
