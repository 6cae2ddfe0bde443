import { PipelineError } from '../../base/errors.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import { timeOf } from '../../count/audit/label/show-unit.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { ReportChart } from '../charts/draw-shares.js'
import { type Claim, cite } from '../cite/cite.js'
import { buildDisclosure, type Disclosure } from '../disclosure/render-disclosure.js'
import { otherCautionWords, unprinted } from '../facts/finding-words.js'
import { lookOf } from '../facts/label-colours.js'
import { type ReportInput, WHOSE_POSTS } from '../facts/report.js'
import type { ReportGroup } from '../facts/report-group.js'
import { strongestPosts } from '../facts/strongest-posts.js'
import { countOf } from '../facts/subject.js'
import { withStop } from '../facts/wording.js'
import { formatTime } from '../format/format-value.js'
import { basisOf, LIGHT_SYMBOLS, type ResultCard } from '../table/result-card.js'
import { type HtmlValue, html, type Markup, trusted, unbroken } from './html.js'
import { anchorOf, type PostListOptions, withLinks } from './post-list.js'
import type { GroupCharts, SavedChart } from './render-report-charts.js'

/** Facts that the sections of a page share. */
interface PageFrame extends PostListOptions {
  /** True if people gave all labels of the audit. */
  readonly isByPeople: boolean
  /** Cautions that stand on the page already. */
  readonly printedCautions: Set<string>
  /** Pictures as files of their own, by the names of charts. */
  readonly saved: readonly SavedChart[]
  /** Slugs of the deals that have a section. */
  readonly linked: ReadonlyMap<string, string>
}

/** A deal, folded: its sentence and picture, if they do not open the page; its disclosure. */
export function groupSection(
  { reported, isMain, shares }: GroupCharts,
  input: ReportInput,
  page: PageFrame,
): Markup {
  const { slug, name, deal, group, dealId, wording } = reported
  const move = deal?.move ?? null
  const isQuotable = dealId !== null || input.breakdown.deals.length === 0
  return html`<details id="deal-${slug}" class="fold">
<summary><h2 id="${slug}-heading">${name}</h2> <span class="soft">${countOf(group)}</span></summary>
${move === null || move === name || move === `${name}.` ? null : html`<p class="move">${isolate(move)}</p>`}
<p>${isolateRuns(basisOf(input.breakdown, reported))}.</p>
${isMain ? null : cautionList(otherCautionWords(group.findings, wording.name), page)}
${isMain || !isQuotable ? null : citation(input, dealId)}
${isMain ? null : figure(shares, page)}
${isMain ? null : argumentsSection(reported, page, 'h3')}
${isQuotable ? disclosure(input, dealId) : null}
</details>`
}

function citation({ breakdown, facts }: ReportInput, dealId: string | null): HtmlValue {
  try {
    const claim = cite(breakdown, { dealId, facts })
    return html`<blockquote class="claim">${unbroken(claim.sentence)}</blockquote>${claimLines(claim)}`
  } catch (error) {
    if (!(error instanceof PipelineError) || !error.code.startsWith('CITE_')) throw error
    return html`<p>${error.message}</p>`
  }
}

/** Meaning of the labels, readers, missing posts, and the shares of parts. */
const claimLines = ({ footnote, by }: Claim): Markup =>
  html`${footnote.split('\n').map((line) => html`<p>${unbroken(line)}</p>`)}${by === undefined ? null : html`<ul>${by.lines.map((line) => html`<li>${isolateRuns(line)}</li>`)}</ul>`}`

function disclosure({ breakdown, facts, figures }: ReportInput, dealId: string | null): HtmlValue {
  const { standard, items } = buildDisclosure(breakdown, {
    figures,
    dealId,
    ...(facts !== null && { facts }),
  })
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  return html`<details><summary>Disclosure: ${items.length} items, ${missingCount === 0 ? 'all complete' : `${missingCount} incomplete`}</summary>
<p class="soft">Items of the ${standard}.</p>
<ol>${items.map(disclosureItem)}</ol></details>`
}

/** Without the lines for checkers. */
const disclosureItem = ({ title, statements, missing }: Disclosure['items'][number]): Markup =>
  html`<li><b>${title}.</b> ${withLinks(statements.map(withStop).join(' '))}${missing.map(({ what }) => html` <i>Missing: ${what}.</i>`)}</li>`

const QUOTED_COUNT = 3

