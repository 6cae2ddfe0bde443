import { PipelineError } from '../../base/errors.js'
import { formatCount, formatPercent } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import type { JudgedPost } from '../../count/tally/shares.js'
import type { ReportChart } from '../charts/chart-context.js'
import { cite } from '../cite/cite.js'
import { buildDisclosure, type Disclosure, missingWords } from '../disclosure/disclosure.js'
import type { ShownLabel } from '../facts/hand-labels.js'
import { lookOf } from '../facts/label-colours.js'
import { type ReportInput, WHOSE_POSTS } from '../facts/report.js'
import { type ReportGroup, sampleWords } from '../facts/report-group.js'
import { strongestPosts } from '../facts/strongest-posts.js'
import { formatTime } from '../format/format-value.js'
import { cautionWords } from '../rules/finding-words.js'
import { LIGHT_SYMBOLS, type ResultCard } from '../table/result-card.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'
import { anchorOf, type PostListOptions } from './post-list.js'
import type { buildReportCharts, GroupCharts } from './render-report-charts.js'

/** Facts that the sections of a page share. */
interface PageFrame extends PostListOptions {
  /** Cautions that stand on the page already. */
  readonly said: Set<string>
  /** Slugs of the deals that have a section. */
  readonly linked: ReadonlyMap<string, string>
}

export function groupSection({ reported, isMain, shares }: GroupCharts, page: PageFrame): Markup {
  const { slug, name, move, group } = reported
  return html`<details id="deal-${slug}" class="fold"${isMain ? trusted(' open') : null}>
<summary><h2 id="${slug}-heading">${name}</h2> <span class="soft">${formatCount(group.postCount, 'post')}</span></summary>
${move === null || move === name || move === `${name}.` ? null : html`<p class="move">${isolate(move)}</p>`}
<p>${sampleWords(reported)}.</p>
${isMain ? null : cautionList(cautionWords(group.findings), page)}
${isMain ? null : figure(shares)}
${isMain ? null : argumentsSection(reported, page, 'h3')}
</details>`
}

/** For each deal, the citation or the reason for its refusal, and the disclosure of its numbers. */
export function citeSection(input: ReportInput, groups: readonly ReportGroup[]): Markup {
  const quotable = groups.filter(({ dealId }) => dealId !== null || input.breakdown.deals.length === 0)
  return html`<section id="cite" aria-labelledby="cite-heading">
<h2 id="cite-heading">How to cite, and disclosure</h2>
${quotable.map(
  ({ name, dealId }) => html`<h3>${name}</h3>
${citation(input, dealId)}
${disclosure(input, dealId)}`,
)}
</section>`
}

function citation({ breakdown }: ReportInput, dealId: string | null): HtmlValue {
  try {
    const { sentence, footnote, by } = cite(breakdown, dealId === null ? {} : { dealId })
    return html`<blockquote class="claim">${sentence}</blockquote>${footnote.split('\n').map((line) => html`<p class="soft">${line}</p>`)}${by === undefined ? null : html`<ul>${by.lines.map((line) => html`<li>${isolateRuns(line)}</li>`)}</ul>`}`
  } catch (error) {
    if (!(error instanceof PipelineError) || !error.code.startsWith('CITE_')) throw error
    return html`<p>${error.message}</p>`
  }
}

function disclosure({ breakdown, facts, figures }: ReportInput, dealId: string | null): HtmlValue {
  const { standard, items, references } = buildDisclosure(breakdown, {
    figures,
    ...(dealId !== null && { dealId }),
    ...(facts !== null && { facts }),
  })
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  return html`<details><summary>Disclosure: ${items.length} items, ${missingCount === 0 ? 'all complete' : `${missingCount} incomplete`}</summary>
<p class="soft">Items of the ${standard}.</p>
<ol>${items.map(disclosureItem)}</ol>
<p>Works behind the methods:</p><ul>${references.map((work) => html`<li>${work}</li>`)}</ul></details>`
}

const disclosureItem = ({ title, statements, missing }: Disclosure['items'][number]): Markup =>
  html`<li><b>${title}.</b> ${statements.join(' ')}${missing.map((one) => html` <i>Missing: ${missingWords(one)}.</i>`)}</li>`

const QUOTED_COUNT = 3

/** Quotes the posts with the highest probability for each side; nothing where no side has one. */
function argumentsSection(reported: ReportGroup, page: PageFrame, heading: 'h2' | 'h3'): HtmlValue {
  const sides = quotesOf(reported, page)
  if (sides.length === 0) return null
  const title = trusted(`<${heading} id="${reported.slug}-arguments">The plainest arguments of each side</${heading}>`)
  return html`${title}
<p class="soft">Posts of at least twelve words on which the model is surest: at most one per author, in the author’s own words.</p>
<div class="sides">${sides}</div>`
}

