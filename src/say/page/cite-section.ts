import { PipelineError } from '../../base/errors.js'
import { cite } from '../cite/cite.js'
import { buildDisclosure } from '../disclosure/disclosure.js'
import type { DisclosureItem } from '../disclosure/disclosure-item.js'
import type { ReportInput } from '../facts/report.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type HtmlValue, html, type Markup } from './html.js'

/** For each deal, the citation or the reason for its refusal, and the disclosure of its numbers. Without an audit, one reason for all. */
export function citeSection(input: ReportInput, groups: readonly ReportGroup[]): Markup {
  const quotable = groups.filter(({ dealId }) => dealId !== null || input.breakdown.deals.length === 0)
  const isChecked = input.breakdown.audit !== null
  return html`<section id="cite" aria-labelledby="cite-heading">
<h2 id="cite-heading">How to cite, and disclosure</h2>
${isChecked ? null : html`<p><b>Not ready to cite: nobody has checked a sample.</b> <code>dealstance audit SCORED --size 100</code> draws one to label; then <code>dealstance cite SCORED</code> says what can be printed, or how many labels are missing.</p>`}
${quotable.map(({ name, dealId }) =>
  isChecked
    ? html`<h3>${name}</h3>
${citation(input, dealId)}
${disclosure(input, dealId, 'Disclosure')}`
    : disclosure(input, dealId, `Disclosure for ${name}`),
)}
</section>`
}

function citation({ breakdown }: ReportInput, dealId: string | null): HtmlValue {
  try {
    const { sentence, footnote } = cite(breakdown, dealId === null ? {} : { dealId })
    return html`<blockquote class="claim">${sentence}</blockquote><p class="soft">${footnote}</p>`
  } catch (error) {
    if (!(error instanceof PipelineError) || !error.code.startsWith('CITE_')) throw error
    return html`<p>${error.message}</p>`
  }
}

function disclosure({ breakdown, facts }: ReportInput, dealId: string | null, title: string): HtmlValue {
  const { standard, items } = buildDisclosure(breakdown, { ...(dealId !== null && { dealId }), ...(facts !== null && { facts }) })
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  return html`<details><summary>${title}: ${items.length} items, ${missingCount === 0 ? 'all complete' : `${missingCount} incomplete`}</summary>
<p class="soft">Items of the ${standard}.</p>
<ol>${items.map(disclosureItem)}</ol></details>`
}

const disclosureItem = ({ title, statements, missing }: DisclosureItem): Markup =>
  html`<li><b>${title}.</b> ${statements.join(' ')}${missing.map(({ what }) => html` <i>Missing: ${what}.</i>`)}</li>`
