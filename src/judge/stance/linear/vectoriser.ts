import { grown } from '../../../base/text/hash-text.js'
import type { PostFeatures } from '../../features/post-features.js'
import type { CueTable } from './cue-table.js'
import { buildSlots, NgramBlock, type NgramSlots } from './ngram-block.js'
import { NgramList, type NgramOrders } from './ngram-list.js'
import { fillStructureFeatures } from './structure-features.js'
import type { Vocabulary } from './vocabulary.js'

/** The features a model uses; stored with its weights. */
export interface VectoriserSettings {
  readonly orders: NgramOrders
  /** Scale of the structure features (marks, cues, position in the thread); 0 leaves them out. */
  readonly structureScale: number
}

/**
 * Turns a post into features: TF-IDF (sublinear counts, smoothed idf) of word and of character n-grams, each block scaled to length 1,
 * then the structure features. Training takes them as one sparse vector, scoring multiplies each part by its weights.
 */
export class Vectoriser {
  readonly settings: VectoriserSettings
  /** Total number of columns: the vocabulary, then the structure features. */
  readonly columnCount: number
  readonly #vocabulary: Vocabulary
  readonly #cues: CueTable
  readonly #ngrams = new NgramList({ tracksTokens: false })
  #tracked: NgramList | null = null
  #slots: NgramSlots | undefined
  #blocks: Readonly<Record<keyof NgramSlots, NgramBlock>> | null = null
  readonly #structure: Float64Array
  /** The vector of the last call of {@link vectorise}, valid until the next. */
  indices = new Int32Array(1024)
  values = new Float64Array(1024)
  length = 0

  /**
   * @param structureCount number of structure features of the scheme
   * @param slots indices of the vocabulary; default: built on first use, since a thread whose workers score needs none
   */
  constructor(vocabulary: Vocabulary, cues: CueTable, settings: VectoriserSettings, structureCount: number, slots?: NgramSlots) {
    this.settings = settings
    this.#vocabulary = vocabulary
    this.#cues = cues
    this.#slots = slots
    this.columnCount = vocabulary.keys.length + (settings.structureScale > 0 ? structureCount : 0)
    this.#structure = new Float64Array(structureCount)
  }

  /** Fills `indices` and `values` with the features of a post. */
  vectorise(features: PostFeatures): void {
    this.length = 0
    this.#eachBlock(features, this.#ngrams, ({ columns, values, length, scale }) => {
      for (let at = 0; at < length; at++) this.#push(columns[at] as number, (values[at] as number) * scale)
    })
    const structure = this.structureOf(features)
    for (let index = 0; index < structure.length; index++) {
      if (structure[index] !== 0) this.#push(this.#vocabulary.keys.length + index, structure[index] as number)
    }
  }

  /** Adds n-grams times weights to the scores. @param weights `weights[column * labelCount + label]` */
  addNgramScores(features: PostFeatures, weights: Int16Array, scores: Float64Array): void {
    this.#eachBlock(features, this.#ngrams, (block) => block.addScores(weights, scores))
  }

  /** What the n-grams add to the score of one label over another, by token. @param differenceOf see {@link NgramBlock.addByToken} */
  ngramScoresByToken(features: PostFeatures, differenceOf: (column: number) => number): Float64Array {
    const byToken = new Float64Array(features.tokens.length)
    const ngrams = (this.#tracked ??= new NgramList())
    this.#eachBlock(features, ngrams, (block) => block.addByToken(ngrams, differenceOf, byToken))
    return byToken
  }

  /** The scaled structure features of a post; none for a scale of 0. Valid until the next call. */
  structureOf(features: PostFeatures): Float64Array {
    const { structureScale } = this.settings
    const structure = this.#structure
    if (structureScale === 0) return structure.subarray(0, 0)
    const parentCues = features.parent ? this.#cues.sums(features.parent) : null
    fillStructureFeatures(features, this.#cues.sums(features), parentCues, this.#cues.sides, structure)
    for (let index = 0; index < structure.length; index++) structure[index] = (structure[index] as number) * structureScale
    return structure
  }

  #eachBlock(features: PostFeatures, ngrams: NgramList, use: (block: NgramBlock) => void): void {
    const { words, characters } = (this.#blocks ??= this.#openBlocks())
    ngrams.fillWords(features, this.settings.orders)
    words.fill(ngrams)
    use(words)
    ngrams.fillCharacters(features, this.settings.orders)
    characters.fill(ngrams)
    use(characters)
  }

  #openBlocks(): Readonly<Record<keyof NgramSlots, NgramBlock>> {
    const slots = (this.#slots ??= buildSlots(this.#vocabulary))
    return { words: new NgramBlock(this.#vocabulary, slots.words), characters: new NgramBlock(this.#vocabulary, slots.characters) }
  }

  #push(column: number, value: number): void {
    if (this.length === this.indices.length) {
      this.indices = grown(this.indices)
      const values = new Float64Array(this.indices.length)
      values.set(this.values)
      this.values = values
    }
    this.indices[this.length] = column
    this.values[this.length++] = value
  }
}
