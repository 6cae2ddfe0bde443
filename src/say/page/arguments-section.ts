import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatPercent } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { JudgedPost } from '../../count/judged-post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { capitalise } from '../cite/wording.js'
import { labelLooks } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'
import { strongestPosts } from '../facts/strongest-posts.js'
import { formatTime } from '../format/format-share.js'
import { RELATION_PHRASES } from '../table/render-explanation.js'
import { type HtmlValue, html, type Markup } from './html.js'
import { anchorOf } from './page-data.js'

const QUOTED_COUNT = 3

/** Quotes the posts with the highest probability for each side. */
export function argumentsSection(reported: ReportGroup, scheme: StanceScheme, keys: ReadonlyMap<ScoredPost, string>): Markup {
  return html`<h3 id="${reported.slug}-arguments">The plainest arguments of each side</h3>
<p class="soft">The posts of twelve words or more of which the model is surest, at most one of an author, each in its own words.</p>
<div class="sides">${quotesOf(reported, scheme, keys, QUOTED_COUNT)}</div>`
}

/** A column of quotes for each side. */
export function quotesOf(
  { judged }: ReportGroup,
  scheme: StanceScheme,
  keys: ReadonlyMap<ScoredPost, string>,
  count: number,
): readonly Markup[] {
  const looks = labelLooks(scheme)
  return scheme.sides.map((side) => {
    const posts = strongestPosts(judged, side, count)
    const look = looks.get(side)
    return html`<div class="side s${look?.series ?? 0}">
<p class="name"><span aria-hidden="true">${look?.symbol ?? ''}</span> ${side}</p>
${posts.length === 0 ? html`<p class="soft">No post of twelve words or more takes this side.</p>` : posts.map((each) => quote(each, side, keys))}
</div>`
  })
}

function quote({ post, judgement }: JudgedPost, side: string, keys: ReadonlyMap<ScoredPost, string>): Markup {
  const key = keys.get(post) ?? post.id
  const probability = judgement.probabilities?.[side]
  const facts: HtmlValue[] = [
    post.author === null ? 'author unknown' : html`<bdi>${post.author}</bdi>`,
    ...(post.createdAt === null ? [] : [` · ${formatTime(post.createdAt)}`]),
    ...(probability === undefined ? [] : [` · ${isolate(side)} (model confidence ${formatPercent(Math.min(0.999, probability))})`]),
  ]
  return html`<figure class="quote">
<blockquote dir="auto">${cut(post.text)}</blockquote>
<figcaption>${facts} · <a href="${anchorOf(key)}">post <bdi>${post.id}</bdi></a>${chainOf(post, keys)}</figcaption>
</figure>`
}

/** The chain of parents that the post took its side from. */
function chainOf({ chain }: ScoredPost, keys: ReadonlyMap<ScoredPost, string>): Markup | null {
  if (chain === null || chain.length === 0) return null
  const known = new Set(keys.values())
  const steps = chain.map(({ postId, relation, side }, index) => {
    const name = known.has(postId) ? html`<a href="${anchorOf(postId)}"><bdi>${postId}</bdi></a>` : html`<bdi>${postId}</bdi>`
    return html`${index === 0 ? capitalise(RELATION_PHRASES[relation]) : `; that one ${RELATION_PHRASES[relation]}`} ${name}, labelled ${isolate(side)}`
  })
  return html`<br>${steps}.`
}

/** Quoted characters of a post. */
const QUOTE_LENGTH = 600

/** A text, truncated when long, without splitting a surrogate pair. */
function cut(text: string): string {
  if (text.length <= QUOTE_LENGTH) return text
  const code = text.charCodeAt(QUOTE_LENGTH)
  return `${text.slice(0, code >= 0xdc00 && code <= 0xdfff ? QUOTE_LENGTH - 1 : QUOTE_LENGTH)}…`
}
