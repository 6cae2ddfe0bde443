import type { PostFeatures } from '../../features/post-features.js'
import type { CueTable } from './cue-table.js'
import { NgramList, type NgramOrders } from './ngram-list.js'
import { fillStructureFeatures } from './structure-features.js'
import { HashIndex, type Vocabulary } from './vocabulary.js'

/** The features a model uses; stored with its weights. */
export interface VectoriserSettings {
  readonly orders: NgramOrders
  /** Scale of the structure features (marks, cues, position in the thread); 0 leaves them out. */
  readonly structureScale: number
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)))
/** 1 + ln(count); 0 for 0. */
export const sublinear = (count: number): number => (count < LOGARITHMS.length ? (LOGARITHMS[count] as number) : 1 + Math.log(count))

/** Columns of the n-grams of a post, and how often each occurs. */
interface NgramColumns {
  readonly words: HashIndex
  readonly characters: HashIndex
  readonly counts: Uint32Array
}

/**
 * Turns a post into a sparse vector: TF-IDF (sublinear counts, smoothed idf) of word and of character n-grams, each block scaled to length
 * 1, then the structure features. Reuses its arrays: `indices` and `values` are valid until the next call.
 */
export class Vectoriser {
  readonly settings: VectoriserSettings
  /** Total number of columns: the vocabulary, then the structure features. */
  readonly columnCount: number
  readonly #vocabulary: Vocabulary
  readonly #ngrams = new NgramList()
  readonly #cues: CueTable
  #columns: NgramColumns | null = null
  readonly #structure: Float64Array
  indices = new Int32Array(1024)
  values = new Float64Array(1024)
  length = 0

  /** @param structureCount number of structure features of the scheme */
  constructor(vocabulary: Vocabulary, cues: CueTable, settings: VectoriserSettings, structureCount: number) {
    this.settings = settings
    this.#vocabulary = vocabulary
    this.#cues = cues
    this.columnCount = vocabulary.keys.length + (settings.structureScale > 0 ? structureCount : 0)
    this.#structure = new Float64Array(structureCount)
  }

  /** Built on first use, since scoring needs only the structure features. */
  get #ngramColumns(): NgramColumns {
    const { keys, wordCount } = this.#vocabulary
    this.#columns ??= {
      words: new HashIndex(keys, 0, wordCount),
      characters: new HashIndex(keys, wordCount, keys.length),
      counts: new Uint32Array(keys.length),
    }
    return this.#columns
  }

  /** Fills `indices` and `values` with the features of a post. */
  vectorise(features: PostFeatures): void {
    this.length = 0
    this.#ngrams.fillWords(features, this.settings.orders)
    this.#addBlock(this.#ngramColumns.words)
    this.#ngrams.fillCharacters(features, this.settings.orders)
    this.#addBlock(this.#ngramColumns.characters)
    if (this.settings.structureScale > 0) this.#addStructure(features)
  }

  #grow(): void {
    const indices = new Int32Array(this.indices.length * 2)
    const values = new Float64Array(this.indices.length * 2)
    indices.set(this.indices)
    values.set(this.values)
    this.indices = indices
    this.values = values
  }

  #push(column: number, value: number): void {
    if (this.length === this.indices.length) this.#grow()
    this.indices[this.length] = column
    this.values[this.length++] = value
  }

  /** Counts the known n-grams, applies TF-IDF and scales the block to length 1. */
  #addBlock(index: HashIndex): void {
    const first = this.length
    const { hashes, length: ngramCount } = this.#ngrams
    const { counts } = this.#ngramColumns
    while (this.indices.length < first + ngramCount) this.#grow()
    const { indices, values } = this
    let end = first
    for (let place = 0; place < ngramCount; place++) {
      const column = index.find(hashes[place] as number)
      if (column === -1) continue
      const count = counts[column] as number
      counts[column] = count + 1
      if (count === 0) indices[end++] = column
    }
    const { idf } = this.#vocabulary
    let squares = 0
    for (let entry = first; entry < end; entry++) {
      const column = indices[entry] as number
      const value = sublinear(counts[column] as number) * (idf[column] as number)
      values[entry] = value
      squares += value * value
      counts[column] = 0
    }
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
    for (let entry = first; entry < end; entry++) values[entry] = (values[entry] as number) * scale
    this.length = end
  }

  /** Fills the vector with the structure features only; columns as in {@link vectorise}. */
  vectoriseStructure(features: PostFeatures): void {
    this.length = 0
    if (this.settings.structureScale > 0) this.#addStructure(features)
  }

  #addStructure(features: PostFeatures): void {
    const parentCues = features.parent ? this.#cues.sums(features.parent) : null
    fillStructureFeatures(features, this.#cues.sums(features), parentCues, this.#cues.sides, this.#structure)
    const first = this.#vocabulary.keys.length
    for (let index = 0; index < this.#structure.length; index++) {
      const value = this.#structure[index] as number
      if (value !== 0) this.#push(first + index, value * this.settings.structureScale)
    }
  }
}
