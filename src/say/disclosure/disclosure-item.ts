import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import type { CiteSubject } from '../cite/wording.js'
import type { DisclosureFacts, FactName } from './disclosure-facts.js'

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

/** Content of one item. */
export type FilledItem = Pick<DisclosureItem, 'statements'> & Partial<Pick<DisclosureItem, 'missing'>>

/** Source of the items' statements. */
export interface DisclosureInput {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
  readonly audit: GroupAudit | null
  readonly capture: CaptureCount
  readonly facts: DisclosureFacts
}
