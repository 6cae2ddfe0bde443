import { REPORT_PAGE_SCRIPT } from '#page-scripts'
import { isolate } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { found } from '../../count/breakdown/finding.js'
import { mainDealOf } from '../../count/verdict/outlook.js'
import { labelsToShow } from '../facts/hand-labels.js'
import { describeWorth } from '../facts/model-figures.js'
import { listNonConclusions, type ReportInput } from '../facts/report.js'
import { hasPictures, listGroups, type ReportGroup } from '../facts/report-group.js'
import { MOVE_PLACE, possessive, printableMover, questionWords, readerWords } from '../facts/wording.js'
import { givenName } from '../format/names.js'
import { findingWords } from '../rules/finding-words.js'
import { CHART_COLOURS, chartStyle } from '../svg/chart.js'
import { resultCard } from '../table/result-card.js'
import { html, type Markup, trusted } from './html.js'
import { postKeys, postsSection } from './post-list.js'
import { buildReportCharts, type ReportChartOptions, renderReportCharts } from './render-report-charts.js'
import { cardSection, groupSection, pageHeader } from './sections.js'

/** Deals with a section of their own. */
const MAX_DEALS = 12

/** Media query of dark colours. Pages are printed in light colours. */
const DARK_SCREEN = 'screen and (prefers-color-scheme: dark)'
/** Narrower than a separate chart: two fit side by side, and one fits on a phone. */
const CHART_WIDTH = 360

/**
 * Renders a report as one HTML file without external resources. Its content security policy allows only its style and script, by hash.
 * Texts of posts are escaped; without its script the page lacks the filter and the buttons that save pictures.
 *
 * @param sha256Base64 returns the SHA-256 of a text's UTF-8 bytes in base64
 * @param look words of the source lines of pictures
 */
