import type { LinearModel } from './linear-model.js'
import { sublinear } from './vectoriser.js'

/**
 * Layout of a slot: the n-gram's hash (int32), its inverse document frequency (float32), its count in the current post (int16) and its
 * weights (int16 each). Three labels fill 16 bytes, small enough to keep most of the table in the processor's cache.
 */
const KEY_WORD = 0
const IDF_WORD = 1
const COUNT_HALF = 4
const WEIGHTS_HALF = 5
/** Count that marks an empty slot. */
const EMPTY = -1
const LABELS_PER_PASS = 3
/** Counts saturate here; the logarithm of a higher count would add nothing. */
const MAX_COUNT = 32767

/** Occurrences of known n-grams in a post, `[0, length)` of each array: the place in the table, the first and the last token, inclusive. */
export interface Occurrences {
  readonly places: Int32Array
  readonly firstTokens: Int32Array
  readonly lastTokens: Int32Array
  readonly length: number
}

/**
 * Hash table of one block of n-grams. Everything scoring needs is stored in the n-gram's slot, so that each n-gram touches memory once.
 * Gives the same scores as `Vectoriser` times the weights, in a fraction of the time.
 */
export class NgramTable {
  readonly #words: Int32Array
  readonly #floats: Float32Array
  readonly #halves: Int16Array
  readonly #shift: number
  readonly #mask: number
  /** Binary logarithm of the slot size in 32-bit words. */
  readonly #strideBits: number
  /** Places of the n-grams in the current post. */
  #touched = new Int32Array(4096)
  /** For each of them: sublinear count times inverse document frequency. */
  #values = new Float64Array(4096)

  /** @param first,end range of the block in the model's vocabulary */
  constructor({ vocabulary: { keys, idf }, weights, scheme }: LinearModel, first: number, end: number) {
    const labelCount = scheme.labels.length
    // A power of two, so that no slot crosses a cache line.
    const strideBits = Math.ceil(Math.log2((WEIGHTS_HALF + labelCount) / 2))
    const stride = 1 << strideBits
    let bits = 4
    while (1 << bits < (end - first) * 1.5) bits++
    const shift = 32 - bits
    const mask = (1 << bits) - 1
    const words = new Int32Array(stride << bits)
    const floats = new Float32Array(words.buffer)
    const halves = new Int16Array(words.buffer)
    for (let half = COUNT_HALF; half < halves.length; half += stride * 2) halves[half] = EMPTY
    for (let index = first; index < end; index++) {
      const key = keys[index] as number
      let slot = key >>> shift
      while (halves[slot * stride * 2 + COUNT_HALF] !== EMPTY) slot = (slot + 1) & mask
      const place = slot * stride
      words[place + KEY_WORD] = key
      floats[place + IDF_WORD] = idf[index] as number
      halves[place * 2 + COUNT_HALF] = 0
      for (let label = 0; label < labelCount; label++) {
        halves[place * 2 + WEIGHTS_HALF + label] = weights[index * labelCount + label] as number
      }
    }
    this.#strideBits = strideBits
    this.#shift = shift
    this.#mask = mask
    this.#words = words
    this.#floats = floats
    this.#halves = halves
  }

