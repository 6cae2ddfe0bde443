import { safeCell } from '../../text/safe-cell.js'
import { csvRow } from '../format/csv-row.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import type { Style } from '../format/style.js'
import { cellText, type RowColumn, type RowValue, renderRowValue } from './row-value.js'

/** One row of a result, a value a column. */
export type Row = readonly RowValue[]

/** Rows in, text out, piece by piece: nothing is held but what the layout needs. */
export interface RowRenderer {
  /** The text of these rows. */
  add(rows: readonly Row[]): string
  /** What stands behind the last row. */
  end(): string
}

/** How a table of rows is laid out. */
export interface RowTableOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly style: Style
}

/** Rows looked at before the widths of a table are settled. Choice: more than anyone reads, less than a megabyte. */
const LAYOUT_ROW_COUNT = 1000
const GAP = '  '
const NULL_CELL = '–'
/** A column of text is not made narrower than this; where columns do not fit, each row becomes a block of lines. */
const MIN_TEXT_WIDTH = 8

/** Names of the columns, each once: a name that comes again gets a number, so that no value of a JSON object is lost. */
export function distinctNames(columns: readonly RowColumn[]): string[] {
  const taken = new Set<string>()
  return columns.map(({ name }) => {
    let distinct = name
    for (let number = 2; taken.has(distinct); number++) distinct = `${name}_${number}`
    taken.add(distinct)
    return distinct
  })
}

/**
 * A line of column names, then a record a row, ends of lines as in `csvRow`. Null is an empty cell; texts are safe in a spreadsheet, see
 * `safeCell`; numbers are never touched.
 */
export function rowsAsCsv(columns: readonly RowColumn[]): RowRenderer {
  let header = csvRow(distinctNames(columns))
  const cell = (value: RowValue, index: number): string => {
    const text = cellText(value)
    return text === null || columns[index]?.isNumeric === true ? (text ?? '') : safeCell(text)
  }
  const takeHeader = (): string => {
    const taken = header
    header = ''
    return taken
  }
  return { add: (rows) => takeHeader() + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join(''), end: takeHeader }
}

/** One JSON object a line. */
export function rowsAsJsonl(columns: readonly RowColumn[]): RowRenderer {
  const render = objectRenderer(columns)
  return { add: (rows) => rows.map((row) => `${render(row)}\n`).join(''), end: () => '' }
}

/** A JSON list of objects. */
export function rowsAsJson(columns: readonly RowColumn[]): RowRenderer {
  const render = objectRenderer(columns)
  let before = '[\n'
  return {
    add: (rows) =>
      rows
        .map((row) => {
          const text = `${before}${render(row)}`
          before = ',\n'
          return text
        })
        .join(''),
    end: () => (before === ',\n' ? '\n]\n' : '[]\n'),
  }
}

function objectRenderer(columns: readonly RowColumn[]): (row: Row) => string {
  const keys = distinctNames(columns).map((name) => JSON.stringify(name))
  return (row) => `{${keys.map((key, index) => `${key}:${renderRowValue(row[index] ?? null)}`).join(',')}}`
}

/**
 * A table for a terminal. Widths come from the first rows; texts that are longer are cut with "…", numbers never. Where the columns do not
 * fit side by side, each row is a block with a line per column.
 */
export function rowsAsTable(columns: readonly RowColumn[], { width, style }: RowTableOptions): RowRenderer {
  let waiting: Row[] | null = []
  let render: ((row: Row) => string) | null = null
  const settle = (): string => {
    const rows = waiting ?? []
    waiting = null
    const layout = layOut(columns, rows, { width, style })
    render = layout.render
    return layout.heading + rows.map(layout.render).join('')
  }
  return {
    add: (rows) => {
      if (render) return rows.map(render).join('')
      waiting?.push(...rows)
      return (waiting?.length ?? 0) >= LAYOUT_ROW_COUNT ? settle() : ''
    },
    end: () => (render ? '' : settle()),
  }
}

interface Layout {
  readonly heading: string
  render(row: Row): string
}

const cellOf = (value: RowValue | undefined): string => toPlainLine(cellText(value ?? null) ?? NULL_CELL)

function layOut(columns: readonly RowColumn[], rows: readonly Row[], { width, style }: RowTableOptions): Layout {
  const names = distinctNames(columns).map(toPlainLine)
  const wanted = names.map((name, index) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(cellOf(row[index]))), displayWidth(name)),
  )
  const least = wanted.map((most, index) => (columns[index]?.isNumeric === true ? most : Math.min(most, MIN_TEXT_WIDTH)))
  const room = width - GAP.length * (columns.length - 1)
  if (sumOf(least) > room) return blocks(names, { width, style })
  const widths = share(wanted, least, room)
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => place(cell, widths[index] ?? 0, columns[index]?.isNumeric === true))
      .join(GAP)
      .trimEnd()
  return { heading: `${style.dim(line(names))}\n`, render: (row) => `${line(names.map((_, index) => cellOf(row[index])))}\n` }
}

const place = (cell: string, width: number, isNumeric: boolean): string =>
  isNumeric ? ' '.repeat(Math.max(0, width - displayWidth(cell))) + cell : fitCell(cell, width)

const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Widths of at most `room` together: the widest columns give first. */
function share(wanted: readonly number[], least: readonly number[], room: number): number[] {
  const widths = [...wanted]
  for (let excess = sumOf(widths) - room; excess > 0; excess--) {
    let widest = -1
    for (let index = 0; index < widths.length; index++) {
      const width = widths[index] ?? 0
      if (width > (least[index] ?? 0) && (widest < 0 || width > (widths[widest] ?? 0))) widest = index
    }
    if (widest < 0) return widths
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function blocks(names: readonly string[], { width, style }: RowTableOptions): Layout {
  const nameWidth = Math.min(Math.max(...names.map(displayWidth)), Math.floor(width / 2))
  const room = Math.max(MIN_TEXT_WIDTH, width - nameWidth - GAP.length)
  let isFirst = true
  return {
    heading: '',
    render: (row) => {
      const lines = names.map((name, index) => `${style.dim(fitCell(name, nameWidth))}${GAP}${fitCell(cellOf(row[index]), room)}`.trimEnd())
      const gap = isFirst ? '' : '\n'
      isFirst = false
      return `${gap}${lines.join('\n')}\n`
    },
  }
}
