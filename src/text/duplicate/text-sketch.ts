import { BAND_COUNT, hashBands } from './min-hash.js'
import { extractComparableWords, type TextWords } from './same-words.js'

/** Length of a sketch: a 64-bit hash of all words as two numbers, the bands of `hashBands`, and the shape. */
export const SKETCH_LENGTH = 2 + BAND_COUNT + 1
const SHAPE = SKETCH_LENGTH - 1

/** Encodes the word count and whether the text is truncated as one number. */
const shapeOf = ({ words, isTruncated }: TextWords): number => words.length * 2 + (isTruncated ? 1 : 0)

/** Whether texts of these shapes can have the same words, apart from equal hashes: see `haveSameWords`. */
export function mayHaveSameWords(left: number, right: number): boolean {
  const [short, long] = left <= right ? [left, right] : [right, left]
  return short >> 1 === long >> 1 || (short & 1) === 1
}

/** @returns null for a text too short to compare */
export function sketchText(text: string): { readonly numbers: Int32Array; readonly words: TextWords } | null {
  const words = extractComparableWords(text)
  if (words === null) return null
  const numbers = new Int32Array(SKETCH_LENGTH)
  // Two FNV-1a hashes over all words without separators, since compounds may be written as one word or two.
  let [first, second] = [0x811c9dc5, 0x1b873593]
  for (const word of words.words) {
    for (let index = 0; index < word.length; index++) {
      const unit = word.charCodeAt(index)
      first = Math.imul(first ^ unit, 0x01000193)
      second = Math.imul(second ^ unit, 0x5bd1e995)
      second ^= second >>> 15
    }
  }
  numbers[0] = first
  numbers[1] = second
  numbers.set(hashBands(words.words), 2)
  numbers[SHAPE] = shapeOf(words)
  return { numbers, words }
}
