import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { formatPercent } from '../../text/format-percent.js'
import { isolate, isolateRuns } from '../../text/right-to-left.js'
import { describeSample, type ReportChart } from '../charts/chart-context.js'
import type { ReportGroup } from '../facts/report-group.js'
import type { GroupCharts } from '../render-report-charts.js'
import { argumentsSection } from './arguments-section.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'
import { voicesSection } from './voices-section.js'

/** A chart as a figure of the page. */
export const figure = (chart: ReportChart | null): HtmlValue =>
  chart === null ? null : html`<figure class="picture">${trusted(chart.svg)}</figure>`

/** Section of one deal, or of all posts. */
export function groupSection(charts: GroupCharts, scheme: StanceScheme, keys: ReadonlyMap<ScoredPost, string>): Markup {
  const { reported, shares, time, sentiment, depth } = charts
  const { slug, name, dealId, move, group } = reported
  const isTimed = reported.judged.some(({ post }) => post.createdAt !== null)
  return html`<section id="deal-${slug}" class="deal" aria-labelledby="${slug}-heading">
<h2 id="${slug}-heading">${name}${dealId === null || name.includes(dealId) ? null : html` <span class="soft">${dealId}</span>`}</h2>
${move === null ? null : html`<p class="move">${isolate(move)}</p>`}
<p>${describeSample(reported)}.</p>
${cautionList(group.cautions)}
<div class="pictures">
${[shares, time, sentiment, depth].map(figure)}
</div>
${shares === null ? html`<p>No post got a label: there are no shares to draw.</p>` : null}
${time === null ? html`<p class="soft">${isTimed ? 'Change over time is not drawn: too few posts have a time, or all fall in one stretch of it.' : 'Change over time is not drawn: no post has a time.'}</p>` : null}
${voicesSection(reported, scheme)}
${argumentsSection(reported, scheme, keys)}
</section>`
}

/** Table of the deals that are too small for a section; null without such deals. */
export function smallDealsSection(groups: readonly ReportGroup[], scheme: StanceScheme): HtmlValue {
  if (groups.length === 0) return null
  const rows = groups.map(({ name, group, audit }) => {
    const shares = audit?.shares ?? group.shares
    const cells = scheme.labels.map((label) => html`<td class="number">${shares === null ? '–' : formatPercent(shares[label] ?? 0)}</td>`)
    return html`<tr><th scope="row">${name}</th><td class="number">${group.postCount}</td>${cells}</tr>`
  })
  return html`<section id="others" class="deal" aria-labelledby="others-heading">
<h2 id="others-heading">${groups.length} smaller deals</h2>
<p class="soft">Shares without their intervals, audited where a sample was labelled: too few posts each to read much from.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Smaller deals"><table>
<thead><tr><th scope="col">deal</th><th scope="col" class="number">posts</th>${scheme.labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
</section>`
}

/** The cautions as a list. */
export function cautionList(cautions: readonly string[]): HtmlValue {
  if (cautions.length === 0) return null
  return html`<ul class="cautions">${cautions.map((caution) => html`<li>${isolateRuns(caution)}</li>`)}</ul>`
}
