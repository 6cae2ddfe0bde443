import { REPORT_PAGE_RULES, REPORT_PAGE_SCRIPT } from '#page-scripts'
import { isolate } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { mainDealOf } from '../../count/breakdown/main-deal.js'
import { labelsToShow } from '../facts/hand-labels.js'
import { modelWords } from '../facts/model-figures.js'
import { listNonConclusions, type ReportInput } from '../facts/report.js'
import { hasPictures, listGroups } from '../facts/report-group.js'
import {
  labelledBy,
  MOVE_PLACE,
  possessive,
  printableMover,
  questionWords,
  sayableTitle,
} from '../facts/wording.js'
import { CHART_COLOURS, chartStyle } from '../svg/chart.js'
import { resultCard } from '../table/result-card.js'
import { html, type Markup, trusted } from './html.js'
import { postKeys, postsSection } from './post-list.js'
import { buildReportCharts, type PictureLook, renderReportCharts } from './render-report-charts.js'
import { cardSection, groupSection, pageHeader } from './section-markup.js'

/** Deals with a section of their own. */
const MAX_DEALS = 12

/** Media query of dark colours. Pages are printed in light colours. */
const DARK_SCREEN = 'screen and (prefers-color-scheme: dark)'
/** Two pictures fit side by side, and one on a phone. */
const CHART_WIDTH = 360

/**
 * Renders a report as one HTML file without external resources. Its policy allows only its own
 * style and script, by hash. Without the script it lacks the filter and the buttons.
 *
 * @param sha256Base64 returns the SHA-256 of a text's UTF-8 bytes in base64
 * @param look words of the source lines of pictures
 */
export function renderReportPage(
  input: ReportInput,
  sha256Base64: (text: string) => string,
  look: PictureLook = {},
): string {
  const { breakdown, posts, scheme } = input
  const groups = listGroups(breakdown, posts)
  // Deals that are neither main nor citable, and small, have a line.
  const main = breakdown.deals.length < 2 ? breakdown.deals[0] : mainDealOf(breakdown)
  const largest = groups
    .filter((reported) => reported.deal !== null && hasPictures(reported, main))
    .slice(0, MAX_DEALS)
  const shown = groups.filter((group) => group.deal === null || largest.includes(group))
  const charts = buildReportCharts(input, { ...look, width: CHART_WIDTH, isBare: true }, shown)
  const keys = postKeys(posts)
  const show = labelsToShow(input.audit)
  const labelsBy = breakdown.audit?.origin.labelsBy
  const isByPeople = labelsBy !== undefined && labelsBy.model + labelsBy.unknown === 0
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
  const card = resultCard(breakdown, input.figures)
  const linked = new Map(
    shown.flatMap(({ dealId, slug }) => (dealId === null ? [] : [[dealId, slug] as const])),
  )
  const page = {
    scheme,
    keys,
    show,
    labelledBy: breakdown.audit && labelledBy(breakdown.audit),
    dealNames,
    printedCautions: new Set<string>(),
    linked,
    isByPeople,
    saved: renderReportCharts(input, look),
  }
  const onlyName = first?.dealId === null ? first.name : 'The move'
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
<nav aria-label="Contents"><ul><li><a href="#finding">Finding</a></li>${first === undefined ? null : html`<li><a href="#deal-${first.slug}">${shown.length > 1 ? 'Moves' : onlyName}</a></li>`}<li><a href="#posts">Posts</a></li><li><a href="#method">How it was counted</a></li></ul></nav>
<main id="main" tabindex="-1">
${cardSection(card, charts, page)}
${postsSection(posts, page)}
${charts.map((each) => groupSection(each, input, page))}
${methodSection(input)}
</main>
<footer><p>Made by dealstance. This file asks for nothing outside itself.</p></footer>
<script>${trusted(REPORT_PAGE_SCRIPT)}</script>
</body>
</html>
`.markup
}`
}

const variables = ({
  paper,
  ink,
  soft,
  grid,
  series,
}: (typeof CHART_COLOURS)['light' | 'dark']): string =>
  [
    `--paper:${paper};--ink:${ink};--soft:${soft};--line:${grid}`,
    ...[soft, ...series].map((colour, index) => `--s${index}:${colour}`),
  ].join(';')

export const REPORT_PAGE_STYLE = `:root { color-scheme: light dark; ${variables(CHART_COLOURS.light)}; --raised: #f6f5f2; --accent: #0b57a4; }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(CHART_COLOURS.dark)}; --raised: #202226; --accent: #8ab8f0; } }
${REPORT_PAGE_RULES}
${chartStyle(DARK_SCREEN)}`

function methodSection(input: ReportInput): Markup {
  return html`<details id="method" class="fold">
<summary><h2 id="method-heading">How it was counted, and what not to conclude</h2></summary>
<p><b>Question:</b> ${questionOf(input)}</p>
<p>${byHandWords(input)}${modelWords(input.breakdown.model, input.figures)}</p>
<ul>${listNonConclusions(input).map((sentence) => html`<li>${sentence}</li>`)}</ul>
</details>`
}

/** What the model is beside labels given by hand; empty where it has a part in the shares. */
function byHandWords({ breakdown: { audit } }: ReportInput): string {
  const { shares = null, assisted } = audit?.overall ?? {}
  return shares === null || assisted !== undefined
    ? ''
    : 'The shares above are of labels given by readers. The model has no part in them. '
}

function questionOf({ scheme, breakdown }: ReportInput): string {
  const [deal = null, ...others] = breakdown.deals
  const only = others.length === 0 ? deal : null
  const mover = printableMover(only?.mover ?? '')
  const whose = mover === null ? 'the move' : `${isolate(possessive(mover))} move`
  const move = sayableTitle(only) ?? whose
  return questionWords(scheme).question.replace(MOVE_PLACE, () => move)
}
