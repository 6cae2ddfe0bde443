import { mixBits } from '../hash-text.js'

/** Bands of a signature, and hashes per band. Texts that share 2 of 3 word pairs have an equal band in 94 %, 8 of 10 pairs in 99.7 %. */
export const BAND_COUNT = 8
const ROWS_PER_BAND = 3
const HASH_COUNT = BAND_COUNT * ROWS_PER_BAND

/**
 * MinHash signature of a text's pairs of adjacent words, hashed into bands. Texts with an equal band are candidate near-duplicates.
 *
 * @param words hashes of the words, at least two
 * @param count how many of them there are
 * @returns one 32-bit number per band
 * @see Broder (1997), On the resemblance and containment of documents; Leskovec et al., Mining of Massive Datasets, 3.4
 */
export function hashBands(words: Int32Array, count: number): Int32Array {
  const least = new Uint32Array(HASH_COUNT).fill(0xffffffff)
  let previous = words[0] as number
  for (let at = 1; at < count; at++) {
    const word = words[at] as number
    const pair = mixBits(Math.imul(previous, 31) + word)
    previous = word
    for (let index = 0; index < HASH_COUNT; index++) {
      const hash = mixBits(pair + Math.imul(index + 1, 0x9e3779b1)) >>> 0
      if (hash < (least[index] as number)) least[index] = hash
    }
  }
  const bands = new Int32Array(BAND_COUNT)
  for (let index = 0; index < HASH_COUNT; index++) {
    const band = Math.floor(index / ROWS_PER_BAND)
    bands[band] = mixBits(Math.imul(bands[band] as number, 31) + (least[index] as number) + band)
  }
  return bands
}
