import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { CellGuard } from '../../base/text/safe-cell.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { Column } from '../../base/thread/table-columns.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { csvRow } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'
import { postColumns, scoredColumns, type TableExtras } from './source-columns.js'

export const createPostCsv = (extras?: TableExtras, guard?: CellGuard) => createTable<PostRecord>(postColumns(extras), guard)

/** CSV of scored posts: the columns of the Parquet file. Null is an empty cell; lists and objects are JSON; numbers are rounded by `roundForPrint`. */
export const createScoredCsv = (scheme: StanceScheme, extras?: TableExtras, guard?: CellGuard) =>
  createTable(scoredColumns(scheme, extras), guard, roundForPrint)

/** Mark by which a spreadsheet recognises UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

function createTable<Row>(
  columns: readonly Column<Row>[],
  guard?: CellGuard,
  edit: (row: Row) => Row = (row) => row,
) {
  const line = (row: Row): string =>
    csvRow(
      columns.map(({ cell }) => cell(row)),
      guard,
    )
  let header = `${guard?.isForExcel ? BYTE_ORDER_MARK : ''}${csvRow(columns.map(({ name }) => name))}`
  const add = (rows: readonly Row[]): string => {
    const text = header + rows.map((row) => line(edit(row))).join('')
    header = ''
    return text
  }
  return { add, end: () => add([]) }
}

/** Renders scored posts as CSV with its header: see `createScoredCsv`. */
export const renderPostsCsv = (posts: readonly ScoredPost[], scheme: StanceScheme): string => createScoredCsv(scheme).add(posts)
