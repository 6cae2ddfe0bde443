import { PipelineError } from '../../base/errors.js'

/**
 * Facts that files do not tell: the words before each, the question, and an option that answers.
 */
export const FACTS = {
  sponsor: ['Sponsor', 'who paid for it'],
  conductor: ['Conducted by', 'who conducted it'],
  contact: ['Contact', 'whom to ask'],
  url: ['Address', 'the address of the thread', 'classify --url'],
  captureMethod: ['Captured by', 'how the posts were captured'],
  retrieval: ['Search and filters', 'how the threads were found and chosen'],
  postDates: ['Posts written', 'when the posts were written'],
  captured: ['Captured', 'when the posts were captured', 'classify --captured'],
  labellingDates: ['Labels recorded', 'when the sample was labelled'],
  codingScheme: ['Instructions for coders', 'the instructions that coders followed'],
  trainingData: ['The model was trained on', 'what the model was trained on, and who labelled it'],
  coders: ['Coders', 'who read the posts, and how they were trained'],
  adjudicator: ['Adjudicator', 'who settled differences'],
  processing: ['Processing', 'what else was done to the posts'],
  limitations: ['Limitations', 'what else limits the numbers'],
  ethics: ['Ethics', 'what was asked of whom'],
  availability: ['Availability', 'where the data are'],
} as const satisfies Readonly<
  Record<string, readonly [title: string, question: string, option?: string]>
>

/** Names of the facts that a facts file may hold. */
export type FactName = keyof typeof FACTS
export const FACT_NAMES = Object.keys(FACTS) as readonly FactName[]

/** Facts of a study that only people know, by name. */
export type DisclosureFacts = { readonly [Name in FactName]?: string }

const MAX_FACT_LENGTH = 2000

/**
 * Checks a facts file, an object of texts.
 *
 * @throws {PipelineError} `DISCLOSURE_FACTS_INVALID` for an unknown name, or a wrong value
 */
export function parseFacts(value: unknown, where: string): DisclosureFacts {
  const fail = (expected: string, got: unknown): never => {
    const message = `expected ${expected}, got ${JSON.stringify(got)?.slice(0, 80) ?? 'nothing'} (${where}). Give texts under ${FACT_NAMES.join(', ')}; leave out what you do not know.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { context: { where } })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('facts as a JSON object', value)
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: unknown }).map(([name, text]) => {
      if (!Object.hasOwn(FACTS, name)) return fail('facts by their names', name)
      if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_FACT_LENGTH) {
        return fail(`${name} as a text of 1 to ${MAX_FACT_LENGTH} characters`, text)
      }
      return [name, text.trim()]
    }),
  )
}
