import type { PostFeatures } from '../../features/post-features.js'
import type { CueTable } from './cue-table.js'
import { CharacterNgrams, type NgramOrders, visitWordNgrams } from './hash-ngrams.js'
import { fillStructureFeatures } from './structure-features.js'
import { HashIndex, type Vocabulary } from './vocabulary.js'

export interface VectoriserSettings {
  readonly orders: NgramOrders
  /** Add marks, place in the thread and cues; their values are multiplied by this. 0 leaves them out. */
  readonly structureScale: number
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)))
const sublinear = (count: number): number => (count < LOGARITHMS.length ? (LOGARITHMS[count] as number) : 1 + Math.log(count))

/**
 * Turns a post into a sparse vector: TF-IDF (sublinear counts, smoothed idf) of word and of character n-grams,
 * each block scaled to length 1, then the structure features.
 * Holds work arrays: `indices` and `values` are valid until the next call.
 */
export class Vectoriser {
  readonly settings: VectoriserSettings
  /** Columns in all: the vocabulary, then the structure features. */
  readonly columnCount: number
  readonly #vocabulary: Vocabulary
  readonly #words: HashIndex
  readonly #characters: HashIndex
  readonly #characterNgrams = new CharacterNgrams()
  readonly #cues: CueTable
  readonly #counts: Uint32Array
  readonly #structure: Float64Array
  indices = new Int32Array(1024)
  values = new Float64Array(1024)
  length = 0

  /** @param structureCount how many structure features the scheme has */
  constructor(vocabulary: Vocabulary, cues: CueTable, settings: VectoriserSettings, structureCount: number) {
    const { keys, wordCount } = vocabulary
    this.settings = settings
    this.#vocabulary = vocabulary
    this.#cues = cues
    this.#words = new HashIndex(keys, 0, wordCount)
    this.#characters = new HashIndex(keys, wordCount, keys.length)
    this.#counts = new Uint32Array(keys.length)
    this.columnCount = keys.length + (settings.structureScale > 0 ? structureCount : 0)
    this.#structure = new Float64Array(structureCount)
  }

  vectorise(features: PostFeatures): void {
    this.length = 0
    visitWordNgrams(features, this.settings.orders, (hash) => this.#count(this.#words.find(hash)))
    this.#weigh(0)
    const wordEnd = this.length
    this.#characterNgrams.visit(features, this.settings.orders, (hash) => this.#count(this.#characters.find(hash)))
    this.#weigh(wordEnd)
    if (this.settings.structureScale > 0) this.#addStructure(features)
  }

  /**
   * Visits each n-gram of the vocabulary where it stands, after {@link vectorise} of the same post.
   *
   * @param visit column and covered tokens `[firstToken, lastToken]`, both inclusive
   */
  locate(features: PostFeatures, visit: (column: number, firstToken: number, lastToken: number) => void): void {
    const along = (index: HashIndex) => (hash: number, firstToken: number, lastToken: number) => {
      const column = index.find(hash)
      if (column !== -1) visit(column, firstToken, lastToken)
    }
    visitWordNgrams(features, this.settings.orders, along(this.#words))
    this.#characterNgrams.visit(features, this.settings.orders, along(this.#characters))
  }

  #push(column: number, value: number): void {
    if (this.length === this.indices.length) {
      const indices = new Int32Array(this.length * 2)
      const values = new Float64Array(this.length * 2)
      indices.set(this.indices)
      values.set(this.values)
      this.indices = indices
      this.values = values
    }
    this.indices[this.length] = column
    this.values[this.length++] = value
  }

  #count(column: number): void {
    if (column === -1) return
    const count = this.#counts[column] as number
    this.#counts[column] = count + 1
    if (count === 0) this.#push(column, 0)
  }

  #weigh(first: number): void {
    let squares = 0
    for (let entry = first; entry < this.length; entry++) {
      const column = this.indices[entry] as number
      const value = sublinear(this.#counts[column] as number) * (this.#vocabulary.idf[column] as number)
      this.values[entry] = value
      squares += value * value
      this.#counts[column] = 0
    }
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
    for (let entry = first; entry < this.length; entry++) this.values[entry] = (this.values[entry] as number) * scale
  }

  #addStructure(features: PostFeatures): void {
    const parentCues = features.parent ? this.#cues.sums(features.parent) : null
    fillStructureFeatures(features, this.#cues.sums(features), parentCues, this.#cues.sides, this.#structure)
    const first = this.#vocabulary.keys.length
    this.#structure.forEach((value, index) => {
      if (value !== 0) this.#push(first + index, value * this.settings.structureScale)
    })
  }
}
