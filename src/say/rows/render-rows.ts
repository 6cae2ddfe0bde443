import { sum } from '../../base/statistics/estimate/mean.js'
import { safeCell } from '../../base/text/safe-cell.js'
import { csvRow, uniqueNames } from '../format/csv-row.js'
import { displayWidth, fitCell, toPlainLine } from '../format/display-width.js'
import type { TableOptions } from '../table/render-post-table.js'

/** One row of a result: one value per column. */
export type Row = readonly RowValue[]

/** Renders rows incrementally: takes rows, returns text, and holds only the rows that the layout needs. */
export interface RowRenderer {
  /** @returns the text to print next; a table returns none until its widths are known */
  add(rows: readonly Row[]): string
  /** @returns the text after the last row */
  end(): string
}

type RowTableOptions = Pick<TableOptions, 'width' | 'style'>

/** Rows that determine the column widths of a table. Choice: more than anyone reads, less than a megabyte. */
const LAYOUT_ROW_COUNT = 1000
const GAP = '  '
const NULL_CELL = '–'
/** Minimum width of a text column. Where columns do not fit at this width, each row becomes a block of lines. */
const MIN_TEXT_WIDTH = 8

/**
 * CSV: a header line, then one record per row, with the line ends of `csvRow`. Null is an empty cell. `safeCell` makes texts safe for
 * spreadsheets; numbers are printed unchanged.
 */
export function rowsAsCsv(columns: readonly RowColumn[]): RowRenderer {
  let header = csvRow(uniqueNames(columns.map(({ name }) => name)))
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

/** JSON Lines: one object per row. */
export function rowsAsJsonl(columns: readonly RowColumn[]): RowRenderer {
  const keys = uniqueNames(columns.map(({ name }) => name)).map((name) => JSON.stringify(name))
  const render = (row: Row): string => `{${keys.map((key, index) => `${key}:${renderRowValue(row[index] ?? null)}`).join(',')}}\n`
  return { add: (rows) => rows.map(render).join(''), end: () => '' }
}

/**
 * A table for a terminal. The first rows determine the widths; longer texts are cut with "…", numbers are not. Where the columns do not
 * fit side by side, each row becomes a block with one line per column.
 */
export function rowsAsTable(columns: readonly RowColumn[], { width, style }: RowTableOptions): RowRenderer {
  const buffered: Row[] = []
  let render: ((row: Row) => string) | null = null
  const fixLayout = (): string => {
    const layout = chooseLayout(columns, buffered, { width, style })
    render = layout.render
    return layout.heading + buffered.splice(0).map(layout.render).join('')
  }
  return {
    add: (rows) => {
      if (render) return rows.map(render).join('')
      buffered.push(...rows)
      return buffered.length >= LAYOUT_ROW_COUNT ? fixLayout() : ''
    },
    end: () => (render ? '' : fixLayout()),
  }
}

const cellOf = (value: RowValue | undefined): string => toPlainLine(cellText(value ?? null) ?? NULL_CELL)

function chooseLayout(columns: readonly RowColumn[], rows: readonly Row[], { width, style }: RowTableOptions) {
  const names = uniqueNames(columns.map(({ name }) => name)).map(toPlainLine)
  const contentWidths = names.map((name, index) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(cellOf(row[index]))), displayWidth(name)),
  )
  const minWidths = contentWidths.map((width, index) => (columns[index]?.isNumeric === true ? width : Math.min(width, MIN_TEXT_WIDTH)))
  const room = width - GAP.length * (columns.length - 1)
  if (sum(minWidths) > room) return blockLayout(names, { width, style })
  const widths = shrinkWidths(contentWidths, minWidths, room)
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => alignCell(cell, widths[index] ?? 0, columns[index]?.isNumeric === true))
      .join(GAP)
      .trimEnd()
  return { heading: `${style.dim(line(names))}\n`, render: (row: Row) => `${line(names.map((_, index) => cellOf(row[index])))}\n` }
}

const alignCell = (cell: string, width: number, isNumeric: boolean): string =>
  isNumeric ? ' '.repeat(Math.max(0, width - displayWidth(cell))) + cell : fitCell(cell, width)

/** Shrinks widths, widest column first, until they sum to at most `room`. */
function shrinkWidths(contentWidths: readonly number[], minWidths: readonly number[], room: number): number[] {
  const widths = [...contentWidths]
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    let widest = -1
    for (let index = 0; index < widths.length; index++) {
      const width = widths[index] ?? 0
      if (width > (minWidths[index] ?? 0) && (widest < 0 || width > (widths[widest] ?? 0))) widest = index
    }
    if (widest < 0) return widths
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function blockLayout(names: readonly string[], { width, style }: RowTableOptions) {
  const nameWidth = Math.min(Math.max(...names.map(displayWidth)), Math.floor(width / 2))
  const room = Math.max(MIN_TEXT_WIDTH, width - nameWidth - GAP.length)
  let isFirst = true
  return {
    heading: '',
    render: (row: Row) => {
      const lines = names.map((name, index) => `${style.dim(fitCell(name, nameWidth))}${GAP}${fitCell(cellOf(row[index]), room)}`.trimEnd())
      const gap = isFirst ? '' : '\n'
      isFirst = false
      return `${gap}${lines.join('\n')}\n`
    },
  }
}

/** A value of an SQL result. Instants are ISO 8601 in UTC. */
export type RowValue = string | number | bigint | boolean | null | readonly RowValue[] | { readonly [key: string]: RowValue }

/** A column of an SQL result. */
export interface RowColumn {
  readonly name: string
  /** The engine's name of the type: `VARCHAR`, `DOUBLE`, `BIGINT`, … */
  readonly type: string
  /** Numbers are right-aligned and never cut. */
  readonly isNumeric: boolean
}

/**
 * Renders a value as JSON. Integers beyond 2^53 become strings of their digits, because JSON parsers would round them; `NaN` and
 * `Infinity`, which JSON lacks, become strings too.
 */
export const renderRowValue = (value: RowValue): string => JSON.stringify(toJsonValue(value))

function toJsonValue(value: RowValue): unknown {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJsonValue(inner)]))
}

const isSafe = (value: bigint): boolean => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

/** Text of one cell: nested values as JSON; null for a null value. */
export function cellText(value: RowValue): string | null {
  if (value === null) return null
  return typeof value === 'object' ? renderRowValue(value) : String(value)
}
