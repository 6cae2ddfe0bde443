import { grown, hashWord, mixBits } from '../../../base/text/hash-text.js'
import { factOf, type PostFeatures, type Word } from '../../features/token.js'

const FNV_PRIME = 16777619
const WORD_SEED = 0x811c9dc5 | 0
const NEGATED_SEED = 0x5bd1e995
const CHARACTER_SEED = 0x2f0b4a27
const SPACE = 32

const NEGATIONS: ReadonlySet<string> = new Set('not no never nothing nobody none neither nor without hardly cannot'.split(' '))
/** Number of words after a negation that are marked as negated. Choice: four reaches "not a very smart move" without crossing most clauses. */
const NEGATION_WINDOW = 4
const CLAUSE_END: ReadonlySet<string> = new Set(['.', ',', ';', ':', '!', '?'])

/** The n-grams a model uses. */
export interface NgramOrders {
  /** Shortest and longest word n-gram. */
  readonly words: readonly [number, number]
  /** Shortest and longest character n-gram. */
  readonly characters: readonly [number, number]
  /** Whether negated words are additional features. */
  readonly negation: boolean
}

/** Handles and links identify people and pages, not opinions, so each becomes a placeholder. */
const placeholderOf = ({ kind }: Word): string | null => (kind === 'mention' ? '@user' : kind === 'url' || kind === 'email' ? 'http' : null)

const hashOf = factOf((word) => hashWord(placeholderOf(word) ?? word.normal))
const spellingOf = factOf((word) => placeholderOf(word) ?? word.text.toLowerCase().replaceAll('’', "'"))
const NEGATES = 1
const ENDS_CLAUSE = 2
const roleOf = factOf(({ normal }) => (NEGATIONS.has(normal) ? NEGATES : CLAUSE_END.has(normal) ? ENDS_CLAUSE : 0))

/** The n-grams of one post as 32-bit hashes, with the tokens each covers. Reuses its arrays: their contents are valid until the next call. */
export class NgramList {
  length = 0
  hashes = new Int32Array(4096)
  firstTokens = new Int32Array(4096)
  lastTokens = new Int32Array(4096)
  #wordHashes = new Int32Array(1024)
  #codes = new Int32Array(4096)
  #owners = new Int32Array(4096)

  /** Fills the list with the word n-grams after the leading handles and, if `negation` is set, with the negated words. */
  fillWords({ words, addresseeTokenCount }: PostFeatures, { words: [from, to], negation }: NgramOrders): void {
    while (this.#wordHashes.length < words.length) this.#wordHashes = grown(this.#wordHashes)
    // Each word opens an n-gram of every order, and may be negated.
    this.#reserve(words.length * (to - from + 2))
    this.length = 0
    const hashes = this.#wordHashes
    for (let index = addresseeTokenCount; index < words.length; index++) hashes[index] = hashOf(words[index] as Word)
    let negatedUntil = -1
    for (let start = addresseeTokenCount; start < words.length; start++) {
      let hash = WORD_SEED
      for (let order = 1; order <= to && start + order <= words.length; order++) {
        hash = (Math.imul(hash ^ (hashes[start + order - 1] as number), FNV_PRIME) + order) | 0
        if (order >= from) this.#push(mixBits(hash), start, start + order - 1)
      }
      if (!negation) continue
      const role = roleOf(words[start] as Word)
      if (role === NEGATES) negatedUntil = start + NEGATION_WINDOW
      else if (role === ENDS_CLAUSE) negatedUntil = -1
      else if (start <= negatedUntil) this.#push(mixBits(Math.imul((hashes[start] as number) ^ NEGATED_SEED, FNV_PRIME)), start, start)
    }
  }

  /**
   * Fills the list with the character n-grams after the leading handles: lower case, white space as one space, across word boundaries
   * (scikit-learn's `analyzer='char'`).
   *
   * @param tracksTokens whether to fill `firstTokens` and `lastTokens`; scoring does not need them and is faster without
   */
  fillCharacters(features: PostFeatures, { characters: [from, to] }: NgramOrders, tracksTokens = false): void {
    const unitCount = this.#flattenCharacters(features)
    this.#reserve(unitCount * (to - from + 1))
    const { hashes, firstTokens, lastTokens } = this
    const [codes, owners] = [this.#codes, this.#owners]
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

  /** Writes the characters with the token each belongs to. A space belongs to the token after it. */
  #flattenCharacters({ text, words, starts, addresseeTokenCount }: PostFeatures): number {
    // Placeholders are shorter than this, and lower-casing adds at most two units per letter.
    const bound = text.length * 3 + words.length * 6
    while (this.#codes.length < bound) {
      this.#codes = grown(this.#codes)
      this.#owners = grown(this.#owners)
    }
    const codes = this.#codes
    const owners = this.#owners
    let [length, end] = [0, 0]
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
