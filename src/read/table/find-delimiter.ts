import { findFields } from '../record/field-names.js'

const DELIMITERS = [',', ';', '\t', '|']

/** UTF-16 units read of a first line. */
export const FIRST_LINE_LIMIT = 65_536

/** End of a line above a blank one, or one of empty cells. */
const BLANK_LINE = /(?:\r?\n|\r(?!\n))[^\S\r\n]*(?:[;,|][;,|\t ]{0,400})?(?:\r\n|\n|\r)/
const LINE_END = /\r\n|\n|\r/
/** Most lines above a header. Choice. */
const PREAMBLE_LINE_LIMIT = 12
/** Most cells of a line above a header, and fewest of the header below. Choices. */
const PREAMBLE_CELL_LIMIT = 2
const HEADER_CELL_COUNT = 4

/**
 * Text of a table, without the line in which Excel names the delimiter. Lines above its header are
 * empty.
 */
interface DelimitedText {
  readonly body: string
  /** Lines of facts about the table, such as its address, above the header. */
  readonly preambleCount: number
  readonly firstLine: string
  readonly delimiter: string
}

/**
 * Delimiter of a table: the one that its first line names (`sep=;`), the usual one, or the most
 * frequent of its header, outside quotes; `,` without any. Other lines keep their numbers.
 */
export function findDelimiter(text: string, usual?: string): DelimitedText {
  const [line = '', named] = /^\ufeff?"?sep=([,;\t|])"?(?=\r?\n|\r)/i.exec(text) ?? []
  const { body, preambleCount } = emptyPreamble(text.slice(line.length))
  const firstLine = firstLineOf(body)
  return { body, preambleCount, firstLine, delimiter: named ?? usual ?? mostFrequentIn(firstLine) }
}

/**
 * Empties the lines above a header: facts in a cell or two, parted by a blank line from a line of
 * more cells.
 *
 *     URL;https://video.example/1
 *     Total comments;7
 *
 *     Name;Date;Likes;Comment        <- the header
 */
function emptyPreamble(text: string): Pick<DelimitedText, 'body' | 'preambleCount'> {
  const none = { body: text, preambleCount: 0 }
  const start = text.slice(0, FIRST_LINE_LIMIT)
  const gap = BLANK_LINE.exec(start)
  if (gap === null) return none
  const headerAt = gap.index + gap[0].length
  const body = text.slice(headerAt)
  const header = firstLineOf(body)
  const delimiter = mostFrequentIn(header)
  const above = start.slice(0, gap.index)
  const lines = above.split(LINE_END)
  const cellCountOf = (line: string): number => cellsOf(line, delimiter).filter(Boolean).length
  const areFacts =
    lines.length <= PREAMBLE_LINE_LIMIT &&
    lines.every((line) => cellCountOf(line) <= PREAMBLE_CELL_LIMIT) &&
    // A quote that is open here is a cell of several lines.
    above.split('"').length % 2 === 1
  const names = cellsOf(header, delimiter)
  // No column stands alone beside others: it is a title.
  const isTitled = lines[0]?.includes(delimiter) === true && cellCountOf(lines[0]) === 1
  const isHeader = isTitled || findFields(names).has('text')
  const isPreamble = areFacts && names.length >= HEADER_CELL_COUNT && isHeader
  if (!isPreamble) return none
  const lineEndCount = start.slice(0, headerAt).split(LINE_END).length - 1
  return { body: '\n'.repeat(lineEndCount) + body, preambleCount: lines.length }
}

const cellsOf = (line: string, delimiter: string): string[] =>
  line
    .replace(/"[^"]*"/g, (cell) => cell.replaceAll(delimiter, ''))
    .split(delimiter)
    .map(bareCell)

/** A cell without space and quotes around it. */
export const bareCell = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1')

function mostFrequentIn(headerLine: string): string {
  const unquoted = headerLine.replace(/"[^"]*"/g, '')
  const countOf = (delimiter: string): number => unquoted.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (countOf(next) > countOf(best) ? next : best))
}

function firstLineOf(text: string): string {
  const start = text.search(/[^\s\ufeff]/)
  if (start === -1) return ''
  const line = text.slice(start, start + FIRST_LINE_LIMIT)
  const end = line.search(/[\r\n]/)
  return end === -1 ? line : line.slice(0, end)
}
