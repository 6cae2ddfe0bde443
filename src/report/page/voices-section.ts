import { type GroupBreakdown, WILSON_AUTHORS } from '../../aggregate/breakdown/breakdown.js'
import type { GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import { clustersOf, countAuthors, tallyAuthors } from '../../aggregate/tally/count-authors.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { formatCount } from '../../text/format-count.js'
import { formatPercent, formatPercentRange } from '../../text/format-percent.js'
import { isolate } from '../../text/right-to-left.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type HtmlValue, html, type Markup } from './html.js'

const LOUDEST_COUNT = 5

interface Row {
  readonly unit: string
  readonly count: number
  readonly cells: readonly string[]
}

/** Shares with one vote per post, per author and per thread, and the authors with the most posts. */
export function voicesSection(reported: ReportGroup, scheme: StanceScheme): Markup {
  const { slug, name, audit } = reported
  const rows = [...countedRows(reported, scheme), ...(audit === null ? [] : auditedRows(audit, scheme))]
  return html`<h3 id="${slug}-voices">Who counts how much</h3>
<div class="scroll" role="region" tabindex="0" aria-label="Who counts how much: ${name}"><table>
<thead><tr><th scope="col">one vote for each</th><th scope="col" class="number">how many</th>${scheme.labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
<tbody>${rows.map(({ unit, count, cells }) => html`<tr><th scope="row">${unit}</th><td class="number">${count}</td>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`)}</tbody>
</table></div>
${loudest(reported)}${fragility(audit)}${bounds(reported.group)}`
}

function countedRows({ group, judged }: ReportGroup, scheme: StanceScheme): Row[] {
  if (group.shares === null) return []
  const labelledCount = group.postCount - group.unsureCount - group.unscoredCount
  const { authorCounts, total } = tallyAuthors(clustersOf(countAuthors(judged, scheme), scheme), scheme)
  const rangeOf = (label: string): string => {
    const found = group.intervals.find((interval) => interval.label === label && interval.method === WILSON_AUTHORS)
    return found === undefined ? '' : ` (${formatPercentRange(found)})`
  }
  return [
    { unit: 'post with a label', count: labelledCount, cells: scheme.labels.map((label) => formatPercent(group.shares?.[label] ?? 0)) },
    ...(total === 0
      ? []
      : [
          {
            unit: 'author, by the label of most of their posts',
            count: total,
            cells: scheme.labels.map((label, index) => `${formatPercent((authorCounts[index] ?? 0) / total)}${rangeOf(label)}`),
          },
        ]),
  ]
}

function auditedRows({ countingUnits }: GroupAudit, scheme: StanceScheme): Row[] {
  return countingUnits
    .filter(({ unitCount }) => unitCount > 1)
    .map(({ unit, unitCount, estimates }) => ({
      unit: `${unit === 'engagement' ? 'post and each reaction to it' : unit}, audited`,
      count: unitCount,
      cells: scheme.labels.map((label) => {
        const found = estimates.find((estimate) => estimate.label === label)
        return found === undefined ? '–' : `${formatPercent(found.share)} (${formatPercentRange(found)})`
      }),
    }))
}

function loudest({ judged, group }: ReportGroup): HtmlValue {
  const counts = new Map<string, number>()
  for (const { post } of judged) if (post.author !== null) counts.set(post.author, (counts.get(post.author) ?? 0) + 1)
  if (counts.size === 0) return html`<p>No author is known: every post counts as a person of its own.</p>`
  const ranked = [...counts].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1)).slice(0, LOUDEST_COUNT)
  const total = ranked.reduce((sum, [, count]) => sum + count, 0)
  const unknown =
    group.unknownAuthorCount === 0
      ? null
      : ` ${formatCount(group.unknownAuthorCount, 'post')} without a known author ${group.unknownAuthorCount === 1 ? 'counts' : 'count'} as a person each.`
  return html`<p>The ${formatCount(ranked.length, 'account')} that post most wrote ${formatPercent(total / group.postCount)} of the posts: ${ranked.map(([author, count], index) => html`${index === 0 ? null : ', '}<bdi>${author}</bdi> (${count})`)}.${unknown}</p>`
}

function fragility(audit: GroupAudit | null): HtmlValue {
  if (audit === null || audit.fragility === null) return null
  const { changes, authorCount, postCount } = audit.fragility.loudest
  const moved = changes.map(({ label, change }) => {
    const points = Math.round(Math.abs(change) * 100)
    return `${isolate(label)} ${points === 0 ? '' : change < 0 ? '−' : '+'}${points}`
  })
  return html`<p>Without the ${authorCount} loudest (${formatCount(postCount, 'post')}) the audited shares would move by, in points: ${moved.join(', ')}.</p>`
}

function bounds(group: GroupBreakdown): HtmlValue {
  if (group.unsureCount + group.unscoredCount === 0 || group.shares === null) return null
  const ranges = group.bounds.map((bound) => `${isolate(bound.label)} ${formatPercentRange(bound)}`)
  return html`<p>${formatCount(group.unsureCount + group.unscoredCount, 'post')} got no label (${group.unsureCount} unsure, ${group.unscoredCount} unscored). Whatever those would take, shares of all posts lie within: ${ranges.join(', ')}.</p>`
}
