import { printableName } from '../cite/wording.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import type { Disclosure } from './disclosure.js'
import type { DisclosureItem } from './disclosure-item.js'

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
