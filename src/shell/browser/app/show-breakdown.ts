import { formatCount, formatLevel } from '../../../base/text/format-count.js'
import { nameOfDeal } from '../../../base/thread/deal-record.js'
import { type Breakdown, CLUSTER_BOOTSTRAP, type DealBreakdown, type GroupBreakdown } from '../../../count/breakdown/breakdown.js'
import { labelledCountOf, shareWords } from '../../../say/facts/share-words.js'
import { make } from './dom.js'

/** Class of a label's colour: the sides have one each, any other label none. */
export const colourOf = (label: string | null, sides: readonly string[]): string => {
  const index = label === null ? -1 : sides.indexOf(label)
  return index < 0 ? 'no-side' : `side-${index + 1}`
}

interface Scheme {
  readonly labels: readonly string[]
  readonly sides: readonly string[]
}

/** A breakdown as a section for each deal, and one for all posts where that says more. */
export function showBreakdown(breakdown: Breakdown, scheme: Scheme): HTMLElement[] {
  const { deals, overall, unlinkedPostCount, model } = breakdown
  const isOverallShown = deals.length !== 1 || unlinkedPostCount > 0
  const unlinked = unlinkedPostCount === 0 ? '' : ` · ${formatCount(unlinkedPostCount, 'post')} on no named deal`
  const groups: readonly (GroupBreakdown | DealBreakdown)[] = isOverallShown ? [...deals, overall] : deals
  const common = overall.cautions.filter((caution) => groups.every(({ cautions }) => cautions.includes(caution)))
  const sections = groups.map((group) => {
    const isDeal = 'dealId' in group
    const title = isDeal ? nameOfDeal(group) : `All posts, each once${unlinked}`
    return make(
      'section',
      { class: 'group' },
      make('h3', {}, title),
      ...(isDeal && group.move !== null ? [make('p', { class: 'faint' }, group.move)] : []),
      ...showGroup(group, title, scheme),
      ...listCautions(group.cautions.filter((caution) => !common.includes(caution))),
    )
  })
  const whose = 'These are shares of the posts captured here, not of the public, of investors or of any other group.'
  const by = model === null ? '' : ` Model: ${model}.`
  return [...sections, ...listCautions(common), make('p', {}, `${whose}${by}`)]
}

const listCautions = (cautions: readonly string[]): HTMLElement[] =>
  cautions.length === 0 ? [] : [make('ul', { class: 'cautions' }, ...cautions.map((caution) => make('li', {}, caution)))]

function showGroup(group: GroupBreakdown, title: string, { labels, sides }: Scheme): HTMLElement[] {
  const { postCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares } = group
  const unlabelled = unsureCount + unscoredCount
  const counts = [
    formatCount(postCount, 'post'),
    formatCount(authorCount, 'known author'),
    ...(unknownAuthorCount > 0 ? [`${formatCount(unknownAuthorCount, 'post')} without a known author`] : []),
    ...(unlabelled > 0 ? [`${formatCount(unlabelled, 'post')} without a label`] : []),
  ].join(', ')
  if (shares === null) return [make('p', { class: 'faint' }, counts)]
  const words = shareWords(labelledCountOf(group))
  const bootstrapped = words.isPercent ? group.intervals.filter(({ method }) => method === CLUSTER_BOOTSTRAP) : []
  const intervals = new Map(bootstrapped.map((one) => [one.label, one]))
  const level = [...intervals.values()][0]?.confidenceLevel
  const intervalTitle = level === undefined ? 'interval' : `${formatLevel(level)} interval`
  const rows = labels.map((label) => {
    const interval = intervals.get(label)
    const share = shares[label] ?? 0
    const bar = make('div', { class: `bar ${colourOf(label, sides)}`, 'aria-hidden': 'true' }, make('span', { class: 'filled' }))
    const place = (element: Element | null, left: number, width: number): void => {
      if (element instanceof HTMLElement) [element.style.left, element.style.width] = [`${left * 100}%`, `${width * 100}%`]
    }
    place(bar.firstElementChild, 0, share)
    if (interval && interval.low < interval.high) {
      const whisker = make('span', { class: 'whisker' })
      place(whisker, interval.low, interval.high - interval.low)
      bar.append(whisker)
    }
    return make(
      'tr',
      {},
      make('th', { scope: 'row' }, label),
      make('td', { class: 'drawn' }, bar),
      make('td', { class: 'number' }, words.share(share)),
      make('td', { class: 'number' }, interval && interval.low < interval.high ? words.range(interval) : '–'),
    )
  })
  const heads = ['label', 'share drawn', words.isPercent ? 'share' : 'posts', intervalTitle]
  const head = make('tr', {}, ...heads.map((text, index) => make('th', { scope: 'col', class: index === 1 ? 'drawn' : undefined }, text)))
  return [
    make('p', { class: 'faint' }, counts),
    make(
      'table',
      { class: 'shares' },
      make('caption', { class: 'unseen' }, `Shares of each label: ${title}`),
      make('thead', {}, head),
      make('tbody', {}, ...rows),
    ),
  ]
}
