import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { clustersOf, countAuthors, countLoudest, tallyAuthors } from '../../count/tally/authors.js'
import type { ReportGroup } from '../facts/report-group.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import { type HtmlValue, html, type Markup, table } from './html.js'

type Row = [unit: string, count: string, ...shares: string[]]

/** Shares with one vote per post, per author and per thread, and the authors with the most posts. */
export function voicesSection(reported: ReportGroup, scheme: StanceScheme): Markup {
  const { slug, name, audit } = reported
  const rows = [...countedRows(reported, scheme), ...(audit === null ? [] : auditedRows(audit, scheme))]
  return html`<h3 id="${slug}-voices">If each author had one vote</h3>
${table(`If each author had one vote: ${name}`, ['one vote for each', 'how many', ...scheme.labels], rows)}
${loudest(reported)}${largeAccounts(audit)}`
}

function countedRows({ group, judged }: ReportGroup, scheme: StanceScheme): Row[] {
  if (group.shares === null) return []
  const labelledCount = labelledCountOf(group)
  const { authorCounts, total } = tallyAuthors(clustersOf(countAuthors(judged, scheme), scheme), scheme)
  const rows: Row[] = [
    [
      'post with a label',
      formatNumber(labelledCount),
      ...scheme.labels.map((label) => shareWords(labelledCount).share(group.shares?.[label] ?? 0)),
    ],
  ]
  const { share } = shareWords(total)
  const byAuthor = scheme.labels.map((_, index) => share((authorCounts[index] ?? 0) / total))
  if (total > 0) rows.push(['author: most frequent label', formatNumber(total), ...byAuthor])
  return rows
}

function auditedRows({ countingUnits }: GroupAudit, scheme: StanceScheme): Row[] {
  return countingUnits
    .filter(({ unitCount }) => unitCount >= MIN_PERCENT_COUNT)
    .map(({ unit, unitCount, estimates }) => [
      `${unit === 'engagement' ? 'post and each reaction to it' : unit}, audited`,
      formatNumber(unitCount),
      ...scheme.labels.map((label) => {
        const found = estimates.find((estimate) => estimate.label === label)
        return found === undefined ? '–' : `${formatPercent(found.share)} (${formatPercentRange(found)})`
      }),
    ])
}

function loudest({ judged, group }: ReportGroup): HtmlValue {
  const counts = countEach(judged.flatMap(({ post }) => post.author ?? []))
  if (counts.size === 0) return html`<p>No author is known: posts are counted as separate people.</p>`
  const all = [...counts].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
  const ranked = all.slice(0, all.length === 1 ? 1 : countLoudest(all.map(([, count]) => count)))
  const total = ranked.reduce((sum, [, count]) => sum + count, 0)
  const unknown =
    group.unknownAuthorCount === 0
      ? null
      : ` ${formatCount(group.unknownAuthorCount, 'post')} without a known author ${group.unknownAuthorCount === 1 ? 'is' : 'are'} counted as separate people.`
  if (ranked.length === 0) return html`<p>No account stands out by its number of posts.${unknown}</p>`
  return html`<p>The ${ranked.length === 1 ? 'most active account' : `${ranked.length} most active accounts`} wrote ${amountOf(total, group.postCount)}: ${ranked.map(([author, count], index) => html`${index === 0 ? null : ', '}<bdi>${author}</bdi> (${count})`)}.${unknown}</p>`
}

/** "12% of the posts"; "3 of the 17 posts" where they are too few for percent. */
const amountOf = (count: number, postCount: number): string =>
  postCount < MIN_PERCENT_COUNT ? `${count} of the ${formatCount(postCount, 'post')}` : `${formatPercent(count / postCount)} of the posts`

function largeAccounts(audit: GroupAudit | null): HtmlValue {
  if (audit === null || audit.populationCount < MIN_PERCENT_COUNT) return null
  const sentences = audit.largeAccounts.flatMap(({ postCount, changes }) => {
    if (changes === null) return []
    const moved = Object.entries(changes).map(([label, change]) => {
      const points = Math.round(Math.abs(change) * 100)
      return `${isolate(label)} ${points === 0 ? '' : change < 0 ? '−' : '+'}${points}`
    })
    return [
      `Without the account that wrote ${formatNumber(postCount)} of them the audited shares would move by, in points: ${moved.join(', ')}.`,
    ]
  })
  return sentences.length === 0 ? null : html`<p>${sentences.join(' ')}</p>`
}
