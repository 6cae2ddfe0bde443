import { isolateRuns } from '../../base/text/right-to-left.js'
import { LIGHT_SYMBOLS, type ResultCard } from '../card/result-card.js'
import type { ReportChart } from '../charts/chart-context.js'
import { type ReportInput, WHOSE_POSTS } from '../facts/report.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'

/** A chart as a figure of the page. */
export const figure = (chart: ReportChart | null): HtmlValue =>
  chart === null ? null : html`<figure class="picture">${trusted(chart.svg)}</figure>`

/** The cautions that no section before has printed. @param said takes them */
export function cautionList(cautions: readonly string[], said: Set<string>): HtmlValue {
  const fresh = cautions.filter((caution) => !said.has(caution))
  for (const caution of fresh) said.add(caution)
  if (fresh.length === 0) return null
  return html`<ul class="cautions">${fresh.map((caution) => html`<li>${isolateRuns(caution)}</li>`)}</ul>`
}

/** The head of the page: what was found, whether it may be printed, and what it rests on. */
export const cardHeader = ({ title, date }: ReportInput, { subject, headline, light, status, basis }: ResultCard): Markup =>
  html`<header>
${title === null && subject === null ? null : html`<p class="kicker">${title ?? subject}</p>`}
<h1>${headline}</h1>
<p class="light ${light}"><span aria-hidden="true">${LIGHT_SYMBOLS[light]}</span> ${status}</p>
<p class="soft">${isolateRuns(basis)}${date === null ? null : `; ${date}`}.</p>
</header>`

/** The shares of the main deal, and a line for each of the others. */
export function cardSection(
  { others, cautions }: ResultCard,
  shares: ReportChart | null,
  quotes: readonly Markup[],
  overview: readonly ReportChart[],
  { said, linked }: { readonly said: Set<string>; readonly linked: ReadonlyMap<string, string> },
): Markup {
  const nameOf = (dealId: string, name: string): HtmlValue => {
    const slug = linked.get(dealId)
    return slug === undefined ? name : html`<a href="#deal-${slug}">${name}</a>`
  }
  return html`<section id="finding" aria-label="What was found">
<div class="finding">${figure(shares)}${shares === null || quotes.length === 0 ? null : html`<aside aria-label="What each side says, as the model reads it">${quotes}</aside>`}</div>
<p class="whose">${WHOSE_POSTS}</p>
${
  others.length === 0
    ? null
    : html`<h2 id="others">Also in these posts</h2>
<ul class="others">${others.map(({ dealId, name, line }) => html`<li><b>${nameOf(dealId, name)}</b>: ${isolateRuns(line)}</li>`)}</ul>`
}
${cautionList(cautions, said)}
${overview.length === 0 ? null : html`<div class="pictures">${overview.map(figure)}</div>`}
</section>`
}
