import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { type ChartContext, lookOf } from '../charts/chart-context.js'
import { type MapPost, renderThreadMap } from '../charts/thread-map.js'
import { type HtmlValue, html, type Markup, trusted } from './html.js'
import type { PageData } from './page-data.js'

/** Limits of the drawn trees. The list shows the other threads. */
const MAX_TREES = 3
const MAX_TREE_POSTS = 400
/** Characters of a post in the tooltip of its marker. */
const HINT_LENGTH = 80

/** The threads as trees, and the empty list that the script fills with all posts. */
export function postsSection(data: PageData, scheme: StanceScheme, context: ChartContext): Markup {
  const hasTimes = data.posts.some(({ at }) => at !== undefined)
  const labels = [...scheme.labels, 'unsure', 'unscored']
  return html`<section id="posts" aria-labelledby="posts-heading">
<h2 id="posts-heading">Posts</h2>
${treesOf(data, scheme, context)}
<noscript><p class="cautions">The list of posts needs JavaScript. The figures above do not.</p></noscript>
<form id="tools" role="search" aria-label="Find posts">
<p class="field"><label for="search">Search text, author, id</label><input id="search" type="search" autocomplete="off" spellcheck="false"></p>
${choice('label', 'Label', ['all labels', ...labels])}
${data.deals.length < 2 ? null : choice('deal', 'Deal', ['all deals', ...data.deals])}
${choice('sort', 'Order', ['as in the thread', ...(hasTimes ? ['oldest first', 'newest first'] : []), 'surest first', 'least sure first', ...(data.isWithoutSentiment ? [] : ['most negative first', 'most positive first'])])}
<p class="field check"><input id="marks" type="checkbox"><label for="marks">Mark the words that moved the model</label></p>
<p class="field check"><input id="print-posts" type="checkbox"><label for="print-posts">Print the posts too</label></p>
</form>
<p id="found" role="status"></p>
<div id="list"></div>
<p id="pages" hidden><button type="button" id="before">Previous page</button> <span id="at"></span> <button type="button" id="next">Next page</button></p>
</section>`
}

const choice = (id: string, name: string, options: readonly string[]): Markup =>
  html`<p class="field"><label for="${id}">${name}</label><select id="${id}">${options.map((option, index) => html`<option value="${index === 0 ? '' : option}">${option}</option>`)}</select></p>`

function treesOf({ posts, threads, labels }: PageData, scheme: StanceScheme, context: ChartContext): HtmlValue {
  const byThread = threads.map((): MapPost[] => [])
  posts.forEach(({ thread = 0, depth = 0, answer, label, text, author }, index) => {
    const name = labels[label]?.name ?? null
    byThread[thread]?.push({
      depth,
      isApart: answer !== undefined,
      index,
      label: name,
      hint: `${author ?? 'author unknown'}, ${name ?? 'no label'}: ${text.slice(0, HINT_LENGTH)}`,
    })
  })
  const trees = byThread.map((members, thread) => ({ members, id: threads[thread] ?? '' })).filter(({ members }) => members.length > 1)
  const drawn = trees.filter(({ members }) => members.length <= MAX_TREE_POSTS).slice(0, MAX_TREES)
  if (trees.length === 0) return null
  const key = [...scheme.labels, null].map((label) => {
    const { symbol, series } = lookOf(context, label)
    return html`<li><span class="symbol s${series}" aria-hidden="true">${symbol}</span> ${label ?? 'no label'}</li>`
  })
  const left = trees.length - drawn.length
  return html`<h3>The ${trees.length === 1 ? 'thread' : 'threads'} as ${trees.length === 1 ? 'a tree' : 'trees'}</h3>
<p class="soft">From left to right as it is read, answers below what they answer; a full row goes on in the next. ${posts.some(({ answer }) => answer !== undefined) ? 'Where it is not known what a post answers, no line leads to it.' : null} ${left === 0 ? null : `${formatCount(left, 'thread')} too large or too many to draw: see the list.`}</p>
${drawn.length === 0 ? null : html`<ul class="key">${key}</ul>`}
${drawn.map(({ members, id }, index) => html`<div class="scroll tree" role="region" tabindex="0" aria-label="Tree of thread ${id}">${trusted(renderThreadMap(members, `tree-${index + 1}`, `Thread ${id}: ${formatCount(members.length, 'post')}`, context))}</div>`)}`
}
