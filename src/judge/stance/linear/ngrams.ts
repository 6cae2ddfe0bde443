import { doubled, hashWord, mixBits } from '../../../base/text/hash-text.js'
import { NGRAM_NEGATIONS } from '../../features/negation.js'
import type { PostFeatures, Word } from '../../features/token.js'

/** The n-grams of a model: 32-bit hashes with inverse document frequencies. */
export interface Vocabulary {
  /**
   * Word n-grams, then character n-grams. A trained model sorts both by the number of posts, then
   * by key.
   */
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

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
)
/** 1 + ln(count); 0 for 0. */
const sublinear = (count: number): number =>
  count < LOGARITHMS.length ? (LOGARITHMS[count] as number) : 1 + Math.log(count)

/** Counts saturate here. */
const MAX_COUNT = 65_535

/**
 * Places within a record, which opens with its key. The idf is counted in 32-bit numbers; the count
 * and the first weight in 16-bit ones.
 */
const IDF = 1
const COUNT = 4
const WEIGHTS = 5

/**
 * Finds the n-grams of one block, words or characters, that a model knows, and values each:
 * sublinear count times idf. One record holds key, idf, count and weights of an n-gram, so that
 * each costs one wait for memory. An open-addressing index leads to the records.
 */
export class NgramBlock {
  /** Length of a record, in numbers of 32 bits. */
  readonly #stride: number
  readonly #keys: Int32Array
  readonly #idf: Float32Array
  readonly #weights: Int16Array
  /** Counts of n-grams in the current post. */
  readonly #countOf: Uint16Array
  readonly #first: number
  readonly #slots: Int32Array
  readonly #rankBits: number
  /** Part of a score by record and occurrence, for weighing tokens. */
  #partOf: Float64Array | null = null
  /**
   * Start of the record of each n-gram of the list; 0 for an unknown one. Valid until the next
   * call, like the fields below.
   */
  recordStarts = new Int32Array(4096)
  /** The records, each once, with their values and counts. */
  length = 0
  places = new Int32Array(4096)
  values = new Float64Array(4096)
  counts = new Uint16Array(4096)
  /** 1 over the length of the vector of values; 0 for a vector of zeros. */
  scale = 0

