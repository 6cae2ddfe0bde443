import { mayMarkAddress } from '../plain-text.js'
import { BAND_COUNT, hashBands } from './min-hash.js'
import { extractWords, isComparable, isTruncated } from './same-words.js'

/** Length of a sketch: a 64-bit hash of all words as two numbers, the bands of `hashBands`, and the shape. */
export const SKETCH_LENGTH = 2 + BAND_COUNT + 1
const SHAPE = SKETCH_LENGTH - 1

/** Whether texts of these shapes can have the same words, apart from equal hashes: see `haveSameWords`. */
export function mayHaveSameWords(left: number, right: number): boolean {
  const [short, long] = left <= right ? [left, right] : [right, left]
  return short >> 1 === long >> 1 || (short & 1) === 1
}

/** @returns the sketch; null for a text too short to compare */
export function sketchText(text: string): Int32Array | null {
  if (units.length < text.length)
    [units, ends, hashes] = [new Uint16Array(2 * text.length), new Int32Array(2 * text.length), new Int32Array(2 * text.length)]
  let wordCount = splitPlain(text)
  if (wordCount === NOT_PLAIN) wordCount = takeWords(extractWords(text))
  if (wordCount === 0 || !isComparable(wordCount, ends[wordCount - 1] as number)) return null
  const numbers = new Int32Array(SKETCH_LENGTH)
  // Two FNV-1a hashes over all words without separators, since compounds may be written as one word or two; and one of each word.
  let [first, second] = [0x811c9dc5, 0x1b873593]
  for (let word = 0, at = 0; word < wordCount; word++) {
    let own = 0x811c9dc5
    for (; at < (ends[word] as number); at++) {
      const unit = units[at] as number
      own = Math.imul(own ^ unit, 0x01000193)
      first = Math.imul(first ^ unit, 0x01000193)
      second = Math.imul(second ^ unit, 0x5bd1e995)
      second ^= second >>> 15
    }
    hashes[word] = own
  }
  numbers[0] = first
  numbers[1] = second
  numbers.set(hashBands(hashes, wordCount), 2)
  // The word count, and whether the text is truncated.
  numbers[SHAPE] = wordCount * 2 + (isTruncated(text) ? 1 : 0)
  return numbers
}

/** The code units of the words of the current text, the end of each word among them, and its hash. */
let units = new Uint16Array(1024)
let ends = new Int32Array(1024)
let hashes = new Int32Array(1024)

function takeWords(words: readonly string[]): number {
  const length = words.reduce((sum, word) => sum + word.length, 0)
  if (units.length < length) units = new Uint16Array(2 * length)
  if (ends.length < words.length) [ends, hashes] = [new Int32Array(2 * words.length), new Int32Array(2 * words.length)]
  let end = 0
  for (const [index, word] of words.entries()) {
    for (let at = 0; at < word.length; at++) units[end++] = word.charCodeAt(at)
    ends[index] = end
  }
  return words.length
}

const NOT_PLAIN = -1
const SPACE = 32
const STRAIGHT_APOSTROPHE = 39
const CURLY_APOSTROPHE = 0x2019
const LAST_ASCII = 127

/** Does for a text of ASCII and typographic apostrophes, without addresses, what `extractWords` does, without making strings. */
function splitPlain(text: string): number {
  let wordCount = 0
  let start = 0
  let end = 0
  for (let at = 0; at <= text.length; at++) {
    const written = at < text.length ? text.charCodeAt(at) : SPACE
    const unit = written >= 65 && written <= 90 ? written | 32 : written
    if ((unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)) units[end++] = unit
    else if (unit === STRAIGHT_APOSTROPHE || unit === CURLY_APOSTROPHE) continue
    else if (unit > LAST_ASCII || mayMarkAddress(text, at, unit)) return NOT_PLAIN
    else if (isArticle(start, end)) end = start
    else if (end > start) ends[wordCount++] = start = end
  }
  return wordCount
}

/** Whether the letters are "a", "an" or "the". */
function isArticle(start: number, end: number): boolean {
  if (units[start] === 97) return end - start === 1 || (end - start === 2 && units[start + 1] === 110)
  return end - start === 3 && units[start] === 116 && units[start + 1] === 104 && units[start + 2] === 101
}
