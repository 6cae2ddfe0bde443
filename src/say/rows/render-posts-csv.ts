import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Column } from '../../base/thread/table-columns.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { csvRow } from '../format/csv-row.js'
import { scoredColumns, scoredRows } from './source-columns.js'

/**
 * Table as CSV. Null is an empty cell; lists and objects are JSON.
 *
 * @param onFormula called for each text that a spreadsheet would run
 */
export function createCsv<Row>(columns: readonly Column<Row>[], onFormula?: () => void) {
  const line = (row: Row): string =>
    csvRow(
      columns.map(({ cell }) => cell(row)),
      onFormula,
    )
  let header = csvRow(columns.map(({ name }) => name))
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