export function renderReportPage(
  input: ReportInput,
  sha256Base64: (text: string) => string,
  look: Pick<ReportChartOptions, 'credit' | 'link'> = {},
): string {
  const { breakdown, posts, scheme } = input
  const groups = listGroups(breakdown, posts)
  const deals = groups.filter(({ dealId }) => dealId !== null)
  // The main deal and citable deals have a section, whatever their size. Other small deals have a line.
  const main = deals.length < 2 ? deals[0]?.group : mainDealOf(breakdown)
  const largest = deals.filter((deal) => deal.group === main || hasPictures(deal, main)).slice(0, MAX_DEALS)
  const shown = groups.filter((group) => group.dealId === null || largest.includes(group))
  const isShown = (group: ReportGroup): boolean => shown.includes(group)
  const charts = buildReportCharts(input, { ...look, width: CHART_WIDTH, isBare: true, groups, isShown })
  const keys = postKeys(posts)
  const show = labelsToShow(input.audit)
  const labelsBy = breakdown.audit?.origin.labelsBy
  const isByPeople = labelsBy !== undefined && labelsBy.model + labelsBy.unknown === 0
  const labelled = breakdown.audit === null ? '' : readerWords(breakdown.audit).labelled.replace(/^labelled ?/, '')
  const labelledHow = labelled === '' ? 'in the audit' : labelled
  const dealNames = new Map(breakdown.deals.map((deal) => [deal.dealId, nameOfDeal(deal)]))
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(REPORT_PAGE_SCRIPT)}'`,
    `style-src 'sha256-${sha256Base64(REPORT_PAGE_STYLE)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const [first] = shown
  const card = resultCard(input)
  const said = new Set([findingWords(found('not-audited', { handCount: 0 }))])
  const linked = new Map(shown.flatMap(({ dealId, slug }) => (dealId === null ? [] : [[dealId, slug] as const])))
  const page = { scheme, keys, show, labelledHow, dealNames, said, linked, isByPeople, saved: renderReportCharts(input, look) }
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${card.headline}</title>
<link rel="icon" href="data:,">
<style>${trusted(REPORT_PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the numbers</a>
${pageHeader(input, card)}
<nav aria-label="Contents"><ul><li><a href="#finding">Finding</a></li>${first === undefined ? null : html`<li><a href="#deal-${first.slug}">${shown.length > 1 ? 'Deals' : first.dealId === null ? first.name : 'The deal'}</a></li>`}<li><a href="#posts">Posts</a></li><li><a href="#method">How it was counted</a></li></ul></nav>
<main id="main" tabindex="-1">
${cardSection(card, charts, page)}
${postsSection(posts, page)}
${charts.groups.map((each) => groupSection(each, input, page))}
${methodSection(input)}
</main>
<footer><p>Made by dealstance. This file asks for nothing outside itself.</p></footer>
<script>${trusted(REPORT_PAGE_SCRIPT)}</script>
</body>
</html>
`.markup
}`
}

const variables = ({ paper, ink, soft, grid, series }: (typeof CHART_COLOURS)['light' | 'dark']): string =>
  [
    `--paper:${paper};--ink:${ink};--soft:${soft};--line:${grid}`,
    ...[soft, ...series].map((colour, index) => `--s${index}:${colour}`),
  ].join(';')

/**
 * Style of the report page. It uses the chart colours, with a contrast of at least 4.5 : 1 against their background in both themes.
 * Labels have a symbol in addition to their colour. There are no animations.
 */
export const REPORT_PAGE_STYLE = `
:root { color-scheme: light dark; ${variables(CHART_COLOURS.light)}; --raised: #f6f5f2; --accent: #0b57a4; }
@media screen and (prefers-color-scheme: dark) {
  :root { ${variables(CHART_COLOURS.dark)}; --raised: #202226; --accent: #8ab8f0; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
header, main, footer, nav ul { max-width: 64rem; margin-inline: auto; padding-inline: 1.25rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.375rem; line-height: 1.25; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--ink); overflow-wrap: anywhere; }
h3 { font-size: 1.0625rem; margin: 1.75rem 0 .25rem; }
p, ul { max-width: 46rem; margin-block: .5rem; }
a { color: var(--accent); text-underline-offset: .15em; }
code { font-size: .875em; overflow-wrap: anywhere; }
.soft, .soft a, figcaption, footer { color: var(--soft); }
.whose { font-weight: 600; }
.skip { position: absolute; inset-inline-start: -100vw; }
.skip:focus { position: static; display: inline-block; padding: .5rem 1rem; }
main:focus { outline: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
nav { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); }
nav ul { list-style: none; margin-block: 0; display: flex; gap: 0 1.25rem; overflow-x: auto; scrollbar-width: thin; white-space: nowrap; }
nav a { display: inline-block; padding-block: .5rem; }
.kicker { margin: 0; color: var(--soft); font-weight: 600; }
.light { font-weight: 600; text-wrap: balance; width: fit-content; border-radius: .375rem; padding: .25rem .75rem; border: 2px solid var(--s4); }
.light.ready { border-color: var(--s3); }
#finding { padding-top: 1rem; }
.columns { columns: 28rem 2; column-gap: 2rem; margin-block: 1rem; }
.columns > .picture, .side, .cautions { break-inside: avoid; }
.columns > h2, .columns > h3, .columns > h2 + p, .side .name { break-after: avoid; }
.columns > h3 { margin-top: 0; }
.columns > h2 { margin-top: 1.25rem; padding-top: 0; border: 0; font-size: 1.1875rem; }
.id { white-space: nowrap; }
.side .name { color: var(--own); font-weight: 600; margin: 0 0 .25rem; }
.others { padding-inline-start: 1.25rem; }
.take { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .5rem .75rem; border-top: 1px solid var(--line); }
.take details[open] { flex-basis: 100%; }
.take p, .take pre { margin: 0; }
.take pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875em; }
details.fold { border-top: 1px solid var(--line); }
details.fold > summary { padding-block: .625rem; width: auto; }
details.fold > summary h2 { display: inline; border: 0; margin: 0; padding: 0; font-size: 1.1875rem; }
details.fold[open] { padding-bottom: 1rem; }
.cautions { padding: .5rem 1rem .5rem 2rem; border-inline-start: 4px solid var(--s4); background: var(--raised); max-width: none; }
p.cautions { padding-inline-start: 1rem; }
.picture { margin: 0 0 1rem; max-width: 32rem; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.picture svg { display: block; width: 100%; height: auto; }
.s0 { --own: var(--s0); } .s1 { --own: var(--s1); } .s2 { --own: var(--s2); } .s3 { --own: var(--s3); } .s4 { --own: var(--s4); }
.symbol, .badge { color: var(--own); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem; }
.quote { margin: 0 0 1rem; padding-inline-start: .875rem; border-inline-start: 4px solid var(--own); }
blockquote { margin: 0; max-width: 46rem; }
.claim { font-size: 1.125rem; padding-inline-start: .875rem; border-inline-start: 4px solid var(--ink); }
blockquote, .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
figcaption { font-size: .875rem; overflow-wrap: anywhere; }
.field { margin: 0; display: grid; gap: .125rem; }
label { font-size: .875rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--soft); border-radius: .375rem; padding: .375rem .625rem; min-height: 2.5rem; max-width: 100%; }
button { cursor: pointer; }
#found { color: var(--soft); }
article { border: 1px solid var(--line); border-inline-start: 4px solid var(--own); border-radius: .375rem; padding: .5rem .875rem; margin: 0 0 .5rem; scroll-margin: 4rem; content-visibility: auto; contain-intrinsic-size: auto 6rem; }
article:target { outline: 3px solid var(--accent); }
article header { padding: 0; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
.badge { font-weight: 600; }
article p { margin: .25rem 0; max-width: none; }
summary { cursor: pointer; padding-block: .25rem; width: fit-content; }
@media (max-width: 40rem) {
  header, main, footer { padding-inline: .875rem; }
  .field, .field select { width: 100%; }
  nav ul { padding-inline: .875rem; }
}
@media print {
  #posts, .take, nav, .skip, button, details.fold:not([open]), .fold .picture { display: none; }
  section { break-inside: auto; }
  .picture, .quote, article, .cautions { break-inside: avoid; }
  .columns { columns: auto; }
  .side { break-inside: auto; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; }
  body { font-size: 10.5pt; }
}
[hidden] { display: none; }

${chartStyle(DARK_SCREEN)}`

/** The question and the model, and wrong conclusions. Audit, capture, files and their hashes stand in the disclosure. */
function methodSection(input: ReportInput): Markup {
  return html`<details id="method" class="fold">
<summary><h2 id="method-heading">How it was counted, and what not to conclude</h2></summary>
<p><b>Question:</b> ${questionOf(input)}</p>
<p>${modelWords(input)}</p>
<ul>${listNonConclusions(input).map((sentence) => html`<li>${sentence}</li>`)}</ul>
</details>`
}

function questionOf({ scheme, breakdown }: ReportInput): string {
  const mover = breakdown.deals.length === 1 ? printableMover(breakdown.deals[0]?.mover ?? '') : null
  return questionWords(scheme).question.replace(MOVE_PLACE, () => (mover === null ? 'the move' : `${isolate(possessive(mover))} move`))
}

function modelWords({ breakdown: { model }, figures }: ReportInput): string {
  if (model === null) return 'No post was scored.'
  const named = `The model is ${givenName(model)}.`
  return figures === null
    ? `${named} No accuracy figures are kept with it.`
    : `${named} ${describeWorth(figures)} Its card, card.md in its folder, says how that was measured.`
}
