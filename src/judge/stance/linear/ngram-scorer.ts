import type { PostFeatures } from '../../features/post-features.js'
import type { LinearModel, NgramTables } from './linear-model.js'
import { NgramList } from './ngram-list.js'
import { buildNgramTables, EMPTY, IDF_WORD, KEY_WORD, MARK_HALF, strideBitsOf, WEIGHTS_HALF } from './ngram-tables.js'
import { sublinear } from './vectoriser.js'

const LABELS_PER_PASS = 3
/** Counts saturate here; the logarithm of a higher count would add nothing. */
const MAX_COUNT = 32767

/**
 * Hash table of one block of n-grams. Everything scoring needs is stored in the n-gram's slot, so that each look-up touches memory once.
 * Gives the same scores as `Vectoriser` times the weights, in about half the time.
 */
class BlockTable {
  readonly #words: Int32Array
  readonly #floats: Float32Array
  readonly #halves: Int16Array
  readonly #shift: number
  readonly #mask: number
  readonly #strideBits: number
  /** For each slot, the count of its n-gram in the current post. */
  readonly #counts: Int16Array
  /** Slots of the n-grams in the current post; -1 for an unknown one where tokens are weighed. */
  #touched = new Int32Array(4096)
  /** For each touched slot: sublinear count times inverse document frequency. */
  #values = new Float64Array(4096)

  /** @param words see `buildNgramTables` */
  constructor(words: Int32Array, strideBits: number) {
    this.#strideBits = strideBits
    const slotCount = words.length >> strideBits
    this.#shift = Math.clz32(slotCount) + 1
    this.#mask = slotCount - 1
    this.#words = words
    this.#floats = new Float32Array(words.buffer)
    this.#halves = new Int16Array(words.buffer)
    this.#counts = new Int16Array(slotCount)
  }

