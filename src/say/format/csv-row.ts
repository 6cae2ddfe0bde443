import { safeCell } from '../../base/text/safe-cell.js'

/** Value of a CSV cell; null and undefined give an empty cell. */
type CsvValue = string | number | boolean | null | undefined

/**
 * Renders one record, ended by CRLF. Cells with a delimiter, a quote, a line break or outer white space are quoted. {@link safeCell}
 * prefixes texts that a spreadsheet would run as a formula; numbers are printed unchanged.
 *
 * @see RFC 4180, section 2
 */
export const csvRow = (values: readonly CsvValue[]): string => `${values.map(csvCell).join(',')}\r\n`

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? safeCell(value) : String(value)
}

/** Column names of the labels' probabilities: "on the fence" gives `p_on_the_fence`; a repeated name gets a number. */
export function probabilityColumns(labels: readonly string[]): string[] {
  return uniqueNames(labels.map((label) => `p_${label.replace(/[^\p{L}\p{N}_]+/gu, '_')}`))
}

/** Names made unique by a number: a repeated key would lose a value of a JSON object. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  for (const name of names) {
    let unique = name
    for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`
    taken.add(unique)
  }
  return [...taken]
}
