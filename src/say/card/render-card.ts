import { isolateRuns } from '../../base/text/right-to-left.js'
import { shareWords } from '../facts/share-words.js'
import { wrapLine } from '../format/display-width.js'
import type { TableOptions } from '../table/render-post-table.js'
import { renderShareBars } from '../table/render-share-bars.js'
import { LIGHT_SYMBOLS, type ResultCard } from './result-card.js'

/** How to read the bars of audited shares. */
const AUDITED_LEGEND = '▓░ the interval around an audited share: of these captured posts, whichever of them had been drawn for the audit'
/** How to read the bars of counts of the model. */
const COUNTED_LEGEND =
  '▓░ the interval around a count of the model, if other people like these had posted; the errors of the model are not in it'

const MIN_WIDTH = 50
/** Longer lines of prose are hard to read, even on a wide terminal. */
const MAX_WIDTH = 100

/** The columns that prose and bars take on a terminal of this width. */
export const proseWidth = (width: number): number => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.floor(width)))

/** Renders a card for a terminal, without its cautions. @returns lines of at most `width` columns, 50 at least and 100 at most */
export function renderCard(card: ResultCard, { scheme, width: terminalWidth, style }: TableOptions): string[] {
  const width = proseWidth(terminalWidth)
  const { subject, headline, light, status, basis, rows, count, others } = card
  const shares = Object.fromEntries(rows.map(({ label, share }) => [label, share]))
  const intervals = rows.flatMap(({ interval }) => interval ?? [])
  const [first] = rows
  const paint = light === 'ready' ? style.strong : style.caution
  return [
    ...(subject === null ? [] : wrapLine(subject, width).map(style.dim)),
    ...wrapLine(headline, width).map(style.strong),
    ...wrapLine(`${LIGHT_SYMBOLS[light]} ${status}`, width, 2).map(paint),
    ...(first === undefined ? [] : ['', ...renderShareBars(shares, count, intervals, { scheme, width, style }), '']),
    ...(intervals.length === 0 || !shareWords(count).isPercent
      ? []
      : wrapLine(first?.counted === null ? COUNTED_LEGEND : AUDITED_LEGEND, width).map(style.dim)),
    ...wrapLine(isolateRuns(basis), width).map(style.dim),
    ...others.flatMap(({ name, line }) => wrapLine(`Also: ${name}: ${line}`, width, 2)),
  ]
}
