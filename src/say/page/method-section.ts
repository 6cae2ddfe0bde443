import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount, formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Breakdown, DispositionName } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit } from '../../count/breakdown/breakdown-audit.js'
import { breakdownCaptureOf, type GroupCapture, listDispositions } from '../../count/breakdown/breakdown-capture.js'
import { isUnaudited, NOT_AUDITED } from '../../count/breakdown/list-cautions.js'
import { possessive } from '../cite/wording.js'
import { DISPOSITION_TITLES, describeCapture } from '../facts/describe.js'
import { describeRealErrors, type FigureSet } from '../facts/model-figures.js'
import { listNonConclusions, type ReportInput } from '../facts/report.js'
import { shareWords } from '../facts/share-words.js'
import { describeAudit } from '../table/render-share-bars.js'
import { type HtmlValue, html, type Markup, table } from './html.js'

/** Sections on audit, capture, model, files and options, and on what not to conclude. */
export function methodSection(input: ReportInput): Markup {
  const { breakdown } = input
  return html`<details id="method" class="fold">
<summary><h2 id="method-heading">Method and accuracy</h2> <span class="soft">audit, what became of every post, capture, the model, files</span></summary>
<p><b>Question:</b> ${questionOf(input)}</p>
<h3>Audit</h3>
${auditText(breakdown)}
<h3>What became of every post</h3>
${dispositionTable(input)}
<h3>What was captured</h3>
${captureText(breakdown)}
<h3>The model</h3>
${modelText(input)}
<h3>Files and options</h3>
${filesText(breakdown)}
</details>
<section id="limits" aria-labelledby="limits-heading">
<h2 id="limits-heading">What not to conclude</h2>
<ul>${listNonConclusions(input).map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>`
}

function auditText({ audit, overall }: Breakdown): HtmlValue {
  if (audit === null) {
    const unaudited = overall.cautions.find(isUnaudited) ?? NOT_AUDITED
    return html`<p>${unaudited} All shares are counts of the model, and none of them can be cited. <code>dealstance audit</code> draws a sample to label.</p>`
  }
  return html`<p>${describeCheck(audit)} Seed ${audit.seed}; ${audit.counts.skippedCount} skipped or not reached, ${audit.counts.undecidedCount} undecided. <code>dealstance evaluate --audit</code> says how the model and people differ.</p>`
}

function questionOf({ scheme, breakdown }: ReportInput): string {
  if (!isDefaultScheme(scheme)) return scheme.question ?? `Which label of the coding scheme “${scheme.id}” does the post take?`
  const mover = breakdown.deals.length === 1 ? (breakdown.deals[0]?.mover ?? null) : null
  const [one, other] = scheme.sides
  return `Does the post call ${mover === null ? "the company's" : isolate(possessive(mover))} move a ${one}, a ${other}, or ${scheme.neutral}?`
}

function describeCheck(audit: BreakdownAudit): string {
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

function dispositionTable({ breakdown }: ReportInput): Markup {
  const groups = listDispositions(breakdown)
  const rows = Object.entries(DISPOSITION_TITLES) as [DispositionName, string][]
  const numbersOf = (name: DispositionName) => groups.map((group) => (group[name] === null ? '–' : formatNumber(group[name])))
  const heads = ['posts', ...groups.map(({ dealId }) => (dealId === null ? 'all, each once' : nameOf(breakdown, dealId)))]
  return html`${table(
    'What became of every post',
    heads,
    rows.map(([name, title]) => [title, ...numbersOf(name)]),
  )}
<p class="soft">After AAPOR's final dispositions. Replies known to exist and captured are of the whole threads; “–”: not known, or nothing drawn.</p>`
}

function captureText(breakdown: Breakdown): HtmlValue {
  const capture = breakdownCaptureOf(breakdown)
  if (capture === null) return html`<p>Unknown how many replies are missing.</p>`
  const bounded = capture.groups.filter(({ bounds }) => bounds.length > 0)
  return html`<p>${describeCapture(capture)}</p>
${capture.notes.length === 0 ? null : html`<ul>${capture.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${bounded.map((each) => html`<p>Whatever the posts without a label and the replies that were not captured would say, ${boundsOf(each, breakdown)}.</p>`)}`
}

/** "shares of all posts lie within: retreat 12% to 40%", or posts where they are too few. */
function boundsOf({ dealId, bounds, uncapturedCount }: GroupCapture, breakdown: Breakdown): string {
  const { deals, overall } = breakdown
  const postCount = deals.find((deal) => deal.dealId === dealId)?.postCount ?? overall.postCount
  const words = shareWords(postCount + uncapturedCount, postCount)
  const ranges = bounds.map((bound) => `${isolate(bound.label)} ${words.range(bound)}`).join(', ')
  return `${words.isPercent ? 'shares' : 'posts'} ${dealId === null ? 'of all' : `for ${nameOf(breakdown, dealId)}`} lie within: ${ranges}`
}

function modelText({ breakdown, figures }: ReportInput): HtmlValue {
  if (breakdown.model === null) return html`<p>No post was scored.</p>`
  if (figures === null) {
    return html`<p>Model <b>${breakdown.model}</b>. No figures of how often it is right were kept with it, so nothing is said here of its calibration.</p>`
  }
  return html`<p>${describeRealErrors(figures)} Model <b>${breakdown.model}</b>, measured on posts that it was not trained on:</p>
${table('Figures of the model', ['on', 'posts', 'macro-F1 (95% interval)', 'calibration error'], figures.sets.map(figureRow))}
<p class="soft">Macro-F1: the mean over labels of how well precision and recall balance; 1 is perfect. Calibration error: by how much probabilities miss the truth on average.${figures.sets.some(({ on }) => on.startsWith('corpus')) ? ' Posts of the corpus were written for this project and are easier than real ones: expect less than on them.' : null}</p>`
}

function figureRow({ on, postCount, macroF1, calibrationError }: FigureSet): [HtmlValue, ...HtmlValue[]] {
  const range = `${formatPercent(macroF1.value)} (${formatPercentRange(macroF1)})`
  return [on, formatNumber(postCount), range, calibrationError === null ? '–' : calibrationError.toFixed(3)]
}

function filesText({ evidence = [], options, model }: Breakdown): HtmlValue {
  const settings = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return html`${
    evidence.length === 0
      ? html`<p>These numbers came from no file.</p>`
      : html`<ul class="files">${evidence.map(({ role, name, sha256 }) => html`<li>${role}: <b>${name ?? 'standard input'}</b>, SHA-256 <code>${sha256}</code></li>`)}</ul>`
  }
<p>Counted with ${settings.join(', ')}${model === null ? null : `; model ${model}`}. The same files and options give the same numbers.</p>`
}

function nameOf({ deals }: Breakdown, dealId: string): string {
  const deal = deals.find((each) => each.dealId === dealId)
  return deal ? nameOfDeal(deal) : dealId
}
