import { formatLevel } from '../../../base/text/format-count.js'
import { type CardRow, LIGHT_SYMBOLS, type ResultCard } from '../../../say/card/result-card.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { shareWords } from '../../../say/facts/share-words.js'
import { make } from './dom.js'

/** Class of a label's colour: the sides have one each, any other label none. */
const colourOf = (label: string, sides: readonly string[]): string => {
  const index = sides.indexOf(label)
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
