import { MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { NOT_AUDITED } from '../../count/breakdown/list-cautions.js'
import { resultCard } from '../card/result-card.js'
import type { ReportInput } from '../facts/report.js'
import { listGroups } from '../facts/report-group.js'
import { labelledCountOf } from '../facts/share-words.js'
import { widenSpan } from '../format/format-value.js'
import { buildReportCharts } from '../render-report-charts.js'
import { chartStyle } from '../svg/chart.js'
import { html, jsonForScript, trusted } from './html.js'
import { methodSection } from './method-section.js'
import { buildPageData, postKeys } from './page-data.js'
import { REPORT_PAGE_SCRIPT } from './page-script.js'
import { REPORT_PAGE_STYLE } from './page-style.js'
import { cardHeader, cardSection, citeSection, groupSection, postsSection, quotesOf } from './sections.js'

/** Pages are printed in light colours. */
const DARK_SCREEN = 'screen and (prefers-color-scheme: dark)'
/** Narrower than a separate chart: two fit side by side, and one fits on a phone. */
const CHART_WIDTH = 360
/** Deals with a section, largest first. */
const MAX_DEALS = 12

/**
 * Renders a report as one HTML file without external resources. Its content security policy allows only its style and script, by hash.
 * Posts are embedded as JSON, and the script inserts them as text.
 *
 * @param sha256Base64 returns the SHA-256 of a text's UTF-8 bytes in base64
 */
export function renderReportPage(input: ReportInput, sha256Base64: (text: string) => string): string {
  const { breakdown, posts, scheme } = input
  const groups = listGroups(breakdown, posts)
  const deals = groups.filter(({ dealId }) => dealId !== null)
  // The only deal has a section of any size: where there are several, the small ones stand in the table of the overview.
  const largest = deals.length < 2 ? deals : deals.filter(({ group }) => labelledCountOf(group) >= MIN_PERCENT_COUNT).slice(0, MAX_DEALS)
  const shown = groups.filter((group) => group.dealId === null || largest.includes(group))
  const charts = buildReportCharts(input, { width: CHART_WIDTH, isBare: true, groups: shown })
  const keys = postKeys(posts)
  const data = buildPageData(posts, scheme, new Map(breakdown.deals.map((deal) => [deal.dealId, nameOfDeal(deal)])))
  const style = `${REPORT_PAGE_STYLE}\n${chartStyle(DARK_SCREEN)}`
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(REPORT_PAGE_SCRIPT)}'`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const [first] = shown
  const card = resultCard({ breakdown, scheme, span: widenSpan(null, posts) })
  const main = charts.groups.find(({ reported }) => reported.dealId === card.dealId) ?? null
  const said = new Set([NOT_AUDITED])
  const linked = new Map(shown.flatMap(({ dealId, slug }) => (dealId === null ? [] : [[dealId, slug] as const])))
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${input.title ?? card.headline}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the numbers</a>
${cardHeader(input, card)}
<nav aria-label="Contents"><ul><li><a href="#finding">Finding</a></li>${first === undefined ? null : html`<li><a href="#deal-${first.slug}">${shown.length === 1 ? first.name : 'Deals'}</a></li>`}<li><a href="#method">Method and accuracy</a></li><li><a href="#limits">What not to conclude</a></li><li><a href="#cite">How to cite</a></li><li><a href="#posts">Posts</a></li></ul></nav>
<main id="main" tabindex="-1">
${cardSection(card, main?.shares ?? null, main === null ? [] : quotesOf(main.reported, scheme, keys, 1), charts.overview, { said, linked })}
${charts.groups.map((each) => groupSection(each, { scheme, keys, isMain: each === main, said }))}
${methodSection(input)}
${citeSection(input, deals.length > 0 && largest.length === 0 ? deals.slice(0, MAX_DEALS) : shown)}
${postsSection(data, scheme)}
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
