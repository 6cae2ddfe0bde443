import { formatCount, formatNumber, formatPercent } from '../../../base/text/format-count.js'
import { isolate } from '../../../base/text/right-to-left.js'
import { formatTime } from '../../../say/format/format-value.js'
import type { PageData, PagePost, PageStance } from '../../../say/page/page-data.js'
import { button, byId, make } from '../dom.js'
import { takePictures } from './take-pictures.js'
import { visible } from './visible.js'

// Texts of posts are inserted through `textContent`; targets of links are looked up in a map. Posts are shown a page at a time.
const data = JSON.parse(byId('data', HTMLScriptElement).text) as PageData
const { posts, labels, unlabelled, deals, bases, checked } = data
const PAGE_SIZE = 100
const SHORT_LENGTH = 1200
const MAX_SHOWN_CONFIDENCE = 0.999
const SEARCH_DELAY_MS = 120
const indexOfKey = new Map(posts.map((post, index) => [post.key, index]))

const nameOf = (label: number): string => labels[label]?.name ?? 'no label'
const said = (label: number): string => isolate(nameOf(label))
const lookOf = (label: number) => labels[label] ?? unlabelled
const countPosts = (value: number): string => formatCount(value, 'post')
const leanOf = (post: PagePost): number => post.lean ?? post.label
const addressOf = (post: PagePost): string => `#post-${encodeURIComponent(post.key)}`

function badge(label: number, text: string): HTMLElement {
  const { series, symbol } = lookOf(label)
  return make('span', { class: `badge s${series}` }, make('span', { 'aria-hidden': 'true' }, `${symbol} `), text)
}

/** The text up to `end`; on demand it marks the words that moved the model. */
function markedText(post: PagePost, end: number): (HTMLElement | string)[] {
  const parts: (HTMLElement | string)[] = []
  let at = 0
  for (const [from, to] of byId('marks', HTMLInputElement).checked ? (post.marked ?? []) : []) {
    if (to > end) continue
    parts.push(visible(post.text.slice(at, from)), make('mark', {}, visible(post.text.slice(from, to))))
    at = to
  }
  return [...parts, visible(post.text.slice(at, end)) + (end < post.text.length ? '…' : '')]
}

function textOf(post: PagePost): HTMLElement {
  const element = make('p', { class: 'text', dir: 'auto' }, ...markedText(post, Math.min(post.text.length, SHORT_LENGTH)))
  if (post.text.length > SHORT_LENGTH) {
    const showAll = () => element.replaceChildren(...markedText(post, post.text.length))
    element.append(' ', button(`Show all ${formatNumber(post.text.length)} letters`, showAll))
  }
  return element
}

function linkTo(target: number | string): HTMLElement {
  const post = typeof target === 'number' ? posts[target] : undefined
  return post === undefined ? make('bdi', {}, visible(String(target))) : make('a', { href: addressOf(post) }, visible(post.key))
}

interface PageJudgement {
  readonly label: number
  readonly lean: number
  /** The label of the model; undefined where it is the shown label. */
  readonly model: number | undefined
}

const judgementOf = ([, , label, lean, model]: PageStance): PageJudgement => ({ label, lean, model })
const ownJudgement = (post: PagePost): PageJudgement => ({ label: post.label, lean: leanOf(post), model: post.model })

/** Judgement on the chosen deal, else of the whole post; undefined where the post is not on the chosen deal. */
function shownJudgement(post: PagePost): PageJudgement | undefined {
  const chosen = fieldText('deal')
  if (chosen === '') return ownJudgement(post)
  const stance = post.stances?.find(([deal]) => deals[deal] === chosen)
  return stance && judgementOf(stance)
}

function reasonsOf(post: PagePost): HTMLElement[] {
  const lines: HTMLElement[] = []
  const say = (...parts: (HTMLElement | string)[]) => lines.push(make('p', {}, ...parts))
  const own = post.model ?? post.label
  const lean = leanOf(post)
  if (post.model !== undefined) say(`Labelled ${checked}: ${said(post.label)}. The model: ${said(own)}. The reasons below are the model’s.`)
  if (post.reason !== undefined) {
    const leans = own >= 0 || lean < 0 ? '' : ` Leans to ${said(lean)}.`
    say(`${own < 0 ? 'No label' : 'Takes no side'}: ${visible(post.reason)}.${leans}`)
  }
  if (post.probabilities) {
    const confidence = post.probabilities.map((share, label) => `${said(label)} ${formatPercent(Math.min(MAX_SHOWN_CONFIDENCE, share))}`)
    say(`Model confidence: ${confidence.join(', ')}.`)
  }
  for (const stance of post.stances ?? []) {
    const { label, lean: side, model } = judgementOf(stance)
    const words = label < 0 ? `no label${side < 0 ? '' : `, leans to ${said(side)}`}` : said(label)
    const by = model === undefined ? '' : ` ${checked} (model: ${said(model)})`
    say(`Deal ${visible(deals[stance[0]] ?? '')}: ${words}${by}; ${bases[stance[1]]}.`)
  }
  if (post.flags) say(`Flags: ${visible(post.flags.join(', '))}.`)
  return lines
}