/** Quotes posts that a person labelled, those first on which the model is surest. */
function argumentsSection(reported: ReportGroup, page: PageFrame, heading: 'h2' | 'h3'): HtmlValue {
  const sides = page.isByPeople ? quotesOf(reported, page) : []
  if (sides.length === 0) return null
  const isAnyNamed = reported.judged.some(({ post }) => post.author !== null)
  const title = trusted(
    `<${heading} id="${reported.slug}-arguments">The plainest arguments of each side</${heading}>`,
  )
  return html`${title}
<p class="soft">From posts that a person labelled, of twelve words and more, in the author’s own words${isAnyNamed ? ': at most one per author' : ''}.</p>
<div class="sides">${sides}</div>`
}

function quotesOf({ judged, dealId }: ReportGroup, page: PageFrame): readonly Markup[] {
  const { scheme, show } = page
  const read = judged.flatMap(({ post, judgement }) => {
    const shown = show(post, judgement, dealId ?? post.stances[0]?.dealId ?? null)
    const isPlain = shown.model !== undefined && !shown.isSettled && !shown.isInDoubt
    return isPlain ? [{ post, judgement, ...shown }] : []
  })
  let quoted: typeof read = []
  return scheme.sides.flatMap((side) => {
    const posts = strongestPosts(read, side, QUOTED_COUNT, quoted)
    quoted = [...quoted, ...posts]
    const { series, symbol } = lookOf(scheme, side)
    if (posts.length === 0) return []
    return html`<div class="side s${series}">
<p class="name"><span aria-hidden="true">${symbol}</span> ${side}</p>
${posts.map(({ post }) => quote(post, page))}
</div>`
  })
}

function quote(post: ScoredPost, { keys }: PageFrame): Markup {
  const time = timeOf(post)
  return html`<figure class="quote">
<blockquote dir="auto">${cut(post.text)}</blockquote>
<figcaption>${time === null ? null : `${formatTime(time)} · `}<a href="${anchorOf(keys.get(post) ?? post.id)}">in the list of posts</a></figcaption>
</figure>`
}

const QUOTE_LENGTH = 600

const cut = (text: string): string =>
  text.length <= QUOTE_LENGTH
    ? text
    : `${text.slice(0, QUOTE_LENGTH).replace(/\p{Surrogate}$/u, '')}…`

/** A chart with its words, its table, and its forms as files that a script can save. */
const figure = (chart: ReportChart | null, { saved }: PageFrame): HtmlValue =>
  chart === null
    ? null
    : html`<figure class="picture" data-name="${chart.name}">${trusted(chart.svg)}
<figcaption class="take"><details><summary>In words</summary><p>${chart.alt}</p></details>
<details><summary>Data</summary><pre class="data">${chart.csv}</pre></details></figcaption>
${saved.flatMap(({ name, svg, pixels }) => ([`${chart.name}-wide`, `${chart.name}-square`].includes(name) ? html`<template data-name="${name}" data-pixels="${pixels}">${svg}</template>` : []))}</figure>`

function cautionList(cautions: readonly string[], { printedCautions }: PageFrame): HtmlValue {
  const fresh = unprinted(cautions, printedCautions)
  if (fresh.length === 0) return null
  return html`<ul class="cautions">${fresh.map((caution) => html`<li>${isolateRuns(caution)}</li>`)}</ul>`
}

/** The head of the page: the sentence with its footnote, or what is not settled. */
export function pageHeader(
  { breakdown, facts }: ReportInput,
  { subject, dealId, headline, light, status, worth, basis }: ResultCard,
): Markup {
  const claim = light === 'ready' ? cite(breakdown, { dealId, facts }) : null
  const state = html`<p class="light ${light}"><span aria-hidden="true">${LIGHT_SYMBOLS[light]}</span> ${status}${worth === null ? null : html`. ${worth}`}</p>`
  return html`<header>
${subject === null ? null : html`<p class="kicker">${subject}</p>`}
<h1>${unbroken(headline)}</h1>
${claim === null ? state : claimLines(claim)}
<p class="soft">${isolateRuns(basis)}.</p>
</header>`
}

/** The picture and the arguments of the main deal, and a line for each of the others. */
export function cardSection(
  { others, cautions }: ResultCard,
  groups: readonly GroupCharts[],
  page: PageFrame,
): Markup {
  const main = groups.find(({ isMain }) => isMain)
  const nameOf = (dealId: string | null, name: string): HtmlValue => {
    const slug = page.linked.get(dealId ?? '')
    return slug === undefined ? name : html`<a href="#deal-${slug}">${name}</a>`
  }
  return html`<section id="finding" aria-label="What was found">
<div class="finding columns">${figure(main?.shares ?? null, page)}
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
