import { quoteCell, safeCell } from '../../base/text/safe-cell.js'

/** Value of a CSV cell; null and undefined give an empty cell. */
type CsvValue = string | number | boolean | null | undefined

/** Care for people who open a CSV in a spreadsheet. */
export interface CellGuard {
  /**
   * True if every text that could run as a formula gets an apostrophe, see {@link safeCell}. Else
   * texts are as they are.
   */
  readonly isForExcel: boolean
  /** Called for each cell that gets an apostrophe, or that begins with "=" and gets none. */
  onFormula(): void
}

/**
 * Renders one record, ended by CRLF. Cells with a delimiter, a quote, a line break or outer white
 * space are quoted. Numbers are printed unchanged, and texts too without a guard.
 *
 * @see RFC 4180, section 2
 */
export const csvRow = (values: readonly CsvValue[], guard?: CellGuard): string =>
  `${values.map((value) => csvCell(value, guard)).join(',')}\r\n`

function csvCell(value: CsvValue, guard: CellGuard | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  if (guard?.isForExcel) return safeCell(value, guard.onFormula)
  if (value.startsWith('=')) guard?.onFormula()
  return quoteCell(value)
}
