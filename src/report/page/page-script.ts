/**
 * Script of the report page. It is plain JavaScript, because the browser loads nothing else of this package. Text of posts is inserted
 * only through `textContent`, and link targets are looked up in a map, never in the document. Chunks of posts are rendered as they come
 * near the viewport.
 */
export const REPORT_PAGE_SCRIPT = `
'use strict'
const byId = (id) => document.getElementById(id)
const data = JSON.parse(byId('data').textContent)
const { posts, labels, unlabelled, deals, threads, relations, bases } = data
const CHUNK_SIZE = 40
const GUESSED_HEIGHT = 120
const SHORT_LENGTH = 1200
const PRINTED_COUNT = 300
// Up to here the whole list stands in the page, and the browser's own search finds it.
const WHOLE_COUNT = 400
const indexOfKey = new Map(posts.map((post, index) => [post.key, index]))
const collator = new Intl.Collator('en')

// Controls have no picture of their own: they get that of Unicode's block 2400; half of a pair gets the replacement mark. Lengths stay.
const visible = (text) => text
  .replace(/[\\u0000-\\u0008\\u000b-\\u001f]/g, (letter) => String.fromCharCode(0x2400 + letter.charCodeAt(0)))
  .replace(/\\u007f/g, '\\u2421')
  .replace(/\\p{Surrogate}/gu, '\\ufffd')

function make(name, className, text) {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

const nameOf = (label) => label < 0 ? 'no label' : labels[label].name
// A name that runs from right to left stands in isolation among other words.
const said = (label) => /[\\u0590-\\u08ff]/.test(nameOf(label)) ? '\\u2068' + nameOf(label) + '\\u2069' : nameOf(label)
const lookOf = (label) => label < 0 ? unlabelled : labels[label]
const percent = (share) => Math.round(share * 100) + '%'
const timeText = (at) => at.replace(/^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d)(?::\\d\\d(?:\\.\\d+)?)?Z$/, '$1 $2 UTC')
const addressOf = (post) => '#post-' + encodeURIComponent(post.key)

function badge(label, text) {
  const element = make('span', 'badge s' + lookOf(label).series)
  const symbol = make('span', '', lookOf(label).symbol + ' ')
  symbol.setAttribute('aria-hidden', 'true')
  element.append(symbol, text)
  return element
}

/** The text with the deciding words marked, as far as \`end\`. */
function markedText(post, end) {
  const parts = []
  let at = 0
  const spans = [...(post.evidence ?? [])].sort((one, other) => one[0] - other[0])
  for (const [from, to, label, weight] of spans) {
    if (from < at || to > end || from === to) continue
    const mark = make('mark', 's' + lookOf(label).series, visible(post.text.slice(from, to)))
    mark.dataset.symbol = lookOf(label).symbol
    mark.title = 'for ' + said(label) + ', weight ' + weight
    parts.push(visible(post.text.slice(at, from)), mark)
    at = to
  }
  return [...parts, visible(post.text.slice(at, end)) + (end < post.text.length ? '…' : '')]
}

function fillText(element, post) {
  element.replaceChildren(...markedText(post, Math.min(post.text.length, SHORT_LENGTH)))
  if (post.text.length <= SHORT_LENGTH) return
  const button = make('button', '', 'Show all ' + post.text.length + ' letters')
  button.type = 'button'
  button.addEventListener('click', () => element.replaceChildren(...markedText(post, post.text.length)))
  element.append(' ', button)
}

function linkTo(index) {
  if (typeof index === 'string') return make('bdi', '', visible(index))
  const link = make('a', '', visible(posts[index].key))
  link.href = addressOf(posts[index])
  return link
}

/** Why the post has its label, in sentences. */
function reasonsOf(post) {
  const lines = []
  const say = (...parts) => { const line = make('p'); line.append(...parts); lines.push(line) }
  if (post.reason !== undefined) say('No label: ' + visible(post.reason) + '.' + (post.lean < 0 ? '' : ' Leans to ' + said(post.lean) + '.'))
  if (post.probabilities) say('Probabilities: ' + labels.map((_, label) => said(label) + ' ' + percent(post.probabilities[label])).join(', ') + '.')
  for (const [deal, label, lean, basis] of post.stances ?? []) {
    say('Deal ' + visible(deals[deal]) + ': ' + (label < 0 ? 'no label' + (lean < 0 ? '' : ', leans to ' + said(lean)) : said(label)) + '; ' + bases[basis] + '.')
  }
  if (post.chain) {
    const steps = post.chain.flatMap(([at, relation, probability, side], step) => [
      (step === 0 ? 'It ' : '; that one ') + relations[relation] + ' ', linkTo(at), ', which takes the side of ' + said(side) + ' (' + percent(probability) + ')'])
    say(...steps, '.')
  }
  if (!data.isWithoutSentiment) say('Sentiment of the words: ' + (post.sentiment ?? 0).toFixed(2).replace('-', '−') + '.')
  if (post.flags) say('Flags: ' + visible(post.flags.join(', ')) + '.')
  return lines
}

function renderPost(index, position, count, isTree) {
  const post = posts[index]
  const article = make('article', 's' + lookOf(post.label).series)
  const header = make('header')
  const author = make('bdi', '', post.author === undefined ? 'author unknown' : visible(post.author))
  const address = make('a', '', visible(post.key))
  address.href = addressOf(post)
  header.id = 'head-' + index
  header.append(badge(post.label, post.label < 0 ? (post.lean < 0 ? 'unscored' : 'unsure, leans to ' + said(post.lean)) : said(post.label)), author)
  if (post.at !== undefined) header.append(make('span', '', timeText(visible(post.at))))
  if (post.depth && !post.isDepthUnknown) header.append(make('span', '', 'depth ' + post.depth))
  if (post.answer !== undefined) header.append(make('span', '', visible(post.answer)))
  if (post.parent !== undefined) { const answers = make('span', '', 'answers '); answers.append(linkTo(post.parent)); header.append(answers) }
  header.append(address)
  if (post.url !== undefined) {
    const source = make('a', '', 'source')
    source.href = post.url
    source.rel = 'noreferrer noopener nofollow'
    header.append(source)
  }
  const text = make('p', 'text')
  text.dir = 'auto'
  fillText(text, post)
  const details = make('details')
  details.append(make('summary', '', 'Why this label'))
  details.addEventListener('toggle', () => { if (details.childElementCount === 1) details.append(...reasonsOf(post)) }, { once: true })
  if (isTree) article.style.setProperty('--depth', String(post.depth ?? 0))
  article.tabIndex = -1
  article.setAttribute('aria-labelledby', header.id)
  article.setAttribute('aria-posinset', String(position + 1))
  article.setAttribute('aria-setsize', String(count))
  article.append(header, text, details)
  return article
}

// ---- what is shown, and in which order

const folded = posts.map(() => null)
const foldedText = (index) => folded[index] ??= [posts[index].text, posts[index].author ?? '', posts[index].key].join('\\n').normalize('NFKC').toLowerCase()
const statusOf = (post, stance) => (stance ? stance[1] : post.label) >= 0 ? nameOf(stance ? stance[1] : post.label) : (stance ? stance[2] : post.lean) >= 0 ? 'unsure' : 'unscored'
const certainty = (post) => post.probabilities ? Math.max(...post.probabilities) : -1
const timeOf = (post) => Date.parse(post.at ?? '')
const byTime = (sign) => (one, other) => {
  const [first, second] = [timeOf(posts[one]), timeOf(posts[other])]
  return Number.isNaN(first) ? (Number.isNaN(second) ? 0 : 1) : Number.isNaN(second) ? -1 : sign * (first - second)
}
const ORDERS = {
  'oldest first': byTime(1),
  'newest first': byTime(-1),
  'surest first': (one, other) => certainty(posts[other]) - certainty(posts[one]),
  'least sure first': (one, other) => certainty(posts[one]) - certainty(posts[other]),
  'most negative first': (one, other) => (posts[one].sentiment ?? 0) - (posts[other].sentiment ?? 0),
  'most positive first': (one, other) => (posts[other].sentiment ?? 0) - (posts[one].sentiment ?? 0),
}
const valueOf = (id) => byId(id)?.value ?? ''

function select() {
  const words = valueOf('search').normalize('NFKC').toLowerCase().split(/\\s+/).filter((word) => word !== '')
  const [label, deal, order] = [valueOf('label'), valueOf('deal'), valueOf('sort')]
  const dealIndex = deals.indexOf(deal)
  const chosen = []
  posts.forEach((post, index) => {
    const stance = deal === '' ? undefined : (post.stances ?? []).find(([about]) => about === dealIndex)
    if (deal !== '' && stance === undefined) return
    if (label !== '' && statusOf(post, stance) !== label) return
    if (words.every((word) => foldedText(index).includes(word))) chosen.push(index)
  })
  return order === '' ? chosen : chosen.sort((one, other) => ORDERS[order](one, other) || one - other)
}

// ---- the list, in chunks

const list = byId('list')
let shown = []
let chunks = []
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) isIntersecting ? fill(target) : empty(target)
}, { rootMargin: '1200px 0px' })

function fill(chunk) {
  if (chunk.childElementCount > 0) return
  const start = Number(chunk.dataset.start)
  const isTree = valueOf('sort') === ''
  chunk.append(...shown.slice(start, start + CHUNK_SIZE).map((index, offset) => renderPost(index, start + offset, shown.length, isTree)))
  chunk.style.removeProperty('min-height')
}

function empty(chunk) {
  if (chunk.childElementCount === 0 || chunk.contains(document.activeElement)) return
  chunk.style.setProperty('min-height', chunk.offsetHeight + 'px')
  chunk.replaceChildren()
}

function render() {
  shown = select()
  for (const chunk of chunks) watcher.unobserve(chunk)
  chunks = []
  for (let start = 0; start < shown.length; start += CHUNK_SIZE) {
    const chunk = make('div', 'chunk')
    chunk.dataset.start = String(start)
    chunk.style.setProperty('min-height', Math.min(CHUNK_SIZE, shown.length - start) * GUESSED_HEIGHT + 'px')
    chunks.push(chunk)
  }
  if (chunks.length > 0) { list.setAttribute('role', 'feed'); list.setAttribute('aria-label', 'Posts') } else { list.removeAttribute('role'); list.removeAttribute('aria-label') }
  list.replaceChildren(...chunks)
  for (const chunk of shown.length <= WHOLE_COUNT ? chunks : chunks.slice(0, 1)) fill(chunk)
  if (shown.length > WHOLE_COUNT) for (const chunk of chunks) watcher.observe(chunk)
  byId('found').textContent = shown.length === posts.length ? posts.length + ' posts' : shown.length + ' of ' + posts.length + ' posts'
}

function reveal(index) {
  if (!shown.includes(index)) {
    for (const id of ['search', 'label', 'deal']) if (byId(id)) byId(id).value = ''
    render()
  }
  const position = shown.indexOf(index)
  const chunk = chunks[Math.floor(position / CHUNK_SIZE)]
  fill(chunk)
  const article = chunk.children[position % CHUNK_SIZE]
  document.querySelector('article.current')?.classList.remove('current')
  article.classList.add('current')
  article.focus({ preventScroll: true })
  article.scrollIntoView({ block: 'center' })
  // Chunks above take their true heights as they pass the window: once more when they have.
  requestAnimationFrame(() => requestAnimationFrame(() => article.scrollIntoView({ block: 'center' })))
}

function follow() {
  if (!location.hash.startsWith('#post-')) return
  let key
  try { key = decodeURIComponent(location.hash.slice(6)) } catch { return }
  const index = indexOfKey.get(key)
  if (index !== undefined) reveal(index)
}

let waiting
byId('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(render, 120) })
for (const id of ['label', 'deal', 'sort']) byId(id)?.addEventListener('change', render)
byId('tools').addEventListener('submit', (event) => event.preventDefault())
window.addEventListener('hashchange', follow)
document.addEventListener('click', (event) => {
  const mark = event.target instanceof Element ? event.target.closest('[data-post]') : null
  if (mark !== null) location.hash = addressOf(posts[Number(mark.dataset.post)])
  // A link to the post that stands in the address already: no hashchange comes.
  const link = event.target instanceof Element ? event.target.closest('a[href^="#post-"]') : null
  if (link !== null && link.hash === location.hash) { event.preventDefault(); follow() }
})
window.addEventListener('beforeprint', () => { for (const chunk of chunks.slice(0, Math.ceil(PRINTED_COUNT / CHUNK_SIZE))) fill(chunk) })
render()
follow()
`
