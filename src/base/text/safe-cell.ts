/** First columns of every CSV of posts we write. A reader that finds them knows that leading apostrophes are ours to remove. */
export const OWN_COLUMNS: readonly string[] = ['id', 'threadId', 'parentId', 'author', 'createdAt', 'text', 'meta']

/** The column beside `parentId` that says whether the parent is a guess. */
export const PARENT_COLUMN = 'parent_is_inferred'

/** Further columns of tables of scored posts, beside one `p_…` for each label. */
export const RESULT_COLUMNS: ReadonlySet<string> = new Set(
  `${PARENT_COLUMN},label,lean,probabilities,status,labelled_by,labelledBy,unlearnt,deals,stances,sentiment,reason,flags,evidence,chain,model,scheme,modelHash,optionsHash`.split(
    ',',
  ),
)

/** Matches a cell that a spreadsheet would run as a formula, and such a cell already escaped. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** Matches what may stand between two cells where a spreadsheet splits at semicolons or tabs, which no quotes protect then. */
const BETWEEN = /(?<![ \t\r\n";])[ \t\r\n";]+(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
/** {@link BETWEEN} with the apostrophe of {@link safeCell}. `;-)` is no formula. */
const BETWEEN_SAFE = /(?<![ \t\r\n";])([ \t\r\n";]+)'(?='*(?:[=+@\uff1d\uff0b\uff0d\uff20]|-[^);\t\r\n]))/g
const SEPARATOR = /[;\t\r\n]/

/**
 * Escapes a CSV cell so that a spreadsheet shows it and never runs it, whether it splits at commas, semicolons or tabs: an apostrophe is
 * added before the start of a formula, also when apostrophes stand there already, so that {@link plainCell} restores any text.
 *
 * @see OWASP, CSV Injection
 */
export function safeCell(text: string): string {
  const inner = SEPARATOR.test(text) ? text.replace(BETWEEN, (run) => (SEPARATOR.test(run) ? `${run}'` : run)) : text
  const cell = FORMULA.test(inner) ? `'${inner}` : inner
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Reverts {@link safeCell} for a cell whose quotes are already parsed. */
export function plainCell(cell: string): string {
  const inner = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
  return SEPARATOR.test(inner) ? inner.replace(BETWEEN_SAFE, (all, run: string) => (SEPARATOR.test(run) ? run : all)) : inner
}
