import { addTo } from '../../base/statistics/group-by.js'
import { editDistance } from '../../base/text/string-distance.js'
import { NEAR_EVERYDAY_WORDS } from './everyday-words.js'

/** Shorter names are within one edit of too many words. */
const MIN_NEAR_LENGTH = 6
/** Longer words are not names. */
const MAX_WORD_LENGTH = 40
/** One edit, including a swap, keeps the first or the last two letters of a word of six or more. */
const END_LENGTH = 2

const LETTERS_ONLY = /^\p{L}+$/u

/**
 * Compiles names into a function that maps a misspelled word to the one name it may stand for: one letter missing, added, wrong or swapped
 * with its neighbour, the first letter correct; or, for names of four or more letters, a final s. A word near two names matches none, and
 * neither does an everyday word.
 *
 * @param names in lower case; those with characters other than letters are ignored
 */
export function compileNearSpelling(names: Iterable<string>): (word: string) => string | null {
  const all = new Set(names)
  const namesByEnd = new Map<string, string[]>()
  for (const name of all) {
    if (name.length < MIN_NEAR_LENGTH || !LETTERS_ONLY.test(name)) continue
    addTo(namesByEnd, `${name.slice(0, END_LENGTH)}-`, name)
    addTo(namesByEnd, `${name.charAt(0)}-${name.slice(-END_LENGTH)}`, name)
  }

  const search = (word: string): string | null => {
    if (NEAR_EVERYDAY_WORDS.has(word) || !LETTERS_ONLY.test(word)) return null
    const singular = word.endsWith('s') ? word.slice(0, -1) : ''
    if (singular.length >= 4 && all.has(singular)) return singular
    if (word.length < MIN_NEAR_LENGTH - 1) return null
    let found: string | null = null
    for (const end of [`${word.slice(0, END_LENGTH)}-`, `${word.charAt(0)}-${word.slice(-END_LENGTH)}`]) {
      for (const name of namesByEnd.get(end) ?? []) {
        if (name === found || !differsInFewLetters(word, name) || editDistance(word, name, 1) > 1) continue
        if (found !== null) return null
        found = name
      }
    }
    return found
  }

  return (word) => (word.length > MAX_WORD_LENGTH ? null : search(word))
}

/** Whether two words differ by at most two letters between their common ends. A cheap test that rules out nearly all words. */
function differsInFewLetters(left: string, right: string): boolean {
  const shorter = Math.min(left.length, right.length)
  const longer = Math.max(left.length, right.length)
  if (longer - shorter > 1) return false
  let start = 0
  while (start < shorter && left.charCodeAt(start) === right.charCodeAt(start)) start += 1
  let end = 0
  while (end < shorter - start && left.charCodeAt(left.length - 1 - end) === right.charCodeAt(right.length - 1 - end)) end += 1
  return longer - start - end <= 2
}
