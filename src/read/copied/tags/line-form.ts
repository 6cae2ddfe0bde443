import { hashWord } from '../../../base/text/hash-text.js'

/** Signs that pages set around words; any other sign is a picture or a letter's mark. */
const SIGNS = '@#·•|.,:;!?…"\'“”«»„()[]<>/+-–—*→›↑↓&%$€£'
const PICTURES_FROM = 0x2000

const LETTER = /\p{L}/u
const CAPITAL = /[\p{Lu}\p{Lt}]/u
const SMALL = /\p{Ll}/u
const DIGIT = /\p{Nd}/u

/**
 * Class of each character: a space, a digit `0`, a capital `A`, a small letter `a`, a letter of a
 * script without case `x`, a picture `E`, another mark `p`, or the sign itself.
 *
 *     @Ann_b · 3h 😀  ->  @Aaapa · 0a E
 */
export function classesOf(words: string): string[] {
  return [...words].map(classOf)
}

function classOf(character: string): string {
  if (character.trim() === '') return ' '
  if (SIGNS.includes(character)) return character
  if (DIGIT.test(character)) return '0'
  if (LETTER.test(character)) return caseOf(character)
  return (character.codePointAt(0) ?? 0) > PICTURES_FROM ? 'E' : 'p'
}

function caseOf(letter: string): string {
  if (CAPITAL.test(letter)) return 'A'
  return SMALL.test(letter) ? 'a' : 'x'
}

const SENTENCE_LENGTH = 60
const LONG_LENGTH = 140
const WORD_LIMIT = 8
const FORM_LENGTH = 24

/**
 * Form of a line: the shapes of its first words. Lines of the same place in a page share one.
 *
 *     Ann Bo · 3h      ->  Aa Aa · 0a
 *     14.2K views      ->  0A a
 */
export function formOf(words: string, classes: readonly string[]): string {
  if (words.length > LONG_LENGTH) return 'longest'
  if (words.length > SENTENCE_LENGTH) return 'long'
  const shape = classes
    .join('')
    .split(' ')
    .slice(0, WORD_LIMIT)
    .join(' ')
    .replace(/0[0.,]*/g, '0')
    .replace(/a+/g, 'a')
    .replace(/A+/g, 'A')
    .replace(/x+/g, 'x')
    .replace(/E+/g, 'E')
  return shape.replace(/(?:\ba ){1,8}a\b/g, 'a+').slice(0, FORM_LENGTH)
}

const KEY_LENGTH = 80

/** Words of a line with each number as 0: "14 replies" and "2 replies" are one line of a page. */
export const keyOf = (words: string): string =>
  words
    .toLowerCase()
    .replace(/\d[\d.,]*/g, '0')
    .slice(0, KEY_LENGTH)

/** Longest line whose words may be the page's own, in UTF-16 units. */
const LABEL_LENGTH = 40
/** The number of places that words are spread over. */
const WORD_PLACES = 4096

/**
 * Places of the first word of a short line, of its last, and of all of it; 0 for a longer line.
 *
 *     14 replies  ->  places of "first 0", "last replies", "line 0 replies"
 */
export function wordPlacesOf(key: string): number[] {
  if (key.length > LABEL_LENGTH) return [0, 0, 0]
  const words = key.split(' ')
  return [`first ${words[0]}`, `last ${words.at(-1)}`, `line ${key}`].map(placeOf)
}

/** Place of a text by its hash, from 1 on. */
const placeOf = (text: string): number => 1 + ((hashWord(text) >>> 0) % (WORD_PLACES - 1))
