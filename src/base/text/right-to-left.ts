const LETTER =
  '[\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}]'
const HAS_LETTER = new RegExp(LETTER, 'u')
/**
 * Right-to-left words and the marks between them. Quotes, brackets, numbers and commas belong to
 * the sentence around.
 */
const RUN = new RegExp(
  `${LETTER}(?:[^\\p{Script=Latin}0-9,;:%“”"()[\\]{}\\u2066-\\u2069]*[${LETTER.slice(1, -1)}\\p{M}])?`,
  'gu',
)

const START = '\u2068'
const END = '\u2069'

/** Isolates a name written from right to left, so that it does not reorder the words around it. */
export const isolate = (name: string): string =>
  HAS_LETTER.test(name) ? `${START}${name}${END}` : name

/**
 * Isolates the right-to-left words of a left-to-right line. Returns other lines unchanged.
 *
 * @see Unicode Standard Annex 9, section 2.4: explicit directional isolates
 */
export const isolateRuns = (line: string): string =>
  line.replace(RUN, (run) => `${START}${run}${END}`)
