import { quoteCell } from '../../base/text/safe-cell.js'

/** Value of a CSV cell; null and undefined give an empty cell. */
type CsvValue = string | number | boolean | null | undefined

/**
 * Renders one record, ended by CRLF. Texts and numbers are printed unchanged.
 *
 * @param onFormula called for each text that a spreadsheet would run
 * @see RFC 4180, section 2
 */
export const csvRow = (values: readonly CsvValue[], onFormula = (): void => {}): string =>
  `${values.map((value) => csvCell(value, onFormula)).join(',')}\r\n`

function csvCell(value: CsvValue, onFormula: () => void): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  if (value.startsWith('=')) onFormula()
  return quoteCell(value)
}
