import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { readCaptureCount } from '../../count/breakdown/breakdown-capture.js'
import { findSubject, printableName } from '../cite/wording.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import type { DisclosureFacts } from './disclosure-facts.js'
import type { DisclosureItem } from './disclosure-item.js'
import { DISCLOSURE_ITEMS } from './disclosure-items.js'

/** What `schema` of a disclosure says. */
export const DISCLOSURE_SCHEMA = 'dealstance/disclosure@1'

/** Where the items come from. */
const DISCLOSURE_STANDARD = 'AAPOR Code of Professional Ethics and Practices, section III.A (revised April 2021)'

/** The items that a published share has to be accompanied by, each filled or marked missing. */
export interface Disclosure {
  readonly schema: typeof DISCLOSURE_SCHEMA
  readonly standard: string
  /** Null for all posts. */
  readonly dealId: string | null
  readonly items: readonly DisclosureItem[]
}

/** Which deal is disclosed, and what only people know of the study. */
export interface DisclosureOptions {
  /** Needed where the breakdown holds several deals. */
  readonly dealId?: string
  readonly facts?: DisclosureFacts
}

/**
 * The disclosure that goes with every number: each item filled from the breakdown and from what people say, or marked missing. It is made for
 * breakdowns that nobody has audited too, and then says so.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal that is not there, or when several are there and none was named
 */
export function buildDisclosure(breakdown: Breakdown, options: DisclosureOptions = {}): Disclosure {
  const { dealId, facts = {} } = options
  const subject = findSubject(breakdown, dealId)
  const input = { breakdown, subject, audit: subject.audit, capture: readCaptureCount(breakdown, subject.deal?.dealId ?? null), facts }
  const items = DISCLOSURE_ITEMS.map(({ title, fill }, index): DisclosureItem => {
    const { statements, missing = [] } = fill(input)
    const status = missing.length === 0 ? 'filled' : statements.length === 0 ? 'missing' : 'partial'
    return { number: index + 1, title, status, statements, missing }
  })
  return { schema: DISCLOSURE_SCHEMA, standard: DISCLOSURE_STANDARD, dealId: subject.deal?.dealId ?? null, items }
}

const MARK: Readonly<Record<DisclosureItem['status'], string>> = { filled: '', partial: ' (in part)', missing: ' (missing)' }

/** A disclosure as Markdown: one section an item; what is missing stands in bold, with the name that a facts file gives it. */
export function renderDisclosure(disclosure: Disclosure): string {
  const { standard, dealId, items } = disclosure
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  const state = missingCount === 0 ? 'All items are filled.' : `${missingCount} of ${items.length} items miss something.`
  const head = `# Disclosure${dealId === null ? '' : `: ${escapeMarkdown(printableName(dealId))}`}\n\nItems of the ${standard}. ${state}\n`
  return head + items.map(renderItem).join('')
}

/** A disclosure as indented JSON. */
export function renderDisclosureJson(disclosure: Disclosure): string {
  return `${JSON.stringify(disclosure, null, 2)}\n`
}

function renderItem({ number, title, status, statements, missing }: DisclosureItem): string {
  const lines = [
    ...statements.map((statement) => `- ${escapeMarkdown(statement)}`),
    ...missing.map(({ what, fact }) => `- **Missing:** ${escapeMarkdown(what)}${fact === null ? '' : ` (\`${fact}\`)`}`),
  ]
  return `\n## ${number}. ${title}${MARK[status]}\n\n${lines.join('\n')}\n`
}
