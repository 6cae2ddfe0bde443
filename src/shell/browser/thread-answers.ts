import { type DisclosureFacts, parseFacts } from '../../say/facts/parse-facts-file.js'

/** Key of the facts about a thread that only people know. @param key of its labels */
export const answersKeyOf = (key: string): string => `${key} answers`

/** The facts that were kept; none where they are damaged. */
export function parseAnswers(text = '{}'): DisclosureFacts {
  try {
    const { facts = {} } = JSON.parse(text) as { readonly facts?: unknown }
    return parseFacts(facts, 'the answers that were kept')
  } catch {
    return {}
  }
}

/** Merges new facts into earlier ones; an empty text removes its fact. */
export const withAnswers = (known: DisclosureFacts, facts: DisclosureFacts): DisclosureFacts =>
  parseFacts(
    Object.fromEntries(
      Object.entries({ ...known, ...facts }).filter(([, text]) => text.trim() !== ''),
    ),
    'the answers',
  )
