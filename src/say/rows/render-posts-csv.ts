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

/** Columns that 4CAT has already for its posts, and columns of JSON. */
const NOT_FOR_4CAT: ReadonlySet<string> = new Set(
  'threadId,parentId,parent_is_inferred,author,createdAt,text,meta,stances,evidence,chain,options'.split(','),
)
/** Most columns that 4CAT accepts. @see 4CAT, `processors/conversion/upload_annotations.py` */
const MAX_4CAT_COUNT = 20

/** CSV of annotations for 4CAT: ids of its posts first, then results, then as many source columns as fit. */
export function create4catCsv(scheme: StanceScheme, extras?: TableExtras, guard?: CellGuard) {
  const columns = scoredColumns(scheme, extras)
  const taken = columns.filter(({ name }) => !NOT_FOR_4CAT.has(name)).slice(0, 1 + MAX_4CAT_COUNT)
  const leftOut = columns.filter((column) => !taken.includes(column)).map(({ name }) => name)
  return { ...createTable(taken, guard, roundForPrint), leftOut }
}

/** Mark by which a spreadsheet recognises UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

function createTable<Row extends PostRecord | ScoredPost>(
  columns: readonly Column<Row>[],
  guard?: CellGuard,
  edit: (row: Row) => Row = (row) => row,
) {
  const cellOf = ({ name, cell }: Column<Row>, row: Row) => {
    const value = name === 'createdAt' ? row.createdAt : cell(row)
    return typeof value === 'bigint' ? String(value) : (value as Exclude<typeof value, bigint | Date>)
  }
  const line = (row: Row): string => {
    const cells = columns.map((column) => cellOf(column, row))
    return csvRow(cells, guard)
  }
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