function quotesOf({ judged, dealId }: ReportGroup, page: PageFrame): readonly Markup[] {
  const { scheme, show } = page
  const shown = judged.map(({ post, judgement }) => ({
    ...{ post, judgement, ...show(post, judgement, dealId ?? post.stances[0]?.dealId ?? null) },
  }))
  return scheme.sides.flatMap((side) => {
    const posts = strongestPosts(shown, side, QUOTED_COUNT)
    const { series, symbol } = lookOf(scheme, side)
    if (posts.length === 0) return []
    return html`<div class="side s${series}">
<p class="name"><span aria-hidden="true">${symbol}</span> ${side}</p>
${posts.map((each) => quote(each, side, page))}
</div>`
  })
}

function quote({ post, judgement, model }: JudgedPost & ShownLabel, side: string, { keys, labelledHow }: PageFrame): Markup {
  const key = keys.get(post) ?? post.id
  const probability = judgement.probabilities?.[side]
  const facts = [
    ...(post.createdAt === null ? [] : [formatTime(post.createdAt)]),
    ...(model !== undefined
      ? [`${isolate(side)} ${labelledHow} (model: ${model === null ? 'no label' : isolate(model)})`]
      : probability === undefined
        ? []
        : [`${isolate(side)} (model confidence ${formatPercent(Math.min(0.999, probability))})`]),
  ]
  return html`<figure class="quote">
<blockquote dir="auto">${cut(post.text)}</blockquote>
<figcaption>${facts.map((fact) => `${fact} · `)}<a class="id" href="${anchorOf(key)}">post <bdi>${shortId(post.id)}</bdi></a></figcaption>
</figure>`
}

/** The end of an id that is too long to read. */
const shortId = (id: string): string => (id.length <= 8 ? id : `…${id.slice(-5)}`)

const QUOTE_LENGTH = 600

const cut = (text: string): string =>
  text.length <= QUOTE_LENGTH ? text : `${text.slice(0, QUOTE_LENGTH).replace(/\p{Surrogate}$/u, '')}…`

/** A chart with its words and its table; the script adds buttons that save it. */
const figure = (chart: ReportChart | null): HtmlValue =>
  chart === null
    ? null
    : html`<figure class="picture" data-name="${chart.name}">${trusted(chart.svg)}
<figcaption class="take"><details><summary>In words</summary><p>${chart.alt}</p></details>
<details><summary>Data</summary><pre class="data">${chart.csv}</pre></details></figcaption></figure>`

function cautionList(cautions: readonly string[], { said }: PageFrame): HtmlValue {
  const fresh = cautions.filter((caution) => !said.has(caution))
  for (const caution of fresh) said.add(caution)
  if (fresh.length === 0) return null
  return html`<ul class="cautions">${fresh.map((caution) => html`<li>${isolateRuns(caution)}</li>`)}</ul>`
}

/** The head of the page: the finding, its readiness for print, and its basis. */
export const cardHeader = ({ subject, headline, light, status, worth, basis }: ResultCard): Markup =>
  html`<header>
${subject === null ? null : html`<p class="kicker">${subject}</p>`}
<h1>${headline}</h1>
<p class="light ${light}"><span aria-hidden="true">${LIGHT_SYMBOLS[light]}</span> ${status}${worth === null ? null : html`. ${worth}`}</p>
<p class="soft">${isolateRuns(basis)}.</p>
</header>`

/** The shares of the main deal beside the arguments of each side, and a line for each of the others. */
export function cardSection({ others, cautions }: ResultCard, { groups }: ReturnType<typeof buildReportCharts>, page: PageFrame): Markup {
  const main = groups.find(({ isMain }) => isMain)
  const nameOf = (dealId: string | null, name: string): HtmlValue => {
    const slug = page.linked.get(dealId ?? '')
    return slug === undefined ? name : html`<a href="#deal-${slug}">${name}</a>`
  }
  return html`<section id="finding" aria-label="What was found">
<div class="finding columns">${figure(main?.shares ?? null)}
<p class="whose">${WHOSE_POSTS}</p>
${main === undefined ? null : argumentsSection(main.reported, page, 'h2')}
${cautionList(cautions, page)}</div>
${
  others.length === 0
    ? null
    : html`<div class="columns"><h2 id="others">Also in these posts</h2>
<ul class="others">${others.map(({ dealId, name, line }) => html`<li><b>${nameOf(dealId, name)}</b>: ${isolateRuns(line)}</li>`)}</ul></div>`
}
</section>`
}
