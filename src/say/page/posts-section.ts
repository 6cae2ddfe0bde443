import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { html, type Markup } from './html.js'
import type { PageData } from './page-data.js'

/** The empty list that the script fills with all posts, and what finds posts in it. */
export function postsSection(data: PageData, scheme: StanceScheme): Markup {
  const hasTimes = data.posts.some(({ at }) => at !== undefined)
  const labels = [...scheme.labels, 'unsure', 'unscored']
  return html`<section id="posts" aria-labelledby="posts-heading">
<h2 id="posts-heading">Posts</h2>
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