  /** Adds the block's contribution to the scores, in units of the model's `weightStep`. */
  addScores({ hashes, length }: NgramList, scores: Float64Array): void {
    const words = this.#words
    const halves = this.#halves
    const counts = this.#counts
    const strideBits = this.#strideBits
    if (this.#touched.length < length) this.#touched = new Int32Array(length * 2)
    if (this.#values.length < length) this.#values = new Float64Array(length * 2)
    const touched = this.#touched
    const shift = this.#shift
    const mask = this.#mask
    let touchedCount = 0
    for (let at = 0; at < length; at++) {
      const hash = hashes[at] as number
      let slot = hash >>> shift
      let place = slot << strideBits
      while (words[place + KEY_WORD] !== hash && halves[(place << 1) + MARK_HALF] !== EMPTY) {
        slot = (slot + 1) & mask
        place = slot << strideBits
      }
      if (halves[(place << 1) + MARK_HALF] === EMPTY) continue
      const count = counts[slot] as number
      // Written unconditionally and kept only if the count was 0: cheaper than an unpredictable branch.
      touched[touchedCount] = place
      touchedCount += count === 0 ? 1 : 0
      if (count < MAX_COUNT) counts[slot] = count + 1
    }
    const squares = this.#computeValues(touchedCount)
    if (squares > 0) this.#addProducts(touchedCount, 1 / Math.sqrt(squares), scores)
  }

  /**
   * Adds the block's contribution to `score[winner] - score[rival]` to the tokens that the n-grams cover, in units of `weightStep`: that of
   * an n-gram in equal parts to its occurrences, and that of an occurrence to its tokens.
   */
  addByToken({ hashes, firstTokens, lastTokens, length }: NgramList, winner: number, rival: number, byToken: Float64Array): void {
    const halves = this.#halves
    const floats = this.#floats
    const counts = this.#counts
    const strideBits = this.#strideBits
    if (this.#touched.length < length) this.#touched = new Int32Array(length * 2)
    const places = this.#touched
    for (let at = 0; at < length; at++) {
      const place = this.#find(hashes[at] as number)
      places[at] = place
      if (place !== -1 && (counts[place >> strideBits] as number) < MAX_COUNT) {
        counts[place >> strideBits] = (counts[place >> strideBits] as number) + 1
      }
    }
    // An n-gram of n occurrences adds a square n times, each a part of n.
    const valueAt = (place: number, count: number): number => sublinear(count) * (floats[place + IDF_WORD] as number)
    let squares = 0
    for (let at = 0; at < length; at++) {
      const place = places[at] as number
      if (place === -1) continue
      const count = counts[place >> strideBits] as number
      squares += valueAt(place, count) ** 2 / count
    }
    const norm = Math.sqrt(squares)
    for (let at = 0; at < length; at++) {
      const place = places[at] as number
      if (place === -1) continue
      const count = counts[place >> strideBits] as number
      const weights = place * 2 + WEIGHTS_HALF
      const difference = (halves[weights + winner] as number) - (halves[weights + rival] as number)
      const [first, last] = [firstTokens[at] as number, lastTokens[at] as number]
      const share = (valueAt(place, count) * difference) / norm / count / (last - first + 1)
      for (let token = first; token <= last; token++) byToken[token] = (byToken[token] as number) + share
    }
    for (let at = 0; at < length; at++) if (places[at] !== -1) counts[(places[at] as number) >> strideBits] = 0
  }

  /** The place of an n-gram; -1 for an unknown one. */
  #find(hash: number): number {
    let slot = hash >>> this.#shift
    let place = slot << this.#strideBits
    while (this.#words[place + KEY_WORD] !== hash && this.#halves[place * 2 + MARK_HALF] !== EMPTY) {
      slot = (slot + 1) & this.#mask
      place = slot << this.#strideBits
    }
    return this.#halves[place * 2 + MARK_HALF] === EMPTY ? -1 : place
  }

  /**
   * Computes the values of the touched n-grams and resets their counts.
   *
   * @returns the sum of squares of the values
   */
  #computeValues(touchedCount: number): number {
    const floats = this.#floats
    const counts = this.#counts
    const strideBits = this.#strideBits
    const touched = this.#touched
    const values = this.#values
    let squares = 0
    for (let at = 0; at < touchedCount; at++) {
      const place = touched[at] as number
      const value = sublinear(counts[place >> strideBits] as number) * (floats[place + IDF_WORD] as number)
      values[at] = value
      squares += value * value
      counts[place >> strideBits] = 0
    }
    return squares
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

/** Scores the n-grams of posts with a linear model. */
export class NgramScorer {
  readonly #model: LinearModel
  #tables: Readonly<Record<keyof NgramTables, BlockTable>> | null = null
  readonly #ngrams = new NgramList({ tracksTokens: false })
  #tracked: NgramList | null = null

  constructor(model: LinearModel) {
    this.#model = model
  }

  /** Opened on first use: where workers score, the main thread needs none. */
  #open(): Readonly<Record<keyof NgramTables, BlockTable>> {
    const { words, characters } = this.#model.tables ?? buildNgramTables(this.#model)
    const strideBits = strideBitsOf(this.#model)
    return { words: new BlockTable(words, strideBits), characters: new BlockTable(characters, strideBits) }
  }

  /** @returns for each label, the contribution of the n-grams to its score, without intercept and structure features */
  score(features: PostFeatures): Float64Array {
    const { settings, scheme, weightStep } = this.#model
    const scores = new Float64Array(scheme.labels.length)
    this.#tables ??= this.#open()
    this.#ngrams.fillWords(features, settings.orders)
    this.#tables.words.addScores(this.#ngrams, scores)
    this.#ngrams.fillCharacters(features, settings.orders)
    this.#tables.characters.addScores(this.#ngrams, scores)
    for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) * weightStep
    return scores
  }

  /** @returns the contribution of each token's n-grams to `score[winner] - score[rival]` */
  scoreByToken(features: PostFeatures, winner: number, rival: number): Float64Array {
    const { settings, weightStep } = this.#model
    const byToken = new Float64Array(features.tokens.length)
    const ngrams = (this.#tracked ??= new NgramList())
    this.#tables ??= this.#open()
    ngrams.fillWords(features, settings.orders)
    this.#tables.words.addByToken(ngrams, winner, rival, byToken)
    ngrams.fillCharacters(features, settings.orders)
    this.#tables.characters.addByToken(ngrams, winner, rival, byToken)
    return byToken.map((part) => part * weightStep)
  }
}
