import { SCRIPT_HELPERS } from '../../count/audit/label/label-page-script.js'

/**
 * Script of the report page. It is plain JavaScript, because the browser loads nothing else of this package. Text of posts is inserted
 * only through `textContent`, and link targets are looked up in a map, never in the document. Posts are shown a page at a time.
 */
export const REPORT_PAGE_SCRIPT = `
'use strict'
const byId = (id) => document.getElementById(id)
const data = JSON.parse(byId('data').textContent)
for (const post of data.posts) post.lean ??= post.label
const { posts, labels, unlabelled, deals, relations, bases, checked } = data
const PAGE_SIZE = 100
const SHORT_LENGTH = 1200
const indexOfKey = new Map(posts.map((post, index) => [post.key, index]))
const collator = new Intl.Collator('en')

${SCRIPT_HELPERS}

const nameOf = (label) => label < 0 ? 'no label' : labels[label].name
// A name that runs from right to left stands in isolation among other words.
const said = (label) => /[\\u0590-\\u08ff]/.test(nameOf(label)) ? '\\u2068' + nameOf(label) + '\\u2069' : nameOf(label)
const lookOf = (label) => label < 0 ? unlabelled : labels[label]
const percent = (share) => share > 0 && share < .005 ? '<1%' : share < 1 && share >= .995 ? '>99%' : Math.round(share * 100) + '%'
const number = (value) => String(value).replace(/\\B(?=(?:\\d{3})+$)/g, ',')
const count = (value) => number(value) + (value === 1 ? ' post' : ' posts')
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const isTime = (at) => /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z$/.test(at) && !Number.isNaN(Date.parse(at))
const timeText = (at) => isTime(at) ? dayFormat.format(Date.parse(at)) + ', ' + at.slice(11, 16) + ' UTC' : at
const addressOf = (post) => '#post-' + encodeURIComponent(post.key)

function badge(label, text) {
  const element = make('span', 'badge s' + lookOf(label).series)
  const symbol = make('span', '', lookOf(label).symbol + ' ')
  symbol.setAttribute('aria-hidden', 'true')
  element.append(symbol, text)
  return element
}

/** The text as far as \`end\`; on demand with the words marked that moved the model. */
function markedText(post, end) {
  const parts = []
  let at = 0
  for (const [from, to] of byId('marks').checked ? post.marked ?? [] : []) {
    if (to > end) continue
    parts.push(visible(post.text.slice(at, from)), make('mark', '', visible(post.text.slice(from, to))))
    at = to
  }
  return [...parts, visible(post.text.slice(at, end)) + (end < post.text.length ? '…' : '')]
}

function fillText(element, post) {
  element.replaceChildren(...markedText(post, Math.min(post.text.length, SHORT_LENGTH)))
  if (post.text.length <= SHORT_LENGTH) return
  const button = make('button', '', 'Show all ' + number(post.text.length) + ' letters')
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

/** The label, the lean, and what the model said of a judgement that a coder labelled; of the post without one. */
const judgementOf = (post, [, , ...own] = [, , post.label, post.lean, post.model]) => own
/** The judgement on the deal that is chosen; undefined where none is, or the post is on another. */
const stanceOn = (post) => valueOf('deal') === '' ? undefined : (post.stances ?? []).find(([about]) => deals[about] === valueOf('deal'))

/** Why the post has its label, in sentences. */
function reasonsOf(post) {
  const lines = []
  const say = (...parts) => { const line = make('p'); line.append(...parts); lines.push(line) }
  const own = post.model ?? post.label
  if (post.model !== undefined) say('Labelled ' + checked + ': ' + said(post.label) + '. The model: ' + said(own) + '. What follows is what the model went by.')
  if (post.reason !== undefined) say((own < 0 ? 'No label: ' : 'Takes no side: ') + visible(post.reason) + '.' + (own >= 0 || post.lean < 0 ? '' : ' Leans to ' + said(post.lean) + '.'))
  if (post.probabilities) say('Model confidence: ' + labels.map((_, label) => said(label) + ' ' + percent(Math.min(.999, post.probabilities[label]))).join(', ') + '.')
  for (const stance of post.stances ?? []) {
    const [label, lean, model] = judgementOf(post, stance)
    say('Deal ' + visible(deals[stance[0]]) + ': ' + (label < 0 ? 'no label' + (lean < 0 ? '' : ', leans to ' + said(lean)) : said(label)) + (model === undefined ? '' : ' ' + checked + ' (model: ' + said(model) + ')') + '; ' + bases[stance[1]] + '.')
  }
  if (post.chain) {
    const steps = post.chain.flatMap(([at, relation, , side], step) => [
      step === 0 ? relations[relation][0].toUpperCase() + relations[relation].slice(1) + ' ' : '; that one ' + relations[relation] + ' ', linkTo(at), ', labelled ' + said(side)])
    say(...steps, '.')
  }
  if (post.flags) say('Flags: ' + visible(post.flags.join(', ')) + '.')
  return lines
}

function renderPost(index, position, count, isTree) {
  const post = posts[index]
  const [label, lean, model] = judgementOf(post, stanceOn(post))
  const [article, header] = [make('article', 's' + lookOf(label).series), make('header')]
  const author = make('bdi', '', post.author === undefined ? 'author unknown' : visible(post.author))
  const address = make('a', '', 'post ' + visible(post.key))
  address.href = addressOf(post)
  header.id = 'head-' + index
  header.append(badge(label, label < 0 ? (lean < 0 ? 'unscored' : 'unsure, leans to ' + said(lean)) : said(label) + (model === undefined ? '' : ' ' + checked)))
  if (model !== undefined) header.append(make('span', '', 'model: ' + said(model)))
  header.append(author)
  if (post.at !== undefined) header.append(make('span', '', timeText(visible(post.at))))
  if (post.depth && !post.isDepthUnknown) header.append(make('span', '', 'level ' + post.depth))
  if (post.answer !== undefined) header.append(make('span', '', visible(post.answer)))
  if (post.parent !== undefined) { const answers = make('span', '', 'answers '); answers.append(linkTo(post.parent)); header.append(answers) }
  header.append(address)
  if (post.url !== undefined) {
    header.append(Object.assign(make('a', '', 'source'), { href: post.url, rel: 'noreferrer noopener nofollow' }))
  }
  const text = Object.assign(make('p', 'text'), { dir: 'auto' })
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
const statusOf = ([label, lean]) => label >= 0 ? nameOf(label) : lean >= 0 ? 'unsure' : 'unscored'
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
}
const valueOf = (id) => byId(id)?.value ?? ''

function select() {
  const words = valueOf('search').normalize('NFKC').toLowerCase().split(/\\s+/).filter((word) => word !== '')
  const [label, deal, order] = [valueOf('label'), valueOf('deal'), valueOf('sort')]
  const chosen = []
  posts.forEach((post, index) => {
    const stance = stanceOn(post)
    if (deal !== '' && stance === undefined) return
    if (label !== '' && statusOf(judgementOf(post, stance)) !== label) return
    if (words.every((word) => foldedText(index).includes(word))) chosen.push(index)
  })
  return order === '' ? chosen : chosen.sort((one, other) => ORDERS[order](one, other) || one - other)
}

// ---- the list, page by page

const list = byId('list')
let shown = []
let first = 0
let isPrinting = false
const pageCount = () => Math.max(1, Math.ceil(shown.length / PAGE_SIZE))
function showPage() {
  const isTree = valueOf('sort') === ''
  const [start, end] = isPrinting ? [0, shown.length] : [first, first + PAGE_SIZE]
  // An empty feed breaks a rule of accessibility.
  for (const [name, value] of [['role', 'feed'], ['aria-label', 'Posts']]) shown.length > 0 ? list.setAttribute(name, value) : list.removeAttribute(name)
  list.replaceChildren(...shown.slice(start, end).map((index, offset) => renderPost(index, start + offset, shown.length, isTree)))
  byId('pages').hidden = shown.length <= PAGE_SIZE
  byId('before').disabled = first === 0
  byId('next').disabled = first + PAGE_SIZE >= shown.length
  byId('at').textContent = 'Page ' + number(first / PAGE_SIZE + 1) + ' of ' + number(pageCount())
  byId('found').textContent = shown.length === 0 ? 'No post matches. Search for fewer words, or choose all labels.' : shown.length === posts.length ? count(posts.length) : number(shown.length) + ' of ' + count(posts.length)
}

const render = () => { [shown, first] = [select(), 0]; showPage() }

function turn(pages) {
  first = Math.min((pageCount() - 1) * PAGE_SIZE, Math.max(0, first + pages * PAGE_SIZE))
  showPage()
  byId('tools').scrollIntoView()
  list.firstElementChild?.focus({ preventScroll: true })
}

function reveal(index) {
  if (!shown.includes(index)) {
    for (const id of ['search', 'label', 'deal']) if (byId(id)) byId(id).value = ''
    render()
  }
  const position = shown.indexOf(index)
  first = Math.floor(position / PAGE_SIZE) * PAGE_SIZE
  showPage()
  const article = list.children[position - first]
  article.classList.add('current')
  article.focus({ preventScroll: true })
  article.scrollIntoView({ block: 'center' })
}

// A link into a folded section opens it.
function unfold() {
  const target = location.hash.length > 1 && !location.hash.startsWith('#post-') ? byId(location.hash.slice(1)) : null
  const folded = target?.closest('details.fold')
  if (folded && !folded.open) { folded.open = true; target.scrollIntoView() }
}

function follow() {
  unfold()
  if (!location.hash.startsWith('#post-')) return
  let key
  try { key = decodeURIComponent(location.hash.slice(6)) } catch { return }
  const index = indexOfKey.get(key)
  if (index !== undefined) reveal(index)
}

let waiting
byId('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(render, 120) })
for (const id of ['label', 'deal', 'sort']) byId(id)?.addEventListener('change', render)
byId('marks').addEventListener('change', showPage)
byId('tools').addEventListener('submit', (event) => event.preventDefault())
window.addEventListener('hashchange', follow)
document.addEventListener('click', (event) => {
  // A link to the post that stands in the address already: no hashchange comes.
  const link = event.target instanceof Element ? event.target.closest('a[href^="#post-"]') : null
  if (link !== null && link.hash === location.hash) { event.preventDefault(); follow() }
})
for (const [id, pages] of [['before', -1], ['next', 1]]) byId(id).addEventListener('click', () => turn(pages))
// Finding, method and citation are printed; all deals and posts only where that was asked for.
let closed = []
window.addEventListener('beforeprint', () => {
  isPrinting = byId('print-all').checked
  document.body.classList.toggle('brief', !isPrinting)
  closed = [...document.querySelectorAll(isPrinting ? 'details.fold:not([open])' : '#method:not([open])')]
  for (const section of closed) section.open = true
  if (isPrinting) showPage()
})
window.addEventListener('afterprint', () => {
  for (const section of closed) section.open = false
  if (isPrinting) { isPrinting = false; showPage() }
})

// ---- pictures to take away

/** The picture as a file of its own: with the rules of charts, which are those of the light theme outside a media query. */
function pictureOf(svg) {
  const copy = svg.cloneNode(true)
  const style = document.createElementNS(svg.namespaceURI, 'style')
  style.textContent = [...document.styleSheets[0].cssRules].filter(({ selectorText }) => selectorText?.includes('.chart')).map(({ cssText }) => cssText).join('')
  copy.insertBefore(style, copy.firstChild)
  return new XMLSerializer().serializeToString(copy)
}

function save(name, blob) {
  const link = Object.assign(make('a'), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

async function savePng(svg, name) {
  const image = new Image()
  image.src = 'data:image/svg+xml,' + encodeURIComponent(pictureOf(svg))
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: svg.viewBox.baseVal.width * 3, height: svg.viewBox.baseVal.height * 3 })
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => save(name, blob))
}

for (const figure of document.querySelectorAll('figure.picture')) {
  const svg = figure.querySelector('svg')
  const { name } = figure.dataset
  const saves = {
    SVG: () => save(name + '.svg', new Blob([pictureOf(svg)], { type: 'image/svg+xml' })),
    PNG: () => savePng(svg, name + '.png'),
    CSV: () => save(name + '.csv', new Blob([figure.querySelector('.data').textContent.replace(/\\n/g, '\\r\\n')], { type: 'text/csv' })),
  }
  const buttons = Object.entries(saves).map(([kind, act]) => {
    const button = Object.assign(make('button', '', 'Save ' + kind), { type: 'button' })
    button.setAttribute('aria-label', 'Save ' + kind + ': ' + svg.querySelector('title').textContent)
    button.addEventListener('click', act)
    return button
  })
  figure.querySelector('.take').prepend(...buttons)
}
render()
follow()
`
