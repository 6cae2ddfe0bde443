import { wordsFor } from '../words/words.js'
import type { KindLine } from './kinds.js'
import type { LineRange } from './page-line.js'

const TRANSLATED_FROM = new RegExp(`^(?:${wordsFor('translatedFrom')})$`, 'iu')
const ORIGINAL = new RegExp(`^(?:${wordsFor('original')})$`, 'iu')

/** True for "Show original" in the language of a page. */
export const isOriginalButton = (words: string): boolean => ORIGINAL.test(words)

/**
 * Lines between "Translated from French" below words and "Show original": the site's translation.
 */
export function findTranslation(
  lines: readonly KindLine[],
  from: number,
  next: number,
): LineRange | null {
  const labelAt = lines.slice(from, next).findIndex(({ words }) => TRANSLATED_FROM.test(words))
  const end = lines
    .slice(from, next)
    .findIndex(({ words }, at) => at > labelAt && isOriginalButton(words))
  return labelAt <= 0 || end <= labelAt + 1 ? null : { from: from + labelAt + 1, to: from + end }
}
