/** First columns of every CSV of posts we write. A reader that finds them knows that leading apostrophes are ours to remove. */
export const OWN_COLUMNS: readonly string[] = ['id', 'threadId', 'parentId', 'author', 'createdAt', 'text', 'meta']

/** Matches a cell that a spreadsheet would run as a formula, and such a cell already escaped. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * Escapes a CSV cell so that a spreadsheet shows it and never runs it: an apostrophe is added before the start of a formula, also when such
 * a cell already starts with apostrophes, so that {@link plainCell} restores any text.
 *
 * @see OWASP, CSV Injection
 */
export function safeCell(text: string): string {
  const cell = FORMULA.test(text) ? `'${text}` : text
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Reverts {@link safeCell} for a cell whose quotes are already parsed. */
export const plainCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell)