function headerOf(post: PagePost, { label, lean, model }: PageJudgement, id: string): HTMLElement {
  const unlabelledWords = lean < 0 ? 'not scored' : `unsure, leans to ${said(lean)}`
  const header = make(
    'header',
    { id },
    badge(label, label < 0 ? unlabelledWords : said(label) + (model === undefined ? '' : ` ${checked}`)),
  )
  if (model !== undefined) header.append(make('span', {}, `model: ${said(model)}`))
  header.append(make('bdi', {}, post.author === undefined ? 'author unknown' : visible(post.author)))
  if (post.at !== undefined) header.append(make('span', {}, formatTime(visible(post.at))))
  if (post.depth && !post.isDepthUnknown) header.append(make('span', {}, `level ${post.depth}`))
  if (post.answer !== undefined) header.append(make('span', {}, visible(post.answer)))
  if (post.parent !== undefined) header.append(make('span', {}, 'answers ', linkTo(post.parent)))
  header.append(make('a', { href: addressOf(post) }, `post ${visible(post.key)}`))
  if (post.url !== undefined) header.append(make('a', { href: post.url, rel: 'noreferrer noopener nofollow' }, 'source'))
  return header
}

function renderPost(post: PagePost, index: number, place: { position: number; count: number; isTree: boolean }): HTMLElement {
  const judgement = shownJudgement(post) ?? ownJudgement(post)
  const details = make('details', {}, make('summary', {}, 'Why this label'))
  details.addEventListener('toggle', () => details.append(...reasonsOf(post)), { once: true })
  const article = make(
    'article',
    {
      class: `s${lookOf(judgement.label).series}`,
      tabindex: -1,
      'aria-labelledby': `head-${index}`,
      'aria-posinset': place.position + 1,
      'aria-setsize': place.count,
    },
    headerOf(post, judgement, `head-${index}`),
    textOf(post),
    details,
  )
  if (place.isTree) article.style.setProperty('--depth', String(post.depth ?? 0))
  return article
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()
const folded: (string | undefined)[] = []
const foldedText = (post: PagePost, index: number): string => {
  folded[index] ??= fold([post.text, post.author ?? '', post.key].join('\n'))
  return folded[index]
}
const statusOf = ({ label, lean }: PageJudgement): string => (label >= 0 ? nameOf(label) : lean >= 0 ? 'unsure' : 'not scored')
const certainty = (post: PagePost): number => Math.max(-1, ...(post.probabilities ?? []))

type Order = (one: PagePost, other: PagePost) => number

/** Posts without a time come last. */
const byTime =
  (sign: number): Order =>
  (one, other) => {
    const [first, second] = [Date.parse(one.at ?? ''), Date.parse(other.at ?? '')]
    return Number.isNaN(first) || Number.isNaN(second)
      ? Number(Number.isNaN(first)) - Number(Number.isNaN(second))
      : sign * (first - second)
  }
const ORDERS: Readonly<Record<string, Order>> = {
  'oldest first': byTime(1),
  'newest first': byTime(-1),
  'surest first': (one, other) => certainty(other) - certainty(one),
  'least sure first': (one, other) => certainty(one) - certainty(other),
}

type Field = HTMLInputElement | HTMLSelectElement
/** Value of a field of the page; empty where the page lacks the field. */
const fieldOf = (id: string): Field | null => document.getElementById(id) as Field | null
const fieldText = (id: string): string => fieldOf(id)?.value ?? ''

function select(): number[] {
  const words = fold(fieldText('search')).split(/\s+/).filter(Boolean)
  const [label, order] = [fieldText('label'), ORDERS[fieldText('sort')]]
  const chosen = [...posts.entries()].filter(([index, post]) => {
    const judgement = shownJudgement(post)
    if (judgement === undefined || (label !== '' && statusOf(judgement) !== label)) return false
    return words.every((word) => foldedText(post, index).includes(word))
  })
  if (order) chosen.sort(([, one], [, other]) => order(one, other))
  return chosen.map(([index]) => index)
}

const list = byId('list', HTMLElement)
let shown: readonly number[] = []
let first = 0
let isPrinting = false
const pageCount = (): number => Math.max(1, Math.ceil(shown.length / PAGE_SIZE))

function showPage(): void {
  const isTree = fieldText('sort') === ''
  const [start, end] = isPrinting ? [0, shown.length] : [first, first + PAGE_SIZE]
  // An empty feed breaks a rule of accessibility.
  for (const [name, value] of Object.entries({ role: 'feed', 'aria-label': 'Posts' }))
    if (shown.length > 0) list.setAttribute(name, value)
    else list.removeAttribute(name)
  list.replaceChildren(
    ...shown.slice(start, end).flatMap((index, offset) => {
      const post = posts[index]
      return post ? [renderPost(post, index, { position: start + offset, count: shown.length, isTree })] : []
    }),
  )
  byId('pages', HTMLElement).hidden = shown.length <= PAGE_SIZE
  byId('before', HTMLButtonElement).disabled = first === 0
  byId('next', HTMLButtonElement).disabled = first + PAGE_SIZE >= shown.length
  byId('at', HTMLElement).textContent = `Page ${formatNumber(first / PAGE_SIZE + 1)} of ${formatNumber(pageCount())}`
  byId('found', HTMLElement).textContent = foundWords()
}

function foundWords(): string {
  if (shown.length === 0) return 'No post matches. Search for fewer words, or choose all labels.'
  return shown.length === posts.length ? countPosts(posts.length) : `${formatNumber(shown.length)} of ${countPosts(posts.length)}`
}

function render(): void {
  shown = select()
  first = 0
  showPage()
}

function turn(pages: number): void {
  first = Math.min((pageCount() - 1) * PAGE_SIZE, Math.max(0, first + pages * PAGE_SIZE))
  showPage()
  byId('tools', HTMLElement).scrollIntoView()
  if (list.firstElementChild instanceof HTMLElement) list.firstElementChild.focus({ preventScroll: true })
}

function reveal(index: number): void {
  if (!shown.includes(index)) {
    for (const field of ['search', 'label', 'deal'].map(fieldOf)) if (field) field.value = ''
    render()
  }
  const position = shown.indexOf(index)
  first = Math.floor(position / PAGE_SIZE) * PAGE_SIZE
  showPage()
  const article = list.children[position - first]
  if (!(article instanceof HTMLElement)) return
  article.classList.add('current')
  article.focus({ preventScroll: true })
  article.scrollIntoView({ block: 'center' })
}

function unfold(): void {
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
  const section = target?.closest<HTMLDetailsElement>('details.fold')
  if (!section || section.open) return
  section.open = true
  target?.scrollIntoView()
}

function follow(): void {
  if (!location.hash.startsWith('#post-')) {
    unfold()
    return
  }
  let key: string
  try {
    key = decodeURIComponent(location.hash.slice('#post-'.length))
  } catch {
    return
  }
  const index = indexOfKey.get(key)
  if (index !== undefined) reveal(index)
}

let waiting: number | undefined
fieldOf('search')?.addEventListener('input', () => {
  clearTimeout(waiting)
  waiting = setTimeout(render, SEARCH_DELAY_MS)
})
for (const id of ['label', 'deal', 'sort']) fieldOf(id)?.addEventListener('change', render)
byId('marks', HTMLInputElement).addEventListener('change', showPage)
byId('tools', HTMLElement).addEventListener('submit', (event) => event.preventDefault())
byId('before', HTMLButtonElement).addEventListener('click', () => turn(-1))
byId('next', HTMLButtonElement).addEventListener('click', () => turn(1))
window.addEventListener('hashchange', follow)
document.addEventListener('click', (event) => {
  // A link to the current address fires no hashchange.
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#post-"]') : null
  if (link === null || link.hash !== location.hash) return
  event.preventDefault()
  follow()
})

// Finding, open deals and citation are printed. All deals, method and posts are printed only on request.
let opened: readonly HTMLDetailsElement[] = []
window.addEventListener('beforeprint', () => {
  isPrinting = byId('print-all', HTMLInputElement).checked
  document.body.classList.toggle('brief', !isPrinting)
  if (!isPrinting) return
  opened = [...document.querySelectorAll<HTMLDetailsElement>('details.fold:not([open])')]
  for (const section of opened) section.open = true
  showPage()
})
window.addEventListener('afterprint', () => {
  if (!isPrinting) return
  for (const section of opened) section.open = false
  isPrinting = false
  showPage()
})

takePictures()
render()
follow()
