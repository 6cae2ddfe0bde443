import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { ModelFigures } from '../facts/model-figures.js'
import { type DisclosureFacts, FACTS } from '../facts/parse-facts-file.js'
import { findSubject } from '../facts/subject.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { printableName } from '../format/names.js'
import { ITEMS, type Line, type Missing } from './aapor-items.js'
import type { CheckerLine } from './describe-runs.js'

/** Source of the items. */
const STANDARD =
  'AAPOR Code of Professional Ethics and Practices, section III.A (revised April 2021)'

/**
 * The disclosure that goes with every number. Each item is filled from the breakdown and the facts,
 * or marked missing.
 *
 * @param facts that only people know
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal that is not there, `CITE_DEAL_BY_DEAL`
 *   where several are there and none was named
 */
export function buildDisclosure(
  breakdown: Breakdown,
  {
    dealId,
    facts = {},
    figures = null,
  }: { dealId?: string | null; facts?: DisclosureFacts; figures?: ModelFigures | null } = {},
) {
  const subject = findSubject(breakdown, dealId)
  const items = ITEMS.map(([title, linesOf], index) => {
    const lines = linesOf({ ...subject, breakdown, facts, figures })
    const statements = lines.filter((line) => typeof line === 'string').filter(Boolean)
    const checks = lines.flatMap((line) => (isForChecker(line) ? [line.text] : []))
    const missing = lines.flatMap((line) => (isMissing(line) ? [line] : []))
    const statementCount = statements.length + checks.length
    return {
      number: index + 1,
      title,
      status: statusOf(statementCount, missing),
      statements,
      checks,
      missing,
    }
  })
  return {
    schema: 'dealstance/disclosure@1',
    standard: STANDARD,
    dealId: subject.dealId,
    items,
  }
}

const isMissing = (line: Line): line is Missing => typeof line !== 'string' && 'what' in line

const isForChecker = (line: Line): line is CheckerLine => typeof line !== 'string' && 'for' in line

function statusOf(saidCount: number, missing: readonly unknown[]): keyof typeof MARK {
  if (missing.length === 0) return 'filled'
  return saidCount === 0 ? 'missing' : 'partial'
}

/** Items that accompany a published share; `checks` are for those who check files. */
export type Disclosure = ReturnType<typeof buildDisclosure>

const MARK = { filled: '', partial: ' (in part)', missing: ' (missing)' }

/** "who paid for it (`sponsor`)": a question, and the fact or option that answers it. */
function missingWords({ what, fact }: Missing): string {
  if (fact === null) return escapeMarkdown(what)
  const [, , option]: readonly (string | undefined)[] = FACTS[fact]
  return `${escapeMarkdown(what)} (\`${fact}\`${option === undefined ? '' : `, or ${option}`})`
}

/** A disclosure as Markdown: one section an item, missing parts in bold. */
export function renderDisclosure({ standard, dealId, items }: Disclosure): string {
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  const state =
    missingCount === 0
      ? 'All items are filled.'
      : `${missingCount} of ${items.length} items miss something: a name in brackets is that of a text in FILE.facts.json beside FILE.`
  return [
    `# Disclosure${dealId === null ? '' : `: ${escapeMarkdown(printableName(dealId))}`}\n\nItems of the ${standard}. ${state}\n`,
    ...items.map(({ number, title, status, statements, checks, missing }) => {
      const bullets = [...statements, ...checks].map((one) => `- ${escapeMarkdown(one)}`)
      const lacks = missing.map((one) => `- **Missing:** ${missingWords(one)}`)
      return `## ${number}. ${title}${MARK[status]}\n\n${[...bullets, ...lacks].join('\n')}\n`
    }),
  ].join('\n')
}
