import { PipelineError } from '../../base/errors.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import type { ModelFigures } from './model-figures.js'
import type { CiteSubject } from './wording.js'

/** Facts that only people know, by their names in a facts file. */
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
  'adjudicator',
  'trainingData',
  'processing',
  'limitations',
  'retrieval',
  'ethics',
  'availability',
] as const

/** Names of the facts that a facts file may hold. */
export type FactName = (typeof FACT_NAMES)[number]
/** Facts of a study that only people know, by name. */
export type DisclosureFacts = { readonly [Name in FactName]?: string }

const MAX_FACT_LENGTH = 2000

/**
 * Checks a facts file: an object of texts.
 *
 * @param value what `JSON.parse` gave
 * @throws {PipelineError} `DISCLOSURE_FACTS_INVALID` for an unknown name, or a value that is empty, too long or not a text
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

/** One item of the checklist. `partial`: it has a statement and lacks a fact. */
export interface DisclosureItem {
  /** From 1 to 11. */
  readonly number: number
  readonly title: string
  readonly status: 'filled' | 'partial' | 'missing'
  /** Whole sentences; empty when every fact is missing. */
  readonly statements: readonly string[]
  /** Unknown facts, each with its name in a facts file; null for a fact that no facts file can give. */
  readonly missing: readonly { readonly what: string; readonly fact: FactName | null }[]
}

export type FilledItem = Pick<DisclosureItem, 'statements'> & Partial<Pick<DisclosureItem, 'missing'>>

/** Source of the items' statements. */
export interface DisclosureInput {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
  readonly audit: GroupAudit | null
  readonly capture: CaptureCount
  readonly facts: DisclosureFacts
  /** Figures of the model, or of the base model of a learnt one; null where there are none. */
  readonly figures: ModelFigures | null
}
