import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { formatPercent } from '../../base/text/format-count.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { numberPosts } from '../../base/thread/content-id.js'
import { titleOf, withRecordedDeals } from '../../base/thread/deal-record.js'
import { dealIdsOf, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import { displayWidth, fitCell, toPlainLine, wrapCell, wrapLine } from '../format/display-width.js'
import { authorName } from '../format/names.js'
import type { Style } from '../format/style.js'

/** Scheme, width and style of a table. */
export interface TableOptions {
  readonly scheme: StanceScheme
  /** Columns of the terminal, at least 50. */
  readonly width: number
  readonly style: Style
  /** Names of deals by id; a missing one is called by its id. */
  readonly dealNames?: ReadonlyMap<string, string>
}

/** Columns of a table on a terminal: 50 at least. Longer lines are hard to read. */
export const tableWidth = (width: number, most = 120): number =>
  Math.min(most, Math.max(50, Math.floor(width)))

const GAP = '  '
const TEXT_LINES = 2
/** Evidence spans shown for a post. */
const MAX_SHOWN_REASONS = 3

/**
 * Renders posts for a terminal, a block each: id, author and text, label, probability, reasons.
 * Deals are printed where they differ between posts.
 *
 * @returns lines of at most `width` columns, each ended by a line break
 */
export function renderPostTable(scoredPosts: readonly ScoredPost[], options: TableOptions): string {
  const posts = numberPosts(scoredPosts)
  const { scheme, style } = options
  const width = tableWidth(options.width)
  const [first] = posts
  const dealNames = [...withRecordedDeals<DealRecord>(new Map(), posts)].map(
    ([id, deal]) => [id, titleOf(deal)] as const,
  )
  const names = new Map([...(options.dealNames ?? []), ...dealNames])
  const namesOf = (post: ScoredPost): string =>
    dealIdsOf(post)
      .map((id) => names.get(id) ?? id)
      .join(', ')
  const deals = first === undefined ? '' : namesOf(first)
  const isOneDeal = posts.every((post) => namesOf(post) === deals)
  const dealsOf = isOneDeal ? () => '' : namesOf
  const longest = largestOf(posts.map(({ id }) => displayWidth(toPlainLine(id))))
  const idWidth = Math.min(width < 80 ? 6 : 12, Math.max(4, longest))
  const lines =
    isOneDeal && deals !== '' ? wrapLine(`Deal: ${deals}`, width, GAP.length).map(style.strong) : []
  const indent = ' '.repeat(idWidth + GAP.length)
  const room = width - indent.length
  lines.push(
    style.dim(
      `${fitCell('post', idWidth)}${GAP}author: text; below it the label and the model's confidence`.slice(
        0,
        width,
      ),
    ),
  )
  for (const post of posts) {
    const text =
      post.author === null ? post.text : `${authorName(post.author, post.meta)}: ${post.text}`
    wrapCell(text, room, TEXT_LINES).forEach((line, index) => {
      lines.push(
        (
          (index === 0 ? fitCell(shortId(post, idWidth), idWidth) + GAP : indent) +
          fitCell(line, room)
        ).trimEnd(),
      )
    })
    const answer = describeAnswer(post, scheme)
    const cell = fitCell(answer, Math.min(room, displayWidth(answer)))
    const { label } = post
    const painted =
      label === null ? style.dim(cell) : style.label(cell, scheme.sides.indexOf(label))
    const rest = [decidingWords(post), dealsOf(post)].filter(Boolean).join(' · ')
    const tail = fitCell(rest, room - displayWidth(answer) - 3).trimEnd()
    lines.push(indent + painted + style.dim(tail === '' ? '' : ` · ${tail}`))
  }
  return `${lines.join('\n')}\n`
}

/** "retreat 98%"; "neither 71%, leans pivot"; "unsure, leans retreat 41%"; "unscored". */
function describeAnswer(post: ScoredPost, scheme: StanceScheme): string {
  const { label, lean, status, probabilities } = post
  const probability = probabilities?.[label ?? lean ?? '']
  // "100%" would claim certainty.
  const percent = probability === undefined ? '' : ` ${formatPercent(Math.min(0.999, probability))}`
  const leans =
    lean === null || lean === label
      ? ''
      : `, leans ${shortLabel(lean, scheme)}${label === null ? percent : ''}`
  return `${label === null ? status : `${label}${percent}`}${leans}`
}

/** "pivot" for "shrewd pivot"; the labels of another scheme stay as they are. */
const shortLabel = (label: string, scheme: StanceScheme): string =>
  isDefaultScheme(scheme) ? (label.split(' ').at(-1) ?? label) : label

/** The end of a long id: ids of one source share their start. */
function shortId({ id }: ScoredPost, width: number): string {
  const plain = toPlainLine(id)
  return displayWidth(plain) <= width ? plain : `…${plain.slice(1 - width)}`
}

/** The reason for no label, or the evidence for the label, strongest first. */
function decidingWords({ label, lean, evidence, reason }: ScoredPost): string {
  if (label === null && reason !== null) return reason
  const spans = (evidence ?? [])
    .filter(({ toward }) => toward === (label ?? lean))
    .map(({ text }) => `“${toPlainLine(text)}”`)
  return [...new Set(spans)].slice(0, MAX_SHOWN_REASONS).join(', ')
}
