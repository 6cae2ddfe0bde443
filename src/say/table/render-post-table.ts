import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { numberPosts } from '../../base/thread/content-id.js'
import { titleOf, withRecordedDeals } from '../../base/thread/deal-record.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { displayWidth, fitCell, toPlainLine, truncateStart, wrapCell, wrapLine } from '../format/display-width.js'
import { formatProbability } from '../format/format-value.js'
import type { Style } from '../format/style.js'

/** Scheme, width and style of a table. */
export interface TableOptions {
  readonly scheme: StanceScheme
  /** Columns of the terminal; fewer than 50 count as 50. */
  readonly width: number
  readonly style: Style
  /** What deals are called, by id; a deal that is not here is called by its id. */
  readonly dealNames?: ReadonlyMap<string, string>
}

const MIN_WIDTH = 50
const GAP = '  '
/** From this width each post is a row of columns; on narrower terminals its label follows on a line of its own. Choice: leaves 40 columns of text. */
const WIDE_ROW_WIDTH = 120
/** Lines of a post's text. */
const TEXT_LINES = 2
/** Evidence spans and relations shown for a post. */
const MAX_SHOWN_REASONS = 3

interface Layout {
  readonly scheme: StanceScheme
  readonly width: number
  readonly style: Style
  /** Null where all posts are about the same deals: these stand in the heading. */
  readonly dealsOf: ((post: ScoredPost) => string) | null
  readonly idWidth: number
  /** 0 where no author is known. */
  readonly authorWidth: number
}

/**
 * Renders posts as a table for a terminal: id (or number, see `numberPosts`), author, text, label with its probability, deciding words. The lean is printed where it
 * differs from the label, and the deals where they differ between posts.
 *
 * @returns lines of at most `width` columns, each ended by a line break; only the heading for no posts
 */
export function renderPostTable(given: readonly ScoredPost[], options: TableOptions): string {
  const posts = numberPosts(given)
  const { scheme, style } = options
  const width = Math.max(MIN_WIDTH, Math.floor(options.width))
  const isWide = width >= WIDE_ROW_WIDTH
  const [first] = posts
  const own = [...withRecordedDeals<DealRecord>(new Map(), posts)].map(([id, deal]) => [id, titleOf(deal)] as const)
  const names = new Map([...(options.dealNames ?? []), ...own])
  const listDeals = ({ deals }: ScoredPost): string => (deals.length === 0 ? '–' : deals.map((id) => names.get(id) ?? id).join(', '))
  const isOneDeal = posts.every(({ deals }) => deals.join() === first?.deals.join())
  const layout: Layout = {
    scheme,
    width,
    style,
    dealsOf: isOneDeal ? null : listDeals,
    idWidth: columnWidthOf(posts, ({ id }) => id, width < 80 ? 6 : 12, 4),
    authorWidth: posts.every(({ author }) => author === null) ? 0 : columnWidthOf(posts, authorOf, isWide ? 16 : 20, 6),
  }
  const lines =
    first && isOneDeal && first.deals.length > 0 ? wrapLine(`Deal: ${listDeals(first)}`, width, GAP.length).map(style.strong) : []
  lines.push(...(isWide ? renderRows(posts, layout) : renderBlocks(posts, layout)))
  return `${lines.join('\n')}\n`
}

/** One block a post: author and text, then the label and what decided it. */
function renderBlocks(posts: readonly ScoredPost[], { scheme, width, style, dealsOf, idWidth }: Layout): string[] {
  const indent = ' '.repeat(idWidth + GAP.length)
  const room = width - indent.length
  const lines = [style.dim(`${fitCell('post', idWidth)}${GAP}author: text; below it the label and the model's confidence`.slice(0, width))]
  for (const post of posts) {
    const text = post.author === null ? post.text : `${post.author}: ${post.text}`
    wrapCell(text, room, TEXT_LINES).forEach((line, index) => {
      lines.push(((index === 0 ? fitCell(shortId(post, idWidth), idWidth) + GAP : indent) + fitCell(line, room)).trimEnd())
    })
    const answer = describeAnswer(post, scheme)
    const label = fitCell(answer, Math.min(room, displayWidth(answer)))
    const rest = [decidingWords(post), dealsOf === null || post.deals.length === 0 ? '' : dealsOf(post)]
      .filter((part) => part !== '')
      .join(' · ')
    const tail = fitCell(rest, room - displayWidth(answer) - 3).trimEnd()
    lines.push(indent + paintLabel(post, label, scheme, style) + style.dim(tail === '' ? '' : ` · ${tail}`))
  }
  return lines
}

interface Column {
  readonly title: string
  readonly width: number
  lines(post: ScoredPost, width: number): string[]
  paint?(cell: string, post: ScoredPost): string
}

