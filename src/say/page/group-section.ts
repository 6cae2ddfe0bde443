import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { describeSample, type ReportChart } from '../charts/chart-context.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import type { GroupCharts } from '../render-report-charts.js'
import { argumentsSection } from './arguments-section.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'
import { voicesSection } from './voices-section.js'

/** A chart as a figure of the page. */
export const figure = (chart: ReportChart | null): HtmlValue =>
  chart === null ? null : html`<figure class="picture">${trusted(chart.svg)}</figure>`

/** Section of one deal, or of all posts, folded unless it is the only one. */
export function groupSection(
  charts: GroupCharts,
  { scheme, keys, isOpen }: { readonly scheme: StanceScheme; readonly keys: ReadonlyMap<ScoredPost, string>; readonly isOpen: boolean },
): Markup {
  const { reported, shares, time, sentiment, depth } = charts
  const { slug, name, move, group } = reported
  const labelledCount = labelledCountOf(group)
  const isSmall = labelledCount > 0 && !shareWords(labelledCount).isPercent
  const isTimed = reported.judged.some(({ post }) => post.createdAt !== null)
  return html`<details id="deal-${slug}" class="fold"${isOpen ? trusted(' open') : null}>
<summary><h2 id="${slug}-heading">${name}</h2> <span class="soft">${formatCount(group.postCount, 'post')}</span></summary>
${move === null ? null : html`<p class="move">${isolate(move)}</p>`}
<p>${describeSample(reported)}.</p>
${cautionList(group.cautions)}
<div class="pictures">
${[shares, time, sentiment, depth].map(figure)}
</div>
${labelledCount === 0 ? html`<p>No post got a label: there are no shares to draw.</p>` : null}
${isSmall ? countsOf(charts, scheme, labelledCount) : null}
${time === null && !isSmall ? html`<p class="soft">${isTimed ? 'Change over time is not drawn: too few posts have a time, or all fall in one stretch of it.' : 'Change over time is not drawn: no post has a time.'}</p>` : null}
${reported.audit === null ? null : html`<p><b>${reported.bands.counts}.</b> The labels below are the model’s, but for the rows marked “audited”.</p>`}
${voicesSection(reported, scheme)}
${argumentsSection(reported, scheme, keys)}
</details>`
}

/** The posts of each label, where they are too few for shares. */
function countsOf({ reported: { group } }: GroupCharts, scheme: StanceScheme, labelledCount: number): Markup {
  const { share } = shareWords(labelledCount)
  const counts = scheme.labels.map((label) => `${isolate(label)} ${share(group.shares?.[label] ?? 0)}`).join(', ')
  return html`<p>Labelled by the model: ${counts}. Too few posts for shares or pictures.</p>`
}

/** The cautions as a list. */
function cautionList(cautions: readonly string[]): HtmlValue {
  if (cautions.length === 0) return null
  return html`<ul class="cautions">${cautions.map((caution) => html`<li>${isolateRuns(caution)}</li>`)}</ul>`
}
