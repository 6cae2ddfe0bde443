import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../base/thread/post.js'
import { type Column, EXCEL_COLUMN } from '../../base/thread/table-columns.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type CellGuard, csvRow } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'
import { postColumns, scoredColumns, type TableExtras, unitRows } from './source-columns.js'

export const createPostCsv = (extras?: TableExtras, guard?: CellGuard) => createTable<PostRecord>(postColumns(extras), guard)

/** CSV of scored posts: the rows and columns of the Parquet file. Null is an empty cell; lists and objects are JSON; numbers are rounded by `roundForPrint`. */
export function createScoredCsv(scheme: StanceScheme, extras?: TableExtras, guard?: CellGuard) {
  const table = createTable(scoredColumns(scheme, extras), guard)
  return { add: (posts: readonly ScoredPost[]) => table.add(posts.map(roundForPrint).flatMap(unitRows)), end: table.end }
}

/** Mark by which a spreadsheet recognises UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

function createTable<Row>(shown: readonly Column<Row>[], guard?: CellGuard) {
  const mark: Column<Row> = { name: EXCEL_COLUMN, type: 'STRING', isNullable: false, cell: () => 'yes' }
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

/** Renders scored posts as CSV with its header: see `createScoredCsv`. */
export const renderPostsCsv = (posts: readonly ScoredPost[], scheme: StanceScheme): string => createScoredCsv(scheme).add(posts)
