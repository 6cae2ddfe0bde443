import type { PostFeatures } from '../../features/post-features.js'
import { type Token, WordToken } from '../../features/token.js'
import { grown } from '../../text/hash-text.js'
import type { LinearModel } from './linear-model.js'
import { hashCharacters, NgramList } from './ngram-list.js'
import { NgramTable } from './ngram-table.js'

/** Whether white space stands before a word, and after it: 0 to 3. */
const SURROUNDING_COUNT = 4
const SPACE_BEFORE = 1
const SPACE_AFTER = 2

/**
 * Scores the n-grams of posts with a linear model. Most character n-grams lie within a word and the spaces around it: those that the model
 * knows are looked up once for each recurrent word.
 */
export class NgramScorer {
  readonly #model: LinearModel
  readonly #words: NgramTable
  readonly #characters: NgramTable
  readonly #ngrams = new NgramList()
  places = new Int32Array(4096)
  firstTokens = new Int32Array(4096)
  lastTokens = new Int32Array(4096)
  length = 0
  /** Where the n-grams of a numbered word start in {@link #known}, by its number and surrounding; 0 for one that is not known yet. */
  #startOf = new Int32Array(4096)
  /** For each word: the number of its n-grams without the space after it, that of those with it, and their places. */
  #known = new Int32Array(4096)
  #knownLength = 1

  constructor(model: LinearModel) {
    const { keys, wordCount } = model.vocabulary
    this.#model = model
    this.#words = new NgramTable(model, 0, wordCount)
    this.#characters = new NgramTable(model, wordCount, keys.length)
  }

  /** @returns for each label, the contribution of the n-grams to its score, without intercept and structure features */
  score(features: PostFeatures): Float64Array {
    const { scheme, weightStep } = this.#model
    const scores = new Float64Array(scheme.labels.length)
    this.#locateWords(features)
    this.#words.addScores(this, scores)
    this.#locateCharacters(features)
    this.#characters.addScores(this, scores)
    for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) * weightStep
    return scores
  }

  /** @returns the contribution of each token's n-grams to `score[winner] - score[rival]` */
  scoreByToken(features: PostFeatures, winner: number, rival: number): Float64Array {
    const byToken = new Float64Array(features.tokens.length)
    this.#locateWords(features)
    this.#words.addByToken(this, winner, rival, byToken)
    this.#locateCharacters(features)
    this.#characters.addByToken(this, winner, rival, byToken)
    for (let token = 0; token < byToken.length; token++) byToken[token] = (byToken[token] as number) * this.#model.weightStep
    return byToken
  }

  #locateWords(features: PostFeatures): void {
    const ngrams = this.#ngrams
    ngrams.fillWords(features, this.#model.settings.orders)
    this.#reserve(ngrams.length)
    const { places, firstTokens, lastTokens } = this
    let length = 0
    for (let at = 0; at < ngrams.length; at++) {
      const place = this.#words.find(ngrams.hashes[at] as number)
      places[length] = place
      firstTokens[length] = ngrams.firstTokens[at] as number
      lastTokens[length] = ngrams.lastTokens[at] as number
      length += place === -1 ? 0 : 1
    }
    this.length = length
  }

  /** The n-grams of `NgramList.fillCharacters`, in another order: those within a word and the spaces around it, then those across words. */
  #locateCharacters(features: PostFeatures): void {
    const { tokens, addresseeTokenCount } = features
    const ngrams = this.#ngrams
    const [from, to] = this.#model.settings.orders.characters
    const unitCount = ngrams.flattenCharacters(features)
    this.#reserve(unitCount * (to - from + 1))
    const { places, firstTokens, lastTokens } = this
    const { codes, owners } = ngrams
    let length = 0
    let start = 0
    for (let index = addresseeTokenCount; index < tokens.length; index++) {
      let end = start
      while (end < unitCount && owners[end] === index) end++
      const hasSpaceAfter = index + 1 < tokens.length && (tokens[index + 1] as Token).start > (tokens[index] as Token).end
      const hasSpaceBefore = index > addresseeTokenCount && (tokens[index] as Token).start > (tokens[index - 1] as Token).end
      const stop = hasSpaceAfter ? end + 1 : end
      const surrounding = (hasSpaceBefore ? SPACE_BEFORE : 0) + (hasSpaceAfter ? SPACE_AFTER : 0)
      const entry = this.#entryOf(tokens[index] as Token, surrounding, start, end, stop)
      const known = this.#known
      const ownCount = known[entry] as number
      const count = ownCount + (known[entry + 1] as number)
      for (let at = 0; at < count; at++) {
        places[length] = known[entry + 2 + at] as number
        firstTokens[length] = index
        lastTokens[length++] = at < ownCount ? index : index + 1
      }
      for (let first = Math.max(start, stop - to + 1); first < end; first++) {
        const longest = Math.min(to, unitCount - first)
        for (let order = Math.max(from, stop - first + 1); order <= longest; order++) {
          const place = this.#characters.find(hashCharacters(codes, first, order))
          places[length] = place
          firstTokens[length] = index
          lastTokens[length] = owners[first + order - 1] as number
          length += place === -1 ? 0 : 1
        }
      }
      start = end
    }
    this.length = length
  }

  /** Where the n-grams of a token start in {@link #known}. `[start, end)` are its characters, `[end, stop)` the space after it. */
  #entryOf(token: Token, surrounding: number, start: number, end: number, stop: number): number {
    const number = WordToken.numberOf(token)
    const key = number * SURROUNDING_COUNT + surrounding
    const known = number === -1 ? 0 : (this.#startOf[key] ?? 0)
    if (known > 0) return known
    const entry = this.#knownLength
    const [from, to] = this.#model.settings.orders.characters
    while (this.#known.length < entry + 2 + (stop - start) * to) this.#known = grown(this.#known)
    let length = entry + 2
    const add = (first: number, order: number): void => {
      const place = this.#characters.find(hashCharacters(this.#ngrams.codes, first, order))
      if (place !== -1) this.#known[length++] = place
    }
    for (let first = start; first < end; first++) for (let order = from; order <= to && first + order <= end; order++) add(first, order)
    this.#known[entry] = length - entry - 2
    if (stop > end) for (let first = Math.max(start, stop - to); first <= Math.min(end - 1, stop - from); first++) add(first, stop - first)
    this.#known[entry + 1] = length - entry - 2 - (this.#known[entry] as number)
    if (number === -1) return entry
    while (this.#startOf.length <= key) this.#startOf = grown(this.#startOf)
    this.#startOf[key] = entry
    this.#knownLength = length
    return entry
  }

  #reserve(length: number): void {
    while (this.places.length < length) {
      this.places = grown(this.places)
      this.firstTokens = grown(this.firstTokens)
      this.lastTokens = grown(this.lastTokens)
    }
  }
}
