import { formatCount, formatLevel } from '../../../base/text/format-count.js'
import { numberPosts } from '../../../base/thread/content-id.js'
import { describeAnswer } from '../../../base/thread/known-parent.js'
import type { Evidence } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type CardRow, LIGHT_SYMBOLS, type ResultCard } from '../../../say/card/result-card.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { shareWords } from '../../../say/facts/share-words.js'
import { shownEvidence } from '../../../say/facts/strongest-posts.js'
import { formatProbability } from '../../../say/format/format-value.js'
import { make, visible } from './dom.js'

/** Class of a label's colour: the sides have one each, any other label none. */
export const colourOf = (label: string | null, sides: readonly string[]): string => {
  const index = label === null ? -1 : sides.indexOf(label)
  return index < 0 ? 'no-side' : `side-${index + 1}`
}

/** A result card but for its headline. */
export function showCard(card: ResultCard, sides: readonly string[]): HTMLElement[] {
  const { subject, light, status, basis, rows, count, cautions, others } = card
  return [
    ...(subject === null ? [] : [make('p', { class: 'subject' }, subject)]),
    make('p', { class: `light ${light}` }, make('span', { 'aria-hidden': 'true' }, LIGHT_SYMBOLS[light]), ` ${status}`),
    ...(rows.length === 0 ? [] : [tableOf(rows, count, sides)]),
    make('p', { class: 'faint' }, basis),
    make('p', {}, WHOSE_POSTS),
    ...listOf(
      'others',
      others.map(({ name, line }) => `${name}: ${line}`),
    ),
    ...listOf('cautions', cautions),
  ]
}

const listOf = (kind: string, lines: readonly string[]): HTMLElement[] =>
  lines.length === 0 ? [] : [make('ul', { class: kind }, ...lines.map((line) => make('li', {}, line)))]

/** A row a label: its interval as a bar with a tick at the share; of few posts a mark each. */
function tableOf(rows: readonly CardRow[], count: number, sides: readonly string[]): HTMLElement {
  const { isPercent } = shareWords(count)
  const level = rows.find(({ interval }) => interval !== null)?.interval?.confidenceLevel
  const heads = ['label', 'drawn', isPercent ? 'share' : 'posts', level === undefined ? 'interval' : `${formatLevel(level)} interval`]
  const drawn = ({ label, share, interval }: CardRow): HTMLElement => {
    const look = `bar ${colourOf(label, sides)}`
    if (!isPercent) return make('div', { class: `${look} marks`, 'aria-hidden': 'true' }, '●'.repeat(Math.round(share * count)))
    const bar = make('div', { class: look, 'aria-hidden': 'true' })
    const place = (name: string, left: number, width: number): void => {
      const part = make('span', { class: name })
      part.style.left = `${left * 100}%`
      part.style.width = `${width * 100}%`
      bar.append(part)
    }
    if (interval !== null) place('band', interval.low, interval.high - interval.low)
    place('tick', share, 0)
    return bar
  }
  const head = make('tr', {}, ...heads.map((text, index) => make('th', { scope: 'col', class: index === 1 ? 'drawn' : undefined }, text)))
  return make(
    'table',
    { class: 'shares' },
    make('caption', { class: 'unseen' }, 'Shares of each label'),
    make('thead', {}, head),
    make(
      'tbody',
      {},
      ...rows.map((row) =>
        make(
          'tr',
          {},
          make('th', { scope: 'row' }, row.label),
          make('td', { class: 'drawn' }, drawn(row)),
          make('td', { class: 'number' }, row.text),
          make('td', { class: 'number' }, row.range ?? '–'),
        ),
      ),
    ),
  )
}

/** Posts drawn at once; more come with a button, so that a long thread does not hold up the page. */
const SHOWN_AT_ONCE = 100

/** A post's text, with these spans of it marked. */
function markSpans(text: string, spans: readonly Evidence[]): (Node | string)[] {
  const parts: (Node | string)[] = []
  let at = 0
  for (const { start, end } of spans) {
    parts.push(visible(text.slice(at, start)), make('mark', {}, visible(text.slice(start, end))))
    at = end
  }
  return [...parts, visible(text.slice(at))]
}

function showPost(post: ScoredPost, sides: readonly string[], isMarked: boolean): HTMLElement {
  const { id, author, label, lean, status, reason, evidence, deals } = post
  const spans = isMarked ? shownEvidence(post.text, evidence, label ?? lean) : []
  const through = post.chain?.[0]
  const isSide = label !== null && sides.includes(label)
  const notes = [
    author === null ? [] : make('bdi', {}, visible(author)),
    post.parentId === null ? [] : make('span', {}, visible(describeAnswer(post))),
    lean === null || isSide ? [] : make('span', {}, `leans ${lean}`),
    through ? make('span', {}, `${through.relation} with ${visible(through.postId)}`) : [],
    deals.length > 1 ? make('span', {}, deals.join(', ')) : [],
    reason === null ? [] : make('span', {}, reason),
  ].flat()
  return make(
    'li',
    { class: `post ${colourOf(label, sides)}` },
    make(
      'p',
      { class: 'judged' },
      make('span', { class: 'label' }, label ?? status),
      make('span', { class: 'probability' }, formatProbability(post) ?? ''),
      make('span', { class: 'faint' }, visible(id)),
      ...notes.map((note) => make('span', { class: 'faint' }, '· ', note)),
    ),
    make('p', { class: 'text', dir: 'auto' }, ...markSpans(post.text, spans)),
  )
}

/** The posts as a list with a filter by label. @param kind what is wanted: `all`, a label, or `none` for posts without one */
export function showPosts(
  posts: readonly ScoredPost[],
  kind: string,
  {
    sides,
    isMarked,
    into,
    said,
  }: { readonly sides: readonly string[]; readonly isMarked: boolean; readonly into: HTMLElement; said(text: string): void },
): void {
  const wanted = numberPosts(posts).filter(({ label }) => kind === 'all' || label === (kind === 'none' ? null : kind))
  const list = make('ol', { class: 'posts', 'aria-label': 'posts' })
  const more = make('button', { type: 'button' })
  const add = (): void => {
    const start = list.childElementCount
    const added = wanted.slice(start, start + SHOWN_AT_ONCE).map((post) => showPost(post, sides, isMarked))
    list.append(...added)
    const left = wanted.length - list.childElementCount
    more.textContent = `Show ${Math.min(SHOWN_AT_ONCE, left)} more of ${left}`
    more.hidden = left === 0
    if (start > 0 && added[0]) {
      added[0].tabIndex = -1
      added[0].focus()
    }
  }
  more.addEventListener('click', add)
  add()
  into.replaceChildren(list, more)
  said(`${formatCount(wanted.length, 'post')}${kind === 'all' ? '' : ` of ${posts.length}`}`)
}