  /** The place of an n-gram; -1 for an unknown one. */
  find(hash: number): number {
    const words = this.#words
    const strideBits = this.#strideBits
    let slot = hash >>> this.#shift
    let place = slot << strideBits
    while (words[place + KEY_WORD] !== hash) {
      if (this.#halves[(place << 1) + COUNT_HALF] === EMPTY) return -1
      slot = (slot + 1) & this.#mask
      place = slot << strideBits
    }
    // The hash of an empty slot is 0, which can be that of an n-gram.
    return this.#halves[(place << 1) + COUNT_HALF] === EMPTY ? -1 : place
  }

  /** Adds the block's contribution to the scores, in units of the model's `weightStep`. */
  addScores(occurrences: Occurrences, scores: Float64Array): void {
    const touchedCount = this.#count(occurrences)
    const squares = this.#computeValues(touchedCount)
    if (squares > 0) this.#addProducts(touchedCount, 1 / Math.sqrt(squares), scores)
    this.#forget(touchedCount)
  }

  /**
   * Adds the block's contribution to `score[winner] - score[rival]` to the tokens that the n-grams cover, in units of `weightStep`: that of
   * an n-gram in equal parts to its occurrences, and that of an occurrence to its tokens.
   */
  addByToken({ places, firstTokens, lastTokens, length }: Occurrences, winner: number, rival: number, byToken: Float64Array): void {
    const touchedCount = this.#count({ places, firstTokens, lastTokens, length })
    const squares = this.#computeValues(touchedCount)
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    const halves = this.#halves
    for (let at = 0; at < length; at++) {
      const place = places[at] as number
      const half = place * 2
      const count = halves[half + COUNT_HALF] as number
      const value = sublinear(count) * (this.#floats[place + IDF_WORD] as number) * scale
      const difference = (halves[half + WEIGHTS_HALF + winner] as number) - (halves[half + WEIGHTS_HALF + rival] as number)
      const [first, last] = [firstTokens[at] as number, lastTokens[at] as number]
      const share = (value * difference) / count / (last - first + 1)
      for (let token = first; token <= last; token++) byToken[token] = (byToken[token] as number) + share
    }
    this.#forget(touchedCount)
  }

  /** Counts the occurrences of each n-gram. @returns the number of n-grams */
  #count({ places, length }: Occurrences): number {
    const halves = this.#halves
    if (this.#touched.length < length) {
      this.#touched = new Int32Array(length * 2)
      this.#values = new Float64Array(length * 2)
    }
    const touched = this.#touched
    let touchedCount = 0
    for (let at = 0; at < length; at++) {
      const place = places[at] as number
      const count = halves[(place << 1) + COUNT_HALF] as number
      // Written unconditionally and kept only if the count was 0: cheaper than an unpredictable branch.
      touched[touchedCount] = place
      touchedCount += count === 0 ? 1 : 0
      if (count < MAX_COUNT) halves[(place << 1) + COUNT_HALF] = count + 1
    }
    return touchedCount
  }

  /** Computes the values of the touched n-grams. @returns the sum of their squares */
  #computeValues(touchedCount: number): number {
    const floats = this.#floats
    const halves = this.#halves
    const touched = this.#touched
    const values = this.#values
    let squares = 0
    for (let at = 0; at < touchedCount; at++) {
      const place = touched[at] as number
      const value = sublinear(halves[place * 2 + COUNT_HALF] as number) * (floats[place + IDF_WORD] as number)
      values[at] = value
      squares += value * value
    }
    return squares
  }

  #forget(touchedCount: number): void {
    for (let at = 0; at < touchedCount; at++) this.#halves[(this.#touched[at] as number) * 2 + COUNT_HALF] = 0
  }

  /** Adds values times weights, three labels per pass so that the sums stay in registers. Padding after a slot's labels is 0. */
  #addProducts(touchedCount: number, scale: number, scores: Float64Array): void {
    const halves = this.#halves
    const touched = this.#touched
    const values = this.#values
    for (let label = 0; label < scores.length; label += LABELS_PER_PASS) {
      let [first, second, third] = [0, 0, 0]
      for (let at = 0; at < touchedCount; at++) {
        const half = (touched[at] as number) * 2 + WEIGHTS_HALF + label
        const value = values[at] as number
        first += value * (halves[half] as number)
        second += value * (halves[half + 1] as number)
        third += value * (halves[half + 2] as number)
      }
      scores[label] = (scores[label] as number) + scale * first
      if (label + 1 < scores.length) scores[label + 1] = (scores[label + 1] as number) + scale * second
      if (label + 2 < scores.length) scores[label + 2] = (scores[label + 2] as number) + scale * third
    }
  }
}
