import { PipelineError } from '../../base/errors.js'

/** What only people know, by the name under which a facts file gives it. */
export const FACT_NAMES = [
  'sponsor',
  'conductor',
  'contact',
  'source',
  'captureMethod',
  'captureDates',
  'postDates',
  'codingScheme',
  'labellingDates',
  'coders',
  'processing',
  'limitations',
] as const

/** Names of the facts that a facts file may hold. */
export type FactName = (typeof FACT_NAMES)[number]
/** What only people know of a study, by name. */
export type DisclosureFacts = { readonly [Name in FactName]?: string }

const MAX_FACT_LENGTH = 2000

/**
 * Checks a facts file: an object of texts.
 *
 * @param value what `JSON.parse` gave
 * @throws {PipelineError} `DISCLOSURE_FACTS_INVALID` for a name that is none, or a text that is empty, too long or no text
 */
export function parseFacts(value: unknown, where: string): DisclosureFacts {
  const fail = (expected: string, got: unknown): never => {
    const message = `expected ${expected}, got ${JSON.stringify(got)?.slice(0, 80) ?? 'nothing'} (${where}). Give texts under ${FACT_NAMES.join(', ')}; leave out what you do not know.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { context: { where } })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('facts as a JSON object', value)
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: unknown }).map(([name, text]) => {
      if (!FACT_NAMES.some((known) => known === name)) return fail('facts by their names', name)
      if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_FACT_LENGTH) {
        return fail(`${name} as a text of 1 to ${MAX_FACT_LENGTH} characters`, text)
      }
      return [name, text.trim()]
    }),
  )
}
