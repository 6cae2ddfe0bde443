import { formatCount, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { ChartContext } from '../charts/chart-context.js'
import { customColours } from '../facts/label-look.js'
import { type ReportInput, titleOf, WHOSE_POSTS } from '../facts/report.js'
import { listGroups } from '../facts/report-group.js'
import { labelledCountOf } from '../facts/share-words.js'
import { buildReportCharts } from '../render-report-charts.js'
import { chartStyle } from '../svg/chart.js'
import { customChartRules, customPageRules } from '../svg/custom-colours.js'
import { citeSection } from './cite-section.js'
import { groupSection } from './group-section.js'
import { html, jsonForScript, trusted } from './html.js'
import { methodSection } from './method-section.js'
import { overviewSection } from './overview-section.js'
import { buildPageData, postKeys } from './page-data.js'
import { REPORT_PAGE_SCRIPT } from './page-script.js'
import { REPORT_PAGE_STYLE } from './page-style.js'
import { postsSection } from './posts-section.js'

/** Pages are printed in light colours. */
const DARK_SCREEN = 'screen and (prefers-color-scheme: dark)'
/** Narrower than a separate chart: two fit side by side, and one fits on a phone. */
const CHART_WIDTH = 380
const TREE_WIDTH = 900
/** Deals with a section, largest first. */
const MAX_DEALS = 12

/**
 * Renders a report as one HTML file without external resources. Its content security policy allows only its style and script, by hash.
 * Posts are embedded as JSON, and the script inserts them as text.
 *
 * @param sha256Base64 returns the SHA-256 of a text's UTF-8 bytes in base64
 */
export function renderReportPage(input: ReportInput, sha256Base64: (text: string) => string): string {
  const { breakdown, posts, scheme, date } = input
  const groups = listGroups(breakdown, posts)
  const deals = groups.filter(({ dealId }) => dealId !== null)
  // The only deal has a section of any size: where there are several, the small ones stand in the table of the overview.
  const largest = deals.length < 2 ? deals : deals.filter(({ group }) => labelledCountOf(group) >= MIN_PERCENT_COUNT).slice(0, MAX_DEALS)
  const shown = groups.filter((group) => group.dealId === null || largest.includes(group))
  const charts = buildReportCharts(input, { width: CHART_WIDTH, isBare: true, groups: shown })
  const keys = postKeys(posts)
  const data = buildPageData(posts, scheme, new Map(breakdown.deals.map((deal) => [deal.dealId, nameOfDeal(deal)])))
  const { confidenceLevel } = breakdown.options
  const context: ChartContext = { scheme, model: breakdown.model, date, confidenceLevel, width: TREE_WIDTH, isBare: true }
  const colours = customColours(scheme)
  const style = `${REPORT_PAGE_STYLE}\n${chartStyle(DARK_SCREEN)}${customChartRules(colours, DARK_SCREEN)}${customPageRules(colours, DARK_SCREEN)}`
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(REPORT_PAGE_SCRIPT)}'`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const [first] = shown
  const auditStatus = breakdown.audit === null ? 'machine-labelled; not checked by people' : 'checked against a sample labelled by hand'
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(input)}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the numbers</a>
<header>
<h1>${titleOf(input)}</h1>
<p>${formatCount(posts.length, 'post')}, ${formatCount(data.threads.length, 'thread')}${breakdown.model === null ? null : `, model ${breakdown.model}`}; ${auditStatus}${date === null ? null : `; ${date}`}.</p>
<p class="whose">${WHOSE_POSTS}</p>
</header>
<nav aria-label="Contents"><ul><li><a href="#overview">Overview</a></li>${first === undefined ? null : html`<li><a href="#deal-${first.slug}">${shown.length === 1 ? first.name : 'Deals'}</a></li>`}<li><a href="#method">Method and accuracy</a></li><li><a href="#limits">What not to conclude</a></li><li><a href="#cite">How to cite</a></li><li><a href="#posts">Posts</a></li></ul></nav>
<main id="main" tabindex="-1">
${overviewSection(input, charts, deals.length < 2 ? [] : deals)}
${charts.groups.map((each) => groupSection(each, { scheme, keys, isOpen: shown.length === 1 }))}
${methodSection(input, charts)}
${citeSection(input, deals.length > 0 && largest.length === 0 ? deals.slice(0, MAX_DEALS) : shown)}
${postsSection(data, scheme, context)}
</main>
<footer><p>Made by dealstance. This file asks for nothing outside itself.</p></footer>
<script type="application/json" id="breakdown">${jsonForScript(breakdown)}</script>
<script type="application/json" id="data">${jsonForScript(data)}</script>
<script>${trusted(REPORT_PAGE_SCRIPT)}</script>
</body>
</html>
`.markup
}`
}
