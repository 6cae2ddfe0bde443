/** Matches a cell that a spreadsheet would run as a formula, and such a cell already guarded. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
/** {@link FORMULA} for files of programs: "=…", and cells that look guarded, so that {@link plainCell} restores them. */
const CERTAIN_FORMULA = /^(?:=|'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/
/** Numbers, which never run: "-0.305", "+7,5%", "-1e-3". */
const NUMBER = /^[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?$/

/** Matches separators of a spreadsheet that splits at semicolons or tabs, which quotes do not protect. */
const BETWEEN = /(?<![ \t\r\n";])[ \t\r\n";]+(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
/** {@link BETWEEN} before a text that looks guarded. */
const BETWEEN_GUARDED = /(?<![ \t\r\n";])[ \t\r\n";]+(?='+(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
/** {@link BETWEEN} with the apostrophe of {@link safeCell}. `;-)` is no formula. */
const BETWEEN_SAFE = /(?<![ \t\r\n";])([ \t\r\n";]+)'(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
const SEPARATOR = /[;\t\r\n]/

export interface CellGuard {
  /** People who open it in a spreadsheet: every text that could run is guarded. Default false: only cells that begin with "=". */
  readonly isForExcel?: boolean | undefined
  /** Called for each cell that gets an apostrophe. */
  readonly onGuard?: (() => void) | undefined
}

/**
 * Renders a text as a CSV cell. One that begins with "=" gets an apostrophe before it: no spreadsheet runs it then. With `isForExcel` so
 * does every other text that could run, whether the sheet splits at commas, semicolons or tabs. Numbers never do. {@link plainCell}
 * restores any text.
 *
 * @see OWASP, CSV Injection
 */
export function safeCell(text: string, { isForExcel = false, onGuard }: CellGuard = {}): string {
  const between = isForExcel ? BETWEEN : BETWEEN_GUARDED
  const inner = SEPARATOR.test(text) ? text.replace(between, (run) => (SEPARATOR.test(run) ? `${run}'` : run)) : text
  const isGuarded = isForExcel ? FORMULA.test(inner) && !NUMBER.test(inner) : CERTAIN_FORMULA.test(inner)
  const cell = isGuarded ? `'${inner}` : inner
  if (cell !== text) onGuard?.()
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Reverts {@link safeCell}, for whomever it was written. The quotes of the cell are already parsed. */
export function plainCell(cell: string): string {
  const inner = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
  return SEPARATOR.test(inner) ? inner.replace(BETWEEN_SAFE, (all, run: string) => (SEPARATOR.test(run) ? run : all)) : inner
}
