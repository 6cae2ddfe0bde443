import type { NgramList } from './ngram-list.js'

/** The n-grams of a model: 32-bit hashes with inverse document frequencies. */
export interface Vocabulary {
  /** Word n-grams, then character n-grams; ascending within each block. */
  readonly keys: Int32Array
  /** Inverse document frequency per key, `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float32Array
  /** Keys `[0, wordCount)` are word n-grams, the rest character n-grams. */
  readonly wordCount: number
}

/** Indices of a model's n-grams: see `buildSlots`. */
export interface NgramSlots {
  readonly words: Int32Array
  readonly characters: Int32Array
}

/** Bits of a slot that hold a column and 1; the others hold the last bits of the n-gram's hash. */
const columnBitsOf = ({ keys }: Vocabulary): number => 32 - Math.clz32(keys.length)

/**
 * Builds an open-addressing hash index from n-gram to column. Each block has its own, so that word and character n-grams cannot collide.
 * A slot is one number, small enough to keep most of the index in the processor's cache. The first slot of an n-gram is its hash's leading
 * bits; ascending keys then fill the index sequentially.
 */
export function buildSlots(vocabulary: Vocabulary): NgramSlots {
  const { keys, wordCount } = vocabulary
  const columnBits = columnBitsOf(vocabulary)
  const build = (first: number, end: number): Int32Array => {
    let bits = 4
    while (1 << bits < (end - first) * 1.5) bits++
    const slots = new Int32Array(1 << bits)
    const mask = (1 << bits) - 1
    for (let column = first; column < end; column++) {
      const key = keys[column] as number
      let slot = key >>> (32 - bits)
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = (key << columnBits) | (column + 1)
    }
    return slots
  }
  return { words: build(0, wordCount), characters: build(wordCount, keys.length) }
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)))
/** 1 + ln(count); 0 for 0. */
const sublinear = (count: number): number => (count < LOGARITHMS.length ? (LOGARITHMS[count] as number) : 1 + Math.log(count))

/** Counts saturate here; the logarithm of a higher count would add nothing. */
const MAX_COUNT = 65_535
const LABELS_PER_PASS = 3

/**
 * Finds the n-grams of one block, words or characters, that a model knows, and values each: sublinear count times idf. Reuses its arrays:
 * `columns`, `values` and `counts` are valid until the next call.
 */
export class NgramBlock {
  readonly #slots: Int32Array
  readonly #vocabulary: Vocabulary
  readonly #columnBits: number
  /** For each column, how often its n-gram occurs in the post that is being counted. */
  readonly #countOf: Uint16Array
  /** For each column, its part of a score by occurrence; filled where tokens are weighed. */
  #partOf: Float64Array | null = null
  length = 0
  columns = new Int32Array(4096)
  values = new Float64Array(4096)
  counts = new Uint16Array(4096)
  /** 1 over the length of the vector of values; 0 for a vector of zeros. */
  scale = 0

  /** @param slots one of `buildSlots` of the vocabulary */
  constructor(vocabulary: Vocabulary, slots: Int32Array) {
    this.#vocabulary = vocabulary
    this.#slots = slots
    this.#columnBits = columnBitsOf(vocabulary)
    this.#countOf = new Uint16Array(vocabulary.keys.length)
  }

  /** @returns the column of an n-gram, or -1 for an unknown one */
  find(hash: number): number {
    const slots = this.#slots
    const { keys } = this.#vocabulary
    const columnBits = this.#columnBits
    const columnMask = (1 << columnBits) - 1
    const mask = slots.length - 1
    let slot = hash >>> (Math.clz32(slots.length) + 1)
    for (;;) {
      const entry = slots[slot] as number
      if (entry === 0) return -1
      if ((entry ^ (hash << columnBits)) >>> columnBits === 0 && keys[(entry & columnMask) - 1] === hash) return (entry & columnMask) - 1
      slot = (slot + 1) & mask
    }
  }

  /** Counts and values the n-grams of a list. */
  fill({ hashes, length }: NgramList): void {
    while (this.columns.length < length) {
      this.columns = new Int32Array(this.columns.length * 2)
      this.values = new Float64Array(this.columns.length)
      this.counts = new Uint16Array(this.columns.length)
    }
    const { columns, values, counts } = this
    const countOf = this.#countOf
    let known = 0
    for (let at = 0; at < length; at++) {
      const column = this.find(hashes[at] as number)
      if (column === -1) continue
      const count = countOf[column] as number
      // Written unconditionally and kept only if the count was 0: cheaper than an unpredictable branch.
      columns[known] = column
      known += count === 0 ? 1 : 0
      if (count < MAX_COUNT) countOf[column] = count + 1
    }
    const { idf } = this.#vocabulary
    let squares = 0
    for (let at = 0; at < known; at++) {
      const column = columns[at] as number
      const count = countOf[column] as number
      const value = sublinear(count) * (idf[column] as number)
      counts[at] = count
      values[at] = value
      squares += value * value
      countOf[column] = 0
    }
    this.length = known
    this.scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
  }

  /** Adds the scaled values times the weights of their columns, three labels a pass so that the sums stay in registers. */
  addScores(weights: Int16Array, scores: Float64Array): void {
    const { columns, values, length, scale } = this
    const labelCount = scores.length
    for (let label = 0; label < labelCount; label += LABELS_PER_PASS) {
      let [first, second, third] = [0, 0, 0]
      for (let at = 0; at < length; at++) {
        const place = (columns[at] as number) * labelCount + label
        const value = values[at] as number
        first += value * (weights[place] as number)
        second += value * (weights[place + 1] as number)
        third += value * (weights[place + 2] as number)
      }
      scores[label] = (scores[label] as number) + scale * first
      if (label + 1 < labelCount) scores[label + 1] = (scores[label + 1] as number) + scale * second
      if (label + 2 < labelCount) scores[label + 2] = (scores[label + 2] as number) + scale * third
    }
  }

  /** Adds to tokens what the list that was filled last adds to a difference of scores: an n-gram's part in equal parts to its occurrences, and theirs to their tokens. */
  addByToken(
    { hashes, firstTokens, lastTokens, length }: NgramList,
    differenceOf: (column: number) => number,
    byToken: Float64Array,
  ): void {
    const partOf = (this.#partOf ??= new Float64Array(this.#vocabulary.keys.length))
    for (let at = 0; at < this.length; at++) {
      const column = this.columns[at] as number
      partOf[column] = ((this.values[at] as number) * this.scale * differenceOf(column)) / (this.counts[at] as number)
    }
    for (let at = 0; at < length; at++) {
      const column = this.find(hashes[at] as number)
      if (column === -1) continue
      const [first, last] = [firstTokens[at] as number, lastTokens[at] as number]
      const share = (partOf[column] as number) / (last - first + 1)
      for (let token = first; token <= last; token++) byToken[token] = (byToken[token] as number) + share
    }
  }
}
