/** How the header of every CSV of posts that we write begins: by it a reader knows that apostrophes are ours to undo. */
export const OWN_COLUMNS: readonly string[] = ['id', 'threadId', 'parentId', 'author', 'createdAt', 'text', 'meta']

/** A cell that a spreadsheet would take for a formula, or one of these that was made safe already. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * A CSV cell that a spreadsheet shows and never runs: an apostrophe stands before what would start a formula, one more where such a
 * cell has apostrophes in front already, so that {@link plainCell} undoes it for any text.
 *
 * @see OWASP, CSV Injection
 */
export function safeCell(text: string): string {
  const cell = FORMULA.test(text) ? `'${text}` : text
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** What stood in the cell before {@link safeCell}, quotes read already. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
