import { BAND_COUNT, hashBands } from './min-hash.js'
import { readWords, type TextWords } from './same-words.js'

/** Numbers of a sketch: a hash of all words in 64 bits, as two of 32, the bands of `hashBands`, and the shape. */
export const SKETCH_LENGTH = 2 + BAND_COUNT + 1
const SHAPE = SKETCH_LENGTH - 1

/** How many words there are, and whether the text is cut off, as one number. */
const shapeOf = ({ words, isCut }: TextWords): number => words.length * 2 + (isCut ? 1 : 0)

/** Whether texts of these shapes can have the same words, with equal hashes left aside: see `haveSameWords`. */
export function mayHaveSameWords(left: number, right: number): boolean {
  const [short, long] = left <= right ? [left, right] : [right, left]
  return short >> 1 === long >> 1 || (short & 1) === 1
}

/** What tells whether a text may repeat another: the same words have the same sketch, nearly the same ones share a band. */
export interface TextSketch {
  readonly numbers: Int32Array
  readonly words: TextWords
}

/** @returns null for a text too short to tell */
export function sketchText(text: string): TextSketch | null {
  const words = readWords(text)
  if (words === null) return null
  const numbers = new Int32Array(SKETCH_LENGTH)
  // Two runs of FNV-1a over the units of all words, as if they were one: compounds may be written apart.
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
