import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { displayWidth, fitCell, toPlainLine, truncateStart } from '../format/display-width.js'
import type { Style } from '../format/style.js'

/** Labels, width and colours of a table. */
export interface TableOptions {
  readonly scheme: StanceScheme
  /** Columns of the terminal; below 50 counts as 50. */
  readonly width: number
  readonly style: Style
}

const MIN_WIDTH = 50
const GAP = '  '
/** From this width on text and deciding words stand in the row, below it on lines of their own. Choice: 30 columns of text remain. */
const WIDE_ROW_WIDTH = 120
/** Most deciding stretches shown. */
const SHOWN_STRETCH_COUNT = 3

interface Column {
  readonly title: string
  readonly width: number
  readonly align?: 'left' | 'right'
  cell(post: ScoredPost): string
  paint?(cell: string, post: ScoredPost): string
}

/**
 * Posts as a table for a terminal: id, label, lean, probability of the label, deals, the words that decided, the text.
 * What has no room in the row stands on lines below it.
 *
 * @returns lines of at most `width` columns, each ended by a line break; nothing but the heading for no posts
 */
export function renderPostTable(posts: readonly ScoredPost[], { scheme, width: terminalWidth, style }: TableOptions): string {
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
  const widest = (texts: Iterable<string>, most: number): number => Math.min(most, Math.max(0, ...[...texts].map(displayWidth)))
  const paint = (cell: string, label: string | null): string => {
    const sideIndex = label === null ? -1 : scheme.sides.indexOf(label)
    return label === null ? style.dim(cell) : style.label(cell, sideIndex < 0 ? null : sideIndex)
  }
  const idWidth = longest(posts, ({ id }) => id, width < 80 ? 6 : 12, 4)
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
    { title: 'prob', width: 4, align: 'right', cell: probabilityOf },
  ]
  const used = (): number => columns.reduce((total, column) => total + column.width + GAP.length, 0)
  const dealRoom = width < WIDE_ROW_WIDTH ? width - used() : 22
  columns.push({ title: 'deals', width: longest(posts, dealsOf, Math.max(5, dealRoom), 5), cell: dealsOf })
  if (width >= WIDE_ROW_WIDTH) {
    columns.push({ title: 'deciding words', width: Math.floor((width - used() - GAP.length) * 0.4), cell: decidingWords })
    columns.push({ title: 'text', width: width - used(), cell: ({ text }) => text, paint: (cell) => style.dim(cell) })
  }
  return columns
}

function longest(posts: readonly ScoredPost[], textOf: (post: ScoredPost) => string, most: number, least: number): number {
  let result = least
  for (const post of posts) if (result < most) result = Math.max(result, displayWidth(toPlainLine(textOf(post))))
  return Math.min(most, result)
}

const dealsOf = ({ deals }: ScoredPost): string => (deals.length === 0 ? '–' : deals.join(', '))

/** Of the label, or of the lean where the label is withheld: two decimals, never rounded up to certainty. */
function probabilityOf({ label, lean, probabilities }: ScoredPost): string {
  const shown = label ?? lean
  const probability = shown === null ? undefined : probabilities?.[shown]
  return probability === undefined ? '–' : Math.min(0.99, probability).toFixed(2)
}

/** The stretches that spoke for the label, strongest first, and the post that it came through; why there is no label. */
function decidingWords({ label, lean, evidence, reason, chain }: ScoredPost): string {
  if (label === null && reason !== null) return reason
  const stretches = (evidence ?? []).filter(({ toward }) => toward === (label ?? lean)).map(({ text }) => `“${toPlainLine(text)}”`)
  const [link] = evidence === null ? [] : (chain ?? [])
  const through = link ? [`${link.relation} with ${toPlainLine(link.postId)}`] : []
  return [...new Set(stretches)]
    .slice(0, SHOWN_STRETCH_COUNT - through.length)
    .concat(through)
    .join(', ')
}
