import { type CellGuard, safeCell } from '../../base/text/safe-cell.js'

/** Value of a CSV cell; null and undefined give an empty cell. */
type CsvValue = string | number | boolean | null | undefined

/**
 * Renders one record, ended by CRLF. Cells with a delimiter, a quote, a line break or outer white space are quoted. {@link safeCell} guards
 * texts that begin with "=", or more with `guard`. Numbers are printed unchanged.
 *
 * @see RFC 4180, section 2
 */
export const csvRow = (values: readonly CsvValue[], guard?: CellGuard): string =>
  `${values.map((value) => csvCell(value, guard)).join(',')}\r\n`

function csvCell(value: CsvValue, guard: CellGuard | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? safeCell(value, guard) : String(value)
}
