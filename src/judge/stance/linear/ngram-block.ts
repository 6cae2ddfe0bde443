import type { NgramList } from './ngram-list.js'

/** The n-grams of a model: 32-bit hashes with inverse document frequencies. */
export interface Vocabulary {
  /** Word n-grams, then character n-grams. In a trained model those of the most posts come first, then in ascending order. */
  readonly keys: Int32Array
  /** Inverse document frequency per key, `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float32Array
  /** Keys `[0, wordCount)` are word n-grams, the rest character n-grams. */
  readonly wordCount: number
}

/** A block of a vocabulary: its columns `[first, end)`. */
interface Block {
  readonly vocabulary: Vocabulary
  readonly first: number
  readonly end: number
  /** `weights[column * labelCount + label]`; none for vectors alone. */
  readonly weights?: Int16Array | undefined
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)))
/** 1 + ln(count); 0 for 0. */
const sublinear = (count: number): number => (count < LOGARITHMS.length ? (LOGARITHMS[count] as number) : 1 + Math.log(count))

/** Counts saturate here; the logarithm of a higher count would add nothing. */
const MAX_COUNT = 65_535

/** Where a record holds its idf, in numbers of 32 bits, and its count and its first weight, in numbers of 16; it opens with its key. */
const IDF = 1
const COUNT = 4
const WEIGHTS = 5

/**
 * Finds the n-grams of one block, words or characters, that a model knows, and values each: sublinear count times idf. All that is kept of
 * an n-gram stands in one record, so that it costs the processor one wait for memory; an open-addressing index of small numbers, the last
 * bits of a hash beside the number of its record, leads there. Word and character n-grams have an index each and cannot collide.
 */
export class NgramBlock {
  /** Length of a record, in numbers of 32 bits. */
  readonly #stride: number
  readonly #keys: Int32Array
  readonly #idf: Float32Array
  readonly #weights: Int16Array
  /** How often an n-gram occurs in the post that is being counted. */
  readonly #countOf: Uint16Array
  readonly #first: number
  readonly #slots: Int32Array
  readonly #rankBits: number
  /** Each record's part of a score by occurrence; filled where tokens are weighed. */
  #partOf: Float64Array | null = null
  /** Where the record of each n-gram of the list starts; 0 for one that is not known. All that follows is valid until the next call. */
  found = new Int32Array(4096)
  /** The records, each once, with their values and how often they occur. */
  length = 0
  places = new Int32Array(4096)
  values = new Float64Array(4096)
  counts = new Uint16Array(4096)
  /** 1 over the length of the vector of values; 0 for a vector of zeros. */
  scale = 0

  constructor(block: Block) {
    const { vocabulary, first, end, weights = new Int16Array() } = block
    const { keys, idf } = vocabulary
    const labelCount = weights.length / keys.length || 0
    const stride = (this.#stride = Math.ceil((WEIGHTS + labelCount) / 2))
    const count = end - first
    // The first record is none.
    const records = new ArrayBuffer((count + 1) * stride * 4)
    const ownKeys = (this.#keys = new Int32Array(records))
    const ownIdf = (this.#idf = new Float32Array(records))
    const ownWeights = (this.#weights = new Int16Array(records))
    this.#countOf = new Uint16Array(records)
    this.#first = first
    const rankBits = (this.#rankBits = 32 - Math.clz32(count))
    const bits = Math.max(4, 32 - Math.clz32(count * 1.5))
    const slots = (this.#slots = new Int32Array(1 << bits))
    const slotMask = slots.length - 1
    for (let column = first, place = stride; column < end; column++, place += stride) {
      const key = keys[column] as number
      ownKeys[place] = key
      ownIdf[place + IDF] = idf[column] as number
      for (let label = 0; label < labelCount; label++)
        ownWeights[2 * place + WEIGHTS + label] = weights[column * labelCount + label] as number
      let slot = key >>> (32 - bits)
      while (slots[slot] !== 0) slot = (slot + 1) & slotMask
      slots[slot] = (key << rankBits) | (column - first + 1)
    }
  }

  /** The column of a record; -1 for none. */
  columnAt(place: number): number {
    return place === 0 ? -1 : this.#first + place / this.#stride - 1
  }

  /** Finds, counts and values the n-grams of a list. */
  fill({ hashes, length }: Pick<NgramList, 'hashes' | 'length'>): void {
    while (this.found.length < length) {
      this.found = new Int32Array(this.found.length * 2)
      this.places = new Int32Array(this.found.length)
      this.values = new Float64Array(this.found.length)
      this.counts = new Uint16Array(this.found.length)
    }
    const { found, places, values, counts } = this
    const [slots, keys, idf, countOf, stride, bits] = [this.#slots, this.#keys, this.#idf, this.#countOf, this.#stride, this.#rankBits]
    const [rankMask, slotMask, shift] = [(1 << bits) - 1, slots.length - 1, Math.clz32(slots.length) + 1]
    for (let at = 0; at < length; at++) {
      const hash = hashes[at] as number
      let slot = hash >>> shift
      let entry = slots[slot] as number
      while (entry !== 0 && ((entry ^ (hash << bits)) >>> bits !== 0 || keys[(entry & rankMask) * stride] !== hash))
        entry = slots[(slot = (slot + 1) & slotMask)] as number
      found[at] = (entry & rankMask) * stride
    }
    let known = 0
    for (let at = 0; at < length; at++) {
      const place = found[at] as number
      if (place === 0) continue
      const count = countOf[2 * place + COUNT] as number
      // Written unconditionally and kept only if the count was 0: cheaper than an unpredictable branch.
      places[known] = place
      known += count === 0 ? 1 : 0
      if (count < MAX_COUNT) countOf[2 * place + COUNT] = count + 1
    }
    let squares = 0
    for (let at = 0; at < known; at++) {
      const place = places[at] as number
      const count = countOf[2 * place + COUNT] as number
      const value = sublinear(count) * (idf[place + IDF] as number)
      counts[at] = count
      values[at] = value
      squares += value * value
      countOf[2 * place + COUNT] = 0
    }
    this.length = known
    this.scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
  }

  /** Adds the scaled values times the weights of their n-grams. */
  addScores(scores: Float64Array): void {
    const { places, values, length } = this
    const weights = this.#weights
    for (let label = 0; label < scores.length; label++) {
      let sum = 0
      for (let at = 0; at < length; at++) sum += (values[at] as number) * (weights[2 * (places[at] as number) + WEIGHTS + label] as number)
      scores[label] = (scores[label] as number) + this.scale * sum
    }
  }

  /** Adds to tokens what the list that was filled last adds to one score over another: an n-gram's part in equal parts to its occurrences, and theirs to their tokens. */
  addByToken({ firstTokens, lastTokens, length }: NgramList, winner: number, rival: number, byToken: Float64Array): void {
    const partOf = (this.#partOf ??= new Float64Array(this.#keys.length))
    const weights = this.#weights
    for (let at = 0; at < this.length; at++) {
      const place = this.places[at] as number
      const own = 2 * place + WEIGHTS
      const difference = (weights[own + winner] as number) - (weights[own + rival] as number)
      partOf[place] = ((this.values[at] as number) * this.scale * difference) / (this.counts[at] as number)
    }
    for (let at = 0; at < length; at++) {
      const place = this.found[at] as number
      if (place === 0) continue
      const [first, last] = [firstTokens[at] as number, lastTokens[at] as number]
      const share = (partOf[place] as number) / (last - first + 1)
      for (let token = first; token <= last; token++) byToken[token] = (byToken[token] as number) + share
    }
  }
}
