import type { SparseRow } from '../../../base/statistics/train-softmax.js'
import { lazily } from '../../../base/text/lazily.js'
import type { PostFeatures } from '../../features/token.js'
import { CueTable } from './cue-table.js'
import type { LinearModel, VectoriserSettings } from './linear-model.js'
import { NgramBlock, NgramList } from './ngrams.js'
import { fillStructureFeatures, structureFeatureNames } from './structure-features.js'

/** The parts of a model that name features; no weights for vectors alone. */
type VectoriserParts = Pick<LinearModel, 'vocabulary' | 'cues' | 'scheme' | 'settings'> &
  Partial<Pick<LinearModel, 'weights'>>

/**
 * Turns a post into features: TF-IDF of word n-grams, of character n-grams, then structure
 * features. Counts are sublinear, idf smoothed, and each block scaled to length 1. Training takes
 * them as one sparse vector, scoring multiplies each part by its weights.
 */
export class Vectoriser {
  readonly settings: VectoriserSettings
  /** Total number of columns: the vocabulary, then the structure features. */
  readonly columnCount: number
  readonly #ngramCount: number
  readonly #cues: CueTable
  readonly #ngrams = new NgramList()
  /** Opened on first use: a main thread with workers needs none. */
  readonly #blocks: () => readonly [words: NgramBlock, characters: NgramBlock]
  readonly #structure: Float64Array

  constructor(parts: VectoriserParts) {
    const { vocabulary, weights, cues, scheme, settings } = parts
    const structureCount = structureFeatureNames(scheme).length
    const end = vocabulary.keys.length
    const blockOf = (first: number, end: number) =>
      new NgramBlock({ vocabulary, weights, first, end })
    this.settings = settings
    this.#ngramCount = end
    this.#blocks = lazily(() => [
      blockOf(0, vocabulary.wordCount),
      blockOf(vocabulary.wordCount, end),
    ])
    this.#cues = new CueTable(cues, scheme)
    this.columnCount = end + (settings.structureScale > 0 ? structureCount : 0)
    this.#structure = new Float64Array(structureCount)
  }

  /** The features of a post as one vector, for training. */
  vectorise(features: PostFeatures): SparseRow {
    const row: { columns: number[]; values: number[] } = { columns: [], values: [] }
    const push = (column: number, value: number): void => {
      row.columns.push(column)
      row.values.push(value)
    }
    this.#eachBlock(features, (block) => {
      for (let at = 0; at < block.length; at++)
        push(block.columnAt(block.places[at] as number), (block.values[at] as number) * block.scale)
    })
    for (const [index, value] of this.structureOf(features).entries())
      if (value !== 0) push(this.#ngramCount + index, value)
    return row
  }

  /** Adds the scores of a text's n-grams. */
  addNgramScores(features: PostFeatures, scores: Float64Array): void {
    this.#eachBlock(features, (block) => block.addScores(scores))
  }

  /** The n-grams' part of the score of one label over another, by token. */
  ngramScoresByToken(features: PostFeatures, winner: number, rival: number): Float64Array {
    const byToken = new Float64Array(features.words.length)
    this.#eachBlock(
      features,
      (block) => block.addByToken(this.#ngrams, winner, rival, byToken),
      true,
    )
    return byToken
  }

  /** The scaled structure features of a post; none for a scale of 0. Valid until the next call. */
  structureOf(features: PostFeatures): Float64Array {
    const { structureScale } = this.settings
    const structure = this.#structure
    if (structureScale === 0) return structure.subarray(0, 0)
    const parentCues = features.parent ? this.#cues.sums(features.parent) : null
    fillStructureFeatures(
      features,
      this.#cues.sums(features),
      parentCues,
      this.#cues.sides,
      structure,
    )
    for (let index = 0; index < structure.length; index++)
      structure[index] = (structure[index] as number) * structureScale
    return structure
  }

  #eachBlock(features: PostFeatures, use: (block: NgramBlock) => void, tracksTokens = false): void {
    const [words, characters] = this.#blocks()
    const ngrams = this.#ngrams
    ngrams.fillWords(features, this.settings.orders)
    words.fill(ngrams)
    use(words)
    ngrams.fillCharacters(features, this.settings.orders, tracksTokens)
    characters.fill(ngrams)
    use(characters)
  }
}