  constructor({ vocabulary, first, end, weights = new Int16Array() }: Block) {
    const { keys, idf } = vocabulary
    const labelCount = weights.length / keys.length || 0
    const stride = (this.#stride = Math.ceil((WEIGHTS + labelCount) / 2))
    const count = end - first
    // The first record stays empty.
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
    while (this.recordStarts.length < length) {
      this.recordStarts = new Int32Array(this.recordStarts.length * 2)
      this.places = new Int32Array(this.recordStarts.length)
      this.values = new Float64Array(this.recordStarts.length)
      this.counts = new Uint16Array(this.recordStarts.length)
    }
    const { recordStarts, places, values, counts } = this
    const slots = this.#slots
    const keys = this.#keys
    const idf = this.#idf
    const countOf = this.#countOf
    const stride = this.#stride
    const bits = this.#rankBits
    const rankMask = (1 << bits) - 1
    const slotMask = slots.length - 1
    const shift = Math.clz32(slots.length) + 1
    for (let at = 0; at < length; at++) {
      const hash = hashes[at] as number
      let slot = hash >>> shift
      let entry = slots[slot] as number
      while (
        entry !== 0 &&
        ((entry ^ (hash << bits)) >>> bits !== 0 || keys[(entry & rankMask) * stride] !== hash)
      )
        entry = slots[(slot = (slot + 1) & slotMask)] as number
      recordStarts[at] = (entry & rankMask) * stride
    }
    let known = 0
    for (let at = 0; at < length; at++) {
      const place = recordStarts[at] as number
      if (place === 0) continue
      const count = countOf[2 * place + COUNT] as number
      // Kept only if the count was 0: cheaper than a branch.
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
      for (let at = 0; at < length; at++)
        sum +=
          (values[at] as number) * (weights[2 * (places[at] as number) + WEIGHTS + label] as number)
      scores[label] = (scores[label] as number) + this.scale * sum
    }
  }

  /**
   * Adds to tokens their part of a score difference. An n-gram's part is split equally among its
   * occurrences, then among their tokens.
   */
  addByToken(
    { firstTokens, lastTokens, length }: NgramList,
    winner: number,
    rival: number,
    byToken: Float64Array,
  ): void {
    const partOf = (this.#partOf ??= new Float64Array(this.#keys.length))
    const weights = this.#weights
    for (let at = 0; at < this.length; at++) {
      const place = this.places[at] as number
      const start = 2 * place + WEIGHTS
      const difference = (weights[start + winner] as number) - (weights[start + rival] as number)
      partOf[place] =
        ((this.values[at] as number) * this.scale * difference) / (this.counts[at] as number)
    }
    for (let at = 0; at < length; at++) {
      const place = this.recordStarts[at] as number
      if (place === 0) continue
      const first = firstTokens[at] as number
      const last = lastTokens[at] as number
      const share = (partOf[place] as number) / (last - first + 1)
      for (let token = first; token <= last; token++)
        byToken[token] = (byToken[token] as number) + share
    }
  }
}

const FNV_PRIME = 16777619
const WORD_SEED = 0x811c9dc5 | 0
const NEGATED_SEED = 0x5bd1e995
const CHARACTER_SEED = 0x2f0b4a27
const SPACE = 32

/**
 * Words after a negation that are marked as negated. Choice: four reaches "not a very smart move".
 */
const NEGATION_WINDOW = 4
const CLAUSE_END: ReadonlySet<string> = new Set(['.', ',', ';', ':', '!', '?'])

/** Shortest and longest n-grams of words and characters. */
export interface NgramOrders {
  readonly words: readonly [number, number]
  readonly characters: readonly [number, number]
  readonly negation: boolean
}

/** Placeholders for handles and links, which say nothing about opinions. */
function placeholderOf({ kind }: Word): string | null {
  if (kind === 'mention') return '@user'
  return kind === 'url' || kind === 'email' ? 'http' : null
}

const hashOf = (word: Word): number => hashWord(placeholderOf(word) ?? word.normal)
const spellingOf = (word: Word): string =>
  placeholderOf(word) ?? word.text.toLowerCase().replaceAll('’', "'")

/**
 * The n-grams of one post as 32-bit hashes, with the tokens each covers. Its arrays are valid until
 * the next call.
 */
export class NgramList {
  length = 0
  hashes = new Int32Array(4096)
  firstTokens = new Int32Array(4096)
  lastTokens = new Int32Array(4096)
  #wordHashes = new Int32Array(1024)
  #codes = new Int32Array(4096)
  #owners = new Int32Array(4096)

  /**
   * Fills the list with the word n-grams after the leading handles, and with negated words where
   * `negation` is set.
   */
  fillWords(
    { words, addresseeTokenCount }: PostFeatures,
    { words: [from, to], negation }: NgramOrders,
  ): void {
    while (this.#wordHashes.length < words.length) this.#wordHashes = doubled(this.#wordHashes)
    // Each word opens an n-gram of every order, and may be negated.
    this.#reserve(words.length * (to - from + 2))
    this.length = 0
    const hashes = this.#wordHashes
    for (let index = addresseeTokenCount; index < words.length; index++)
      hashes[index] = hashOf(words[index] as Word)
    let negatedUntil = -1
    for (let start = addresseeTokenCount; start < words.length; start++) {
      let hash = WORD_SEED
      for (let order = 1; order <= to && start + order <= words.length; order++) {
        hash = (Math.imul(hash ^ (hashes[start + order - 1] as number), FNV_PRIME) + order) | 0
        if (order >= from) this.#push(mixBits(hash), start, start + order - 1)
      }
      if (!negation) continue
      const { normal } = words[start] as Word
      if (NGRAM_NEGATIONS.has(normal)) negatedUntil = start + NEGATION_WINDOW
      else if (CLAUSE_END.has(normal)) negatedUntil = -1
      else if (start <= negatedUntil)
        this.#push(
          mixBits(Math.imul((hashes[start] as number) ^ NEGATED_SEED, FNV_PRIME)),
          start,
          start,
        )
    }
  }

  /**
   * Fills the list with the character n-grams after the leading handles, across word boundaries
   * (scikit-learn's `analyzer='char'`). Text is in lower case, with white space as one space.
   *
   * @param tracksTokens fills `firstTokens` and `lastTokens` too, which scoring does not need
   */
  fillCharacters(
    features: PostFeatures,
    { characters: [from, to] }: NgramOrders,
    tracksTokens = false,
  ): void {
    const unitCount = this.#flattenCharacters(features)
    this.#reserve(unitCount * (to - from + 1))
    const { hashes, firstTokens, lastTokens } = this
    const codes = this.#codes
    const owners = this.#owners
    let length = 0
    for (let start = 0; start < unitCount; start++) {
      let hash = CHARACTER_SEED
      const end = Math.min(start + to, unitCount)
      for (let at = start, order = 1; at < end; at++, order++) {
        hash = Math.imul(hash ^ (codes[at] as number), FNV_PRIME)
        if (order < from) continue
        if (tracksTokens) {
          firstTokens[length] = owners[start] as number
          lastTokens[length] = owners[at] as number
        }
        hashes[length++] = mixBits((hash + order) | 0)
      }
    }
    this.length = length
  }

  #reserve(count: number): void {
    if (this.hashes.length >= count) return
    this.hashes = new Int32Array(2 * count)
    this.firstTokens = new Int32Array(2 * count)
    this.lastTokens = new Int32Array(2 * count)
  }

  #push(hash: number, firstToken: number, lastToken: number): void {
    const place = this.length++
    this.hashes[place] = hash
    this.firstTokens[place] = firstToken
    this.lastTokens[place] = lastToken
  }

  #flattenCharacters({ text, words, starts, addresseeTokenCount }: PostFeatures): number {
    // Placeholders are shorter than this, and lower-casing adds at most two units per letter.
    const bound = text.length * 3 + words.length * 6
    while (this.#codes.length < bound) {
      this.#codes = doubled(this.#codes)
      this.#owners = doubled(this.#owners)
    }
    const codes = this.#codes
    const owners = this.#owners
    let length = 0
    let end = 0
    for (let index = addresseeTokenCount; index < words.length; index++) {
      const word = words[index] as Word
      if (index > addresseeTokenCount && (starts[index] as number) > end) {
        codes[length] = SPACE
        owners[length++] = index
      }
      end = (starts[index] as number) + word.text.length
      const spelling = spellingOf(word)
      for (let at = 0; at < spelling.length; at++) {
        codes[length] = spelling.charCodeAt(at)
        owners[length++] = index
      }
    }
    return length
  }
}
