import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount, formatLevel, formatNumber, formatPercent, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { breakdownCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { possessive } from '../cite/wording.js'
import { describeCapture } from '../facts/describe-capture.js'
import { describeRealErrors } from '../facts/model-figures.js'
import { type ReportInput, WHOSE_POSTS } from '../facts/report.js'
import type { ReportGroup } from '../facts/report-group.js'
import { labelledCountOf } from '../facts/share-words.js'
import type { ReportCharts } from '../render-report-charts.js'
import { describeAudit } from '../table/render-audited-shares.js'
import { figure } from './group-section.js'
import { type HtmlValue, html, type Markup, table } from './html.js'

/** How the numbers were made, then every deal: a picture of those with posts enough, a table of the others. */
export function overviewSection(input: ReportInput, { overview }: ReportCharts, deals: readonly ReportGroup[]): Markup {
  const small = deals
    .filter(({ group }) => labelledCountOf(group) < MIN_PERCENT_COUNT)
    .sort((one, other) => other.group.postCount - one.group.postCount)
  return html`<section id="overview" aria-labelledby="overview-heading">
<h2 id="overview-heading">Overview</h2>
${methodBox(input)}
${overview.length === 0 ? null : html`<div class="pictures">${overview.map(figure)}</div>`}
${small.length === 0 ? null : smallTable(small)}
</section>`
}

function methodBox(input: ReportInput): Markup {
  const rows: readonly (readonly [string, HtmlValue])[] = [
    ['Question', questionOf(input)],
    ['Posts', describePosts(input)],
    ['Labels', describeLabels(input)],
    ['Checked by people', describeCheck(input)],
    ['Margin', describeMargin(input)],
    ['Not a poll', `Nobody was asked; people who reply choose to. ${WHOSE_POSTS}`],
  ]
  return html`<div class="method-box" role="note" aria-label="How these numbers were made">
<h3>How these numbers were made</h3>
<dl>${rows.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
</div>`
}

function questionOf({ scheme, breakdown }: ReportInput): string {
  if (!isDefaultScheme(scheme)) return scheme.question ?? `Which label of the coding scheme “${scheme.id}” does the post take?`
  const mover = breakdown.deals.length === 1 ? (breakdown.deals[0]?.mover ?? null) : null
  const [one, other] = scheme.sides
  return `Does the post call ${mover === null ? "the company's" : isolate(possessive(mover))} move a ${one}, a ${other}, or ${scheme.neutral}?`
}

function describePosts({ posts, breakdown }: ReportInput): string {
  const threads = new Set(posts.map(({ threadId }) => threadId)).size
  const times = posts.flatMap(({ createdAt }) => (/^\d{4}-\d\d-\d\dT/.test(createdAt ?? '') ? [(createdAt ?? '').slice(0, 10)] : [])).sort()
  const written =
    times.length === 0
      ? '; no post has a time'
      : `, written ${times[0] === times.at(-1) ? times[0] : `from ${times[0]} to ${times.at(-1)}`} (UTC)`
  const { authorCount, unknownAuthorCount } = breakdown.overall
  const unknown = unknownAuthorCount === 0 ? '' : `; ${formatCount(unknownAuthorCount, 'post')} without a known author`
  const capture = breakdownCaptureOf(breakdown)
  const known = capture === null ? 'Unknown how many replies are missing.' : describeCapture(capture)
  return `${formatCount(posts.length, 'post')} in ${formatCount(threads, 'thread')}, by ${formatCount(authorCount, 'known author')}${unknown}${written}. ${known}`
}

function describeLabels({ breakdown: { model }, figures }: ReportInput): string {
  if (model === null) return 'No post was scored.'
  const errors = figures === null ? null : describeRealErrors(figures)
  return `By the model ${model}, which reads each post in its thread; then counted by deal. ${errors ?? 'How often it is right on real posts was not recorded.'}`
}

function describeCheck({ breakdown: { audit } }: ReportInput): string {
  if (audit === null) return 'No. Nobody has read a sample of these posts, so no share here can be quoted.'
  const { overall } = audit
  const checked = overall ?? audit.deals[0] ?? null
  const wrong =
    checked === null || checked.labelledCount === 0
      ? ''
      : ` The model was wrong on ${formatNumber(checked.errorCount)} of the ${formatCount(checked.labelledCount, 'labelled post')} (${
          checked.labelledCount < MIN_PERCENT_COUNT ? 'too few for percent' : formatPercent(checked.errorCount / checked.labelledCount)
        }).`
  return `${describeAudit(audit)}${wrong} Shares are estimated from these labels.`
}

function describeMargin({ breakdown: { audit, options } }: ReportInput): string {
  const level = formatLevel(options.confidenceLevel)
  return audit === null
    ? `The ${level} intervals say how the counts would change if different but similar people had posted. They leave out the errors of the model, which are larger.`
    : `The ${level} intervals of audited shares cover which posts happened to be drawn for the check, and no more.`
}

function smallTable(groups: readonly ReportGroup[]): Markup {
  const title = `Deals of fewer than ${MIN_PERCENT_COUNT} labelled posts`
  return html`<h3 id="small">${title}</h3>
<p class="soft">Too few for a share: one post more or less would move it by several points.</p>
${table(
  title,
  ['deal', 'posts'],
  groups.map(({ name, group }) => [name, formatNumber(group.postCount)]),
)}`
}
