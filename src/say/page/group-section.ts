import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { cautionsWithoutIntervals } from '../../count/breakdown/list-cautions.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { describeSample } from '../charts/chart-context.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import type { GroupCharts } from '../render-report-charts.js'
import { argumentsSection } from './arguments-section.js'
import { cautionList, figure } from './card-section.js'
import { html, type Markup, trusted } from './html.js'
import { voicesSection } from './voices-section.js'

interface GroupOptions {
  readonly scheme: StanceScheme
  readonly keys: ReadonlyMap<ScoredPost, string>
  /** The card shows its shares and arguments already; it stands open. */
  readonly isMain: boolean
  readonly said: Set<string>
}

/** Section of one deal, or of all posts. Its cautions are those that no section before has printed. */
export function groupSection(charts: GroupCharts, { scheme, keys, isMain, said }: GroupOptions): Markup {
  const { reported, shares, time, depth } = charts
  const { slug, name, move, group } = reported
  const labelledCount = labelledCountOf(group)
  const isSmall = labelledCount > 0 && !shareWords(labelledCount).isPercent
  const isTimed = reported.judged.some(({ post }) => post.createdAt !== null)
  return html`<details id="deal-${slug}" class="fold"${isMain ? trusted(' open') : null}>
<summary><h2 id="${slug}-heading">${name}</h2> <span class="soft">${formatCount(group.postCount, 'post')}</span></summary>
${move === null ? null : html`<p class="move">${isolate(move)}</p>`}
<p>${describeSample(reported)}.</p>
${isMain ? null : cautionList(isSmall ? cautionsWithoutIntervals(group) : group.cautions, said)}
<div class="pictures">
${[isMain ? null : shares, time].map(figure)}
</div>
${depth === null ? null : html`<details><summary>The model’s labels by reply level</summary><div class="pictures">${figure(depth)}</div></details>`}
${labelledCount === 0 ? html`<p>No post got a label: there are no shares to draw.</p>` : null}
${time === null && !isSmall ? html`<p class="soft">${isTimed ? 'Change over time is not drawn: too few posts have a time, or all fall in one stretch of it.' : 'Change over time is not drawn: no post has a time.'}</p>` : null}
${reported.audit === null ? null : html`<p><b>${reported.bands.counts}.</b> The labels below are the model’s, but for the rows marked “audited”.</p>`}
${voicesSection(reported, scheme)}
${argumentsSection(reported, scheme, keys)}
</details>`
}
