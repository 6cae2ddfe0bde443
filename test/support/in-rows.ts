const WORDS = new Map<unknown, string>([
  [null, '-'],
  [undefined, 'none'],
  [true, 'yes'],
  [false, 'no'],
])
const shown = (value: unknown) => WORDS.get(value) ?? String(value)

/**
 * Rows of values, a string each, so that a short list is one line: "902 | 901". Null is "-",
 * undefined "none", a truth "yes" or "no".
 */
export const inRows = (rows: readonly (readonly unknown[])[] = []) =>
  rows.map((row) => row.map(shown).join(' | '))
