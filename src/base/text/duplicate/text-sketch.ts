import { mixBits } from '../hash-text.js'
import { extractWords, isComparable, isTruncated } from './same-words.js'

/** Bands of a signature, and hashes per band. Texts that share 2 of 3 word pairs have an equal band in 94 %, 8 of 10 pairs in 99.7 %. */
const BAND_COUNT = 8
const ROWS_PER_BAND = 3
const HASH_COUNT = BAND_COUNT * ROWS_PER_BAND

/** What is compared of a text before its words are. */
export interface TextSketch {
  /** All words without separators, since compounds may be written as one word or two. */
  readonly letters: string
  readonly wordCount: number
  readonly isTruncated: boolean
  /** Texts with an equal band are candidates for near duplicates. */
  readonly bands: readonly number[]
}

type Counted = Pick<TextSketch, 'wordCount' | 'isTruncated'>

/** @returns null for a text too short to be a duplicate */
export function sketchText(text: string): TextSketch | null {
  const words = extractWords(text)
  const letters = words.join('')
  if (!isComparable(words.length, letters.length)) return null
  return { letters, wordCount: words.length, isTruncated: isTruncated(text), bands: hashBands(words) }
}

/** Whether texts of these sketches can have nearly the same words: see `haveSameWords`. */
export function mayHaveSameWords(left: Counted, right: Counted): boolean {
  if (left.wordCount === right.wordCount) return true
  return left.wordCount < right.wordCount ? left.isTruncated : right.isTruncated
}

/**
 * MinHash signature of pairs of adjacent words, hashed into bands: one 32-bit number per band.
 *
 * @param words at least two
 * @see Broder (1997), On the resemblance and containment of documents; Leskovec et al., Mining of Massive Datasets, 3.4
 */
function hashBands(words: readonly string[]): number[] {
  const least = new Uint32Array(HASH_COUNT).fill(0xffffffff)
  let previous = hashWord(words[0] as string)
  for (let at = 1; at < words.length; at++) {
    const word = hashWord(words[at] as string)
    const pair = mixBits(Math.imul(previous, 31) + word)
    previous = word
    for (let index = 0; index < HASH_COUNT; index++) {
      const hash = mixBits(pair + Math.imul(index + 1, 0x9e3779b1)) >>> 0
      if (hash < (least[index] as number)) least[index] = hash
    }
  }
  return Array.from({ length: BAND_COUNT }, (_, band) => {
    let hash = 0
    for (let row = 0; row < ROWS_PER_BAND; row++) {
      hash = mixBits(Math.imul(hash, 31) + (least[band * ROWS_PER_BAND + row] as number) + band)
    }
    return hash
  })
}

/** FNV-1a. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash
}
