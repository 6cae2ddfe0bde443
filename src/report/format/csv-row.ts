import { safeCell } from '../../text/safe-cell.js'

/** A cell of a CSV file; null and undefined become an empty one. */
export type CsvValue = string | number | boolean | null | undefined

/**
 * One record with its line end (CRLF). Quoted where a delimiter, a quote, a line break or outer white space stands. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front, see {@link safeCell}; numbers are never touched.
 *
 * @see RFC 4180, section 2
 */
export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? safeCell(value) : String(value)
}

/** Name of a label's probability column: "on the fence" gives `p_on_the_fence`; a name already taken gets a number. */
export function probabilityColumns(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const name = `p_${label.replace(/[^\p{L}\p{N}_]+/gu, '_')}`
    let column = name
    for (let number = 2; taken.has(column); number++) column = `${name}_${number}`
    taken.add(column)
    return column
  })
}
