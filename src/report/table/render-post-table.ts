import { checkArguments } from '../../arguments/check-arguments.js'
import { SCORED_POSTS, TABLE_OPTIONS } from '../../arguments/shapes.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { displayWidth, fitCell, toPlainLine, truncateStart } from '../format/display-width.js'
import { formatProbability } from '../format/format-share.js'
import type { Style } from '../format/style.js'

/** Scheme, width and style of a table. */
export interface TableOptions {
  readonly scheme: StanceScheme
  /** Columns of the terminal; fewer than 50 count as 50. */
  readonly width: number
  readonly style: Style
}

const MIN_WIDTH = 50
const GAP = '  '
/** From this width, text and deciding words are columns; on narrower terminals they get separate lines. Choice: leaves 30 columns of text. */
const WIDE_ROW_WIDTH = 120
/** Evidence spans and relations shown for a post. */
const MAX_SHOWN_REASONS = 3

interface Column {
  readonly title: string
  readonly width: number
  readonly align?: 'left' | 'right'
  cell(post: ScoredPost): string
  paint?(cell: string, post: ScoredPost): string
}

/**
 * Renders posts as a table for a terminal: id, label, lean, probability of the label, deals, deciding words, text. Columns that do not
 * fit in the row are printed on lines below it.
 *
 * @returns lines of at most `width` columns, each ended by a line break; only the heading for no posts
 */
export function renderPostTable(posts: readonly ScoredPost[], options: TableOptions): string {
  checkArguments('renderPostTable', { posts: [posts, SCORED_POSTS], options: [options, TABLE_OPTIONS] })
  const { scheme, width: terminalWidth, style } = options
  const width = Math.max(MIN_WIDTH, Math.floor(terminalWidth))
  const columns = columnsFor(posts, { scheme, width, style })
  const lines = [
    style.dim(
      columns
        .map(({ title, width: columnWidth, align }) => fitCell(title, columnWidth, align))
        .join(GAP)
        .trimEnd(),
    ),
  ]
  for (const post of posts) {
    const cells = columns.map(({ cell, paint, width: columnWidth, align }) => {
      const fitted = fitCell(cell(post), columnWidth, align)
      return paint ? paint(fitted, post) : fitted
    })
    lines.push(cells.join(GAP).trimEnd())
    if (width >= WIDE_ROW_WIDTH) continue
    const text = fitCell(post.text, width - GAP.length).trimEnd()
    if (text !== '') lines.push(`${GAP}${style.dim(text)}`)
    const words = decidingWords(post)
    if (words !== '')
      lines.push(`${GAP}${fitCell(`${post.label === null ? 'no label' : 'decided by'}: ${words}`, width - GAP.length).trimEnd()}`)
  }
  return `${lines.join('\n')}\n`
}

function columnsFor(posts: readonly ScoredPost[], { scheme, width, style }: TableOptions): Column[] {
  const widest = (texts: Iterable<string>, max: number): number => Math.min(max, Math.max(0, ...[...texts].map(displayWidth)))
  const paint = (cell: string, label: string | null): string => {
    const sideIndex = label === null ? -1 : scheme.sides.indexOf(label)
    return label === null ? style.dim(cell) : style.label(cell, sideIndex < 0 ? null : sideIndex)
  }
  const idWidth = columnWidthOf(posts, ({ id }) => id, width < 80 ? 6 : 12, 4)
  const columns: Column[] = [
    { title: 'post', width: idWidth, cell: ({ id }) => truncateStart(toPlainLine(id), idWidth) },
    {
      title: 'label',
      width: widest([...scheme.labels, 'unscored'], 14),
      cell: ({ label, status }) => label ?? status,
      paint: (cell, { label }) => paint(cell, label),
    },
    {
      title: 'lean',
      width: widest([...scheme.sides, 'lean'], 14),
      cell: ({ lean }) => lean ?? '–',
      paint: (cell, { lean }) => paint(cell, lean),
    },
    { title: 'prob', width: 4, align: 'right', cell: (post) => formatProbability(post) ?? '–' },
  ]
  const used = (): number => columns.reduce((total, column) => total + column.width + GAP.length, 0)
  const dealRoom = width < WIDE_ROW_WIDTH ? width - used() : 22
  columns.push({ title: 'deals', width: columnWidthOf(posts, dealsOf, Math.max(5, dealRoom), 5), cell: dealsOf })
  if (width >= WIDE_ROW_WIDTH) {
    columns.push({ title: 'deciding words', width: Math.floor((width - used() - GAP.length) * 0.4), cell: decidingWords })
    columns.push({ title: 'text', width: width - used(), cell: ({ text }) => text, paint: (cell) => style.dim(cell) })
  }
  return columns
}

function columnWidthOf(posts: readonly ScoredPost[], textOf: (post: ScoredPost) => string, max: number, min: number): number {
  let width = min
  for (const post of posts) if (width < max) width = Math.max(width, displayWidth(toPlainLine(textOf(post))))
  return Math.min(max, width)
}

const dealsOf = ({ deals }: ScoredPost): string => (deals.length === 0 ? '–' : deals.join(', '))

/** Evidence spans for the label, strongest first, and the post that passed its side on. For a post without a label, the reason. */
function decidingWords({ label, lean, evidence, reason, chain }: ScoredPost): string {
  if (label === null && reason !== null) return reason
  const spans = (evidence ?? []).filter(({ toward }) => toward === (label ?? lean)).map(({ text }) => `“${toPlainLine(text)}”`)
  const [link] = evidence === null ? [] : (chain ?? [])
  const through = link ? [`${link.relation} with ${toPlainLine(link.postId)}`] : []
  return [...new Set(spans)]
    .slice(0, MAX_SHOWN_REASONS - through.length)
    .concat(through)
    .join(', ')
}
