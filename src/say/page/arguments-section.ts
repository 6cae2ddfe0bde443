import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatPercent } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { JudgedPost } from '../../count/judged-post.js'
import type { Evidence } from '../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { capitalise } from '../cite/wording.js'
import { type LabelLook, labelLooks } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'
import { strongestPosts } from '../facts/strongest-posts.js'
import { formatTime } from '../format/format-share.js'
import { RELATION_PHRASES } from '../table/render-explanation.js'
import { type HtmlValue, html, type Markup } from './html.js'
import { anchorOf } from './page-data.js'

const QUOTED_COUNT = 3

/** Quotes the posts with the highest probability for each side. */
export function argumentsSection({ judged, slug }: ReportGroup, scheme: StanceScheme, keys: ReadonlyMap<ScoredPost, string>): Markup {
  const looks = labelLooks(scheme)
  const columns = scheme.sides.map((side) => {
    const posts = strongestPosts(judged, side, QUOTED_COUNT)
    const look = looks.get(side)
    return html`<div class="side s${look?.series ?? 0}">
<h4><span class="symbol" aria-hidden="true">${look?.symbol ?? ''}</span> ${side}</h4>
${posts.length === 0 ? html`<p class="soft">No post of twelve words or more takes this side.</p>` : posts.map((each) => quote(each, side, looks, keys))}
</div>`
  })
  return html`<h3 id="${slug}-arguments">The plainest arguments of each side</h3>
<p class="soft">The posts of twelve words or more of which the model is surest, at most one of an author, each in its own words. Marked: the words that spoke for the side.</p>
<div class="sides">${columns}</div>`
}

function quote(
  { post, judgement, evidence }: JudgedPost,
  side: string,
  looks: ReturnType<typeof labelLooks>,
  keys: ReadonlyMap<ScoredPost, string>,
): Markup {
  const key = keys.get(post) ?? post.id
  const probability = judgement.probabilities?.[side]
  const facts: HtmlValue[] = [
    post.author === null ? 'author unknown' : html`<bdi>${post.author}</bdi>`,
    ...(post.createdAt === null ? [] : [` · ${formatTime(post.createdAt)}`]),
    ...(probability === undefined ? [] : [` · ${isolate(side)} (model confidence ${formatPercent(Math.min(0.999, probability))})`]),
  ]
  return html`<figure class="quote">
<blockquote dir="auto">${markedText(
    post.text,
    evidence.filter(({ toward }) => toward === side),
    looks,
  )}</blockquote>
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

/** A post's text, truncated when long. Each evidence span is marked with the symbol of its label. */
function markedText(text: string, evidence: readonly Evidence[], looks: ReadonlyMap<string, LabelLook>): Markup {
  const end = text.length > QUOTE_LENGTH ? cutBefore(text, QUOTE_LENGTH) : text.length
  const parts: HtmlValue[] = []
  let position = 0
  for (const span of [...evidence].sort((one, other) => one.start - other.start)) {
    if (span.start < position || span.end > end || span.start === span.end) continue
    const look = looks.get(span.toward)
    parts.push(text.slice(position, span.start))
    parts.push(
      html`<mark class="s${look?.series ?? 0}" data-symbol="${look?.symbol ?? ''}" title="for ${span.toward}, weight ${span.weight.toFixed(2)}">${text.slice(span.start, span.end)}</mark>`,
    )
    position = span.end
  }
  return html`${parts}${text.slice(position, end)}${end < text.length ? '…' : null}`
}

/** A cutting position at or before `length` that does not split a surrogate pair. */
function cutBefore(text: string, length: number): number {
  const code = text.charCodeAt(length)
  return code >= 0xdc00 && code <= 0xdfff ? length - 1 : length
}
