/** Matches a cell that a spreadsheet would run as a formula, and such a cell already guarded. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
/** Numbers, which never run: "-0.305", "+7,5%", "-1e-3". */
const NUMBER = /^[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?$/

/**
 * Matches separators of a spreadsheet that splits at semicolons or tabs, which quotes do not
 * protect.
 */
const BETWEEN = /(?<![ \t\r\n";])[ \t\r\n";]+(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
/** {@link BETWEEN} with the apostrophe of {@link safeCell}. `;-)` is no formula. */
const BETWEEN_SAFE =
  /(?<![ \t\r\n";])([ \t\r\n";]+)'(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
const SEPARATOR = /[;\t\r\n]/

/** A text as a CSV cell, in quotes where it must be. @see RFC 4180, section 2 */
export const quoteCell = (text: string): string =>
  /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/**
 * Renders a text as a CSV cell for a spreadsheet. A text that could run as a formula gets an
 * apostrophe before it, whether the sheet splits at commas, semicolons or tabs. Numbers never run.
 * {@link plainCell} restores any text.
 *
 * @see OWASP, CSV Injection
 */
export function safeCell(text: string): string {
  const inner = SEPARATOR.test(text)
    ? text.replace(BETWEEN, (run) => (SEPARATOR.test(run) ? `${run}'` : run))
    : text
  return quoteCell(FORMULA.test(inner) && !NUMBER.test(inner) ? `'${inner}` : inner)
}

/** Reverts {@link safeCell}. The quotes of the cell are already parsed. */
export function plainCell(cell: string): string {
  const inner = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
  return SEPARATOR.test(inner)
    ? inner.replace(BETWEEN_SAFE, (all, run: string) => (SEPARATOR.test(run) ? run : all))
    : inner
}
