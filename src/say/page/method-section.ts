import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { formatNumber, formatPercent, formatPercentRange } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { possessive, printableMover } from '../cite/wording.js'
import { describeRealErrors, type FigureSet } from '../facts/model-figures.js'
import { listNonConclusions, type ReportInput } from '../facts/report.js'
import { type HtmlValue, html, type Markup, table } from './html.js'

/** Sections on model, files and options, and on what not to conclude: audit, capture and what became of every post stand in the disclosure. */
export function methodSection(input: ReportInput): Markup {
  const { breakdown } = input
  return html`<details id="method" class="fold">
<summary><h2 id="method-heading">Method and accuracy</h2> <span class="soft">the model, files</span></summary>
<p><b>Question:</b> ${questionOf(input)}</p>
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

function questionOf({ scheme, breakdown }: ReportInput): string {
  if (!isDefaultScheme(scheme)) return scheme.question ?? `Which label of the coding scheme “${scheme.id}” does the post take?`
  const mover = breakdown.deals.length === 1 ? printableMover(breakdown.deals[0]?.mover ?? '') : null
  const [one, other] = scheme.sides
  return `Does the post call ${mover === null ? "the company's" : isolate(possessive(mover))} move a ${one}, a ${other}, or ${scheme.neutral}?`
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
