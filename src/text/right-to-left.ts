const LETTER = '[\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}]'
const HAS_LETTER = new RegExp(LETTER, 'u')
/** Right-to-left words with what may stand between them; not quotes, brackets, numbers and commas, which belong to the sentence around. */
const RUN = new RegExp(`${LETTER}(?:[^\\p{Script=Latin}0-9,;:%“”"()[\\]{}\\u2066-\\u2069]*[${LETTER.slice(1, -1)}\\p{M}])?`, 'gu')

const START = '\u2068'
const END = '\u2069'

/** Whether a text has letters that are written from right to left. */
export const isRightToLeft = (text: string): boolean => HAS_LETTER.test(text)

/** A name among other words: in isolation where it runs from right to left, so that it does not turn what stands beside it around. */
export const isolate = (name: string): string => (isRightToLeft(name) ? `${START}${name}${END}` : name)

/**
 * A line of a sentence that runs from left to right: its right-to-left words in isolation. Without such words the line itself.
 *
 * @see Unicode Standard Annex 9, section 2.4: explicit directional isolates
 */
export const isolateRuns = (line: string): string => (isRightToLeft(line) ? line.replace(RUN, (run) => `${START}${run}${END}`) : line)