/** One row a post, of up to two lines. */
function renderRows(posts: readonly ScoredPost[], { scheme, width, style, dealsOf, idWidth, authorWidth }: Layout): string[] {
  const wrapped = (textOf: (post: ScoredPost) => string) => (post: ScoredPost, room: number) => wrapCell(textOf(post), room, TEXT_LINES)
  const labelWidth = Math.max(11, ...posts.map((post) => Math.min(20, Math.max(...answerLines(post, scheme).map(displayWidth)))))
  const others: Column[] = [
    {
      title: 'label',
      width: labelWidth,
      lines: (post) => answerLines(post, scheme),
      paint: (cell, post) => paintLabel(post, cell, scheme, style),
    },
    ...(dealsOf === null ? [] : [{ title: 'deals', width: columnWidthOf(posts, dealsOf, 22, 5), lines: wrapped(dealsOf) }]),
  ]
  const leading: Column[] = [
    { title: 'post', width: idWidth, lines: (post) => [shortId(post, idWidth)] },
    ...(authorWidth === 0 ? [] : [{ title: 'author', width: authorWidth, lines: (post: ScoredPost) => [authorOf(post)] }]),
  ]
  const used = [...leading, ...others].reduce((total, column) => total + column.width + GAP.length, 0)
  const wordsWidth = Math.floor((width - used - GAP.length) * 0.3)
  const columns: Column[] = [
    ...leading,
    { title: 'text', width: width - used - wordsWidth - GAP.length, lines: wrapped(({ text }) => text) },
    ...others,
    { title: 'deciding words', width: wordsWidth, lines: wrapped(decidingWords), paint: style.dim },
  ]
  const lines = [
    style.dim(
      columns
        .map(({ title, width: room }) => fitCell(title, room))
        .join(GAP)
        .trimEnd(),
    ),
  ]
  for (const post of posts) {
    const cells = columns.map(({ lines: linesOf, width: room }) => linesOf(post, room))
    for (let line = 0; line < Math.max(1, ...cells.map(({ length }) => length)); line++) {
      const row = columns.map(({ width: room, paint = (cell) => cell }, index) => paint(fitCell(cells[index]?.[line] ?? '', room), post))
      lines.push(row.join(GAP).trimEnd())
    }
  }
  return lines
}

/** "retreat 98%"; "neither 71%, leans pivot"; "unsure, leans retreat 41%"; "unscored". */
const describeAnswer = (post: ScoredPost, scheme: StanceScheme): string => answerLines(post, scheme).join(', ')

function answerLines(post: ScoredPost, scheme: StanceScheme): string[] {
  const { label, lean, status } = post
  const sure = formatProbability(post)
  const percent = sure === null ? '' : ` ${sure}`
  const leans = lean === null || lean === label ? [] : [`leans ${shortLabel(lean, scheme)}${label === null ? percent : ''}`]
  return [label === null ? status : `${label}${percent}`, ...leans]
}

/** "pivot" for "shrewd pivot"; the labels of another scheme stay as they are. */
const shortLabel = (label: string, scheme: StanceScheme): string => (isDefaultScheme(scheme) ? (label.split(' ').at(-1) ?? label) : label)

function paintLabel({ label }: ScoredPost, cell: string, { sides }: StanceScheme, style: Style): string {
  const sideIndex = label === null ? -1 : sides.indexOf(label)
  return label === null ? style.dim(cell) : style.label(cell, sideIndex < 0 ? null : sideIndex)
}

function columnWidthOf(posts: readonly ScoredPost[], textOf: (post: ScoredPost) => string, max: number, min: number): number {
  let width = min
  for (const post of posts) if (width < max) width = Math.max(width, displayWidth(toPlainLine(textOf(post))))
  return Math.min(max, width)
}

const shortId = ({ id }: ScoredPost, width: number): string => truncateStart(toPlainLine(id), width)
const authorOf = ({ author }: ScoredPost): string => author ?? '–'

/** Why the post has no label or no side; evidence spans for the label, strongest first, and the post that passed its side on. */
function decidingWords({ label, lean, evidence, reason, chain }: ScoredPost): string {
  if (label === null && reason !== null) return reason
  const spans = (evidence ?? []).filter(({ toward }) => toward === (label ?? lean)).map(({ text }) => `“${toPlainLine(text)}”`)
  const [link] = evidence === null ? [] : (chain ?? [])
  const through = link ? [`${link.relation} with ${toPlainLine(link.postId)}, labelled ${link.side}`] : []
  const words = [...new Set(spans)].slice(0, MAX_SHOWN_REASONS - through.length)
  return [...(reason === null ? [] : [reason]), ...words, ...through].join(', ')
}
