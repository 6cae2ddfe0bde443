import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type Column, EXCEL_COLUMN } from '../../base/thread/table-columns.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type CellGuard, csvRow } from '../format/csv-row.js'
import { scoredColumns, scoredRows } from './source-columns.js'

/** Mark by which a spreadsheet recognises UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** Table as CSV. Null is an empty cell; lists and objects are JSON. */
export function createCsv<Row>(shown: readonly Column<Row>[], guard?: CellGuard) {
  const mark: Column<Row> = {
    name: EXCEL_COLUMN,
    type: 'STRING',
    isNullable: false,
    cell: () => 'yes',
  }
  const columns = guard?.isForExcel ? [...shown, mark] : shown
  const line = (row: Row): string =>
    csvRow(
      columns.map(({ cell }) => cell(row)),
      guard,
    )
  let header = `${guard?.isForExcel ? BYTE_ORDER_MARK : ''}${csvRow(columns.map(({ name }) => name))}`
  const add = (rows: readonly Row[]): string => {
    const text = header + rows.map(line).join('')
    header = ''
    return text
  }
  return { add, end: () => add([]) }
}

/** Renders scored posts as CSV with its header. */
export const renderPostsCsv = (posts: readonly ScoredPost[], scheme: StanceScheme): string =>
  createCsv(scoredColumns(scheme)).add(scoredRows(posts))
