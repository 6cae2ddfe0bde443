import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { timeOf } from '../../count/audit/label/show-unit.js'
import { isPrompt } from '../../judge/post-flags.js'
import { dealIdsOf, type Judgement, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { labelsToShow, ShownLabel } from '../facts/hand-labels.js'
import { lookOf, UNLABELLED_LOOK } from '../facts/label-colours.js'
import { visible } from '../format/escape-controls.js'
import { formatTime } from '../format/format-value.js'
import { type HtmlValue, html, type Markup } from './html.js'

/** Options of the list of posts on a page. */
export interface PostListOptions {
  readonly scheme: StanceScheme
  readonly keys: ReadonlyMap<ScoredPost, string>
  readonly show: ReturnType<typeof labelsToShow>
  /** "by hand"; empty for readers of unknown kind. Null without a sample: no guess is named. */
  readonly labelledBy: string | null
  /** Names of the deals; posts name theirs where there are several. */
  readonly dealNames: ReadonlyMap<string, string>
  /** Most posts to list. Default 20,000. */
  readonly mostListed?: number
}

/** Words in place of a label. */
const NO_LABEL = 'no label'
/** Words in place of those who labelled. */
const IN_AUDIT = 'in the audit'

/** Most posts that a page lists: some 8 MB, which a browser opens at once. Choice. */
const MAX_LISTED = 20_000

/** Posts that the page lists: all that people labelled, and the first others. */
function listedOf(
  posts: readonly ScoredPost[],
  { show, mostListed = MAX_LISTED }: PostListOptions,
): readonly ScoredPost[] {
  if (posts.length <= mostListed) return posts
  const isLabelled = (post: ScoredPost): boolean =>
    post.stances.some((judgement) => show(post, judgement, judgement.dealId).model !== undefined) ||
    show(post, post, dealIdsOf(post)[0] ?? null).model !== undefined
  let places = mostListed - posts.filter(isLabelled).length
  return posts.filter((post) => isLabelled(post) || (places -= 1) >= 0)
}

/** Posts in the order of the file, with a filter by label and without names of accounts. */
export function postsSection(posts: readonly ScoredPost[], options: PostListOptions): Markup {
  const listed = listedOf(posts, options)
  const rest =
    listed.length === posts.length
      ? null
      : html`<p class="soft">Listed here: ${formatCount(listed.length, 'post')} of ${formatNumber(posts.length)}, all that were labelled ${options.labelledBy || IN_AUDIT} and the first of the others. The numbers are of all.</p>
`
  const choices = [
    ...options.scheme.labels.map((label, index) => [label, index] as const),
    [NO_LABEL, -1] as const,
  ]
  return html`<section id="posts" aria-labelledby="posts-heading">
<h2 id="posts-heading">Posts</h2>
<p class="field" id="tools"><label for="label">Label</label><select id="label" autocomplete="off">
<option value="">all labels</option>${choices.map(([label, value]) => html`<option value="${value}">${label}</option>`)}</select></p>
${rest}<p id="found" role="status">${formatCount(listed.length, 'post')}</p>
<div id="list">
${listed.map((post) => postArticle(post, options))}</div>
</section>`
}

function postArticle(post: ScoredPost, options: PostListOptions): Markup {
  const { scheme, keys, show, labelledBy } = options
  const key = keys.get(post) ?? post.id
  const { stances } = post
  const judgements: readonly (Judgement & { readonly dealId?: string })[] =
    stances.length > 1 ? stances : [post]
  const shown = judgements
    .map((judgement) => {
      const dealId = judgement.dealId ?? stances[0]?.dealId ?? null
      return { dealId, ...show(post, judgement, dealId) }
    })
    // Beside labels by readers, a guess of the model would pass for one.
    .filter(({ model }) => labelledBy === null || model !== undefined)
  const values = new Set(
    shown.map(({ label }) => (label === null ? -1 : scheme.labels.indexOf(label))),
  )
  if (shown.length === 0) values.add(-1)
  const url = safeUrl(post.meta.url)
  const time = timeOf(post)
  return html`<article id="post-${key}" class="s${shownLook(shown[0]?.label ?? null, scheme).series}" data-labels="${[...values].join(' ')}">
<header>${shown.map((each) => badge(each, options))}
${isPrompt(post) ? html`<span>opening post, not counted</span>` : null}
${time === null ? null : html`<span>${formatTime(visible(time))}</span>`}
<a href="${anchorOf(key)}">post ${visible(key)}</a>
${url === null ? null : html`<a href="${url}" rel="noreferrer noopener nofollow">source</a>`}</header>
<p class="text" dir="auto">${visible(post.text)}</p>
</article>
`
}

type ShownJudgement = ShownLabel & { readonly dealId: string | null }

/** "retreat by hand", with its deal where there are several. */
function badge(
  { label, model, dealId }: ShownJudgement,
  { scheme, labelledBy, dealNames }: PostListOptions,
): Markup {
  const { series, symbol } = shownLook(label, scheme)
  const deal =
    dealNames.size < 2 || dealId === null ? '' : `${isolate(dealNames.get(dealId) ?? dealId)}: `
  const labelWords = label === null ? NO_LABEL : isolate(label)
  const by = model === undefined ? '' : ` ${labelledBy || IN_AUDIT}`
  return html`<span class="badge s${series}"><span aria-hidden="true">${symbol}</span> ${visible(`${deal}${labelWords}${by}`)}</span>`
}

const shownLook = (label: string | null, scheme: StanceScheme) =>
  label === null ? UNLABELLED_LOOK : lookOf(scheme, label)

/** A URL that is safe to link to: http or https only; null for any other. */
const safeUrl = (url: string | undefined): string | null =>
  typeof url === 'string' && /^https?:\/\/[^\s<>"']{1,2000}$/i.test(url) ? url : null

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/i

/** A text whose addresses are links. */
export const withLinks = (text: string): HtmlValue =>
  text.split(ADDRESS).map((part, at) => {
    const url = at % 2 === 1 ? safeUrl(part) : null
    return url === null
      ? part
      : html`<a href="${url}" rel="noreferrer noopener nofollow">${part}</a>`
  })

const LONE_SURROGATE = /\p{Surrogate}/gu

/** Unique keys of posts for links: the id, behind its thread's where several have it. */
export function postKeys(posts: readonly ScoredPost[]): ReadonlyMap<ScoredPost, string> {
  const idCounts = countEach(posts.map(({ id }) => id))
  const taken = new Set<string>()
  return new Map(
    posts.map((post) => {
      const plain = (
        (idCounts.get(post.id) ?? 0) > 1 ? `${post.threadId}/${post.id}` : post.id
      ).replace(LONE_SURROGATE, '\ufffd')
      let key = plain
      for (let copy = 2; taken.has(key); copy++) key = `${plain}~${copy}`
      taken.add(key)
      return [post, key]
    }),
  )
}

export const anchorOf = (key: string): string => `#post-${encodeURIComponent(key)}`
