import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import type { GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import { formatCount, formatNumber } from '../../text/format-count.js'
import { isolate } from '../../text/right-to-left.js'
import { html, type Markup } from './html.js'

/** What the model said of the posts that people labelled: a table for each audited deal, or for all posts where none is a deal's. */
export function confusionTables({ audit }: Breakdown): readonly Markup[] {
  if (audit === null) return []
  const audited: readonly (readonly [string, GroupAudit])[] = audit.deals.map((deal) => [deal.dealId, deal])
  const groups = audited.length > 0 || audit.overall === null ? audited : [['all posts', audit.overall] as const]
  return groups.flatMap(([name, group]) => (group.labelledCount === 0 || group.confusion === undefined ? [] : tableOf(name, group)))
}

function tableOf(name: string, { confusion = {}, labelCounts, labelledCount, unansweredCount }: GroupAudit): Markup {
  const labels = Object.keys(labelCounts)
  const rows = labels.map((hand) => {
    const counts = labels.map((predicted) => confusion[hand]?.[predicted] ?? 0)
    const unanswered = (labelCounts[hand] ?? 0) - counts.reduce((sum, count) => sum + count, 0)
    return { hand, counts: unansweredCount === 0 ? counts : [...counts, unanswered] }
  })
  const title = `${isolate(name)}: labels of the model and of people on ${formatCount(labelledCount, 'post')} drawn at random`
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table>
<caption>${title}</caption>
<thead><tr><th scope="col">by people</th>${[...labels, ...(unansweredCount === 0 ? [] : ['no label'])].map((label) => html`<th scope="col" class="number">model: ${isolate(label)}</th>`)}<th scope="col" class="number">all</th></tr></thead>
<tbody>${rows.map(({ hand, counts }) => html`<tr><th scope="row">${isolate(hand)}</th>${counts.map((count) => html`<td class="number">${formatNumber(count)}</td>`)}<td class="number">${formatNumber(labelCounts[hand] ?? 0)}</td></tr>`)}</tbody>
</table></div>`
}
