import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { describeSample, type ReportChart } from '../charts/chart-context.js'
import type { GroupCharts } from '../render-report-charts.js'
import { argumentsSection } from './arguments-section.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'
import { voicesSection } from './voices-section.js'

/** A chart as it stands in a page. */
export const figure = (chart: ReportChart | null): HtmlValue =>
  chart === null ? null : html`<figure class="picture">${trusted(chart.svg)}</figure>`

/** All about one deal, or about all posts. */
export function groupSection(charts: GroupCharts, scheme: StanceScheme, keys: ReadonlyMap<ScoredPost, string>): Markup {
  const { reported, shares, time, sentiment, depth } = charts
  const { slug, name, dealId, move, group } = reported
  const isTimed = reported.judged.some(({ post }) => post.createdAt !== null)
  return html`<section id="deal-${slug}" class="deal" aria-labelledby="${slug}-heading">
<h2 id="${slug}-heading">${name}${dealId === null || name.includes(dealId) ? null : html` <span class="soft">${dealId}</span>`}</h2>
${move === null ? null : html`<p class="move">${move}</p>`}
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

/** What to know before quoting: whole sentences. */
export function cautionList(cautions: readonly string[]): HtmlValue {
  if (cautions.length === 0) return null
  return html`<ul class="cautions">${cautions.map((caution) => html`<li>${caution}</li>`)}</ul>`
}
