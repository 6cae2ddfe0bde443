import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import {
  balanceRows,
  type SparseMatrix,
  stackRows,
  trainSoftmax,
} from '../../../base/statistics/train-softmax.js'
import type { PostFeatures } from '../../features/token.js'
import type { Cue } from './cue-table.js'
import { type LinearModel, quantiseWeights } from './linear-model.js'
import { NgramList, type NgramOrders, type Vocabulary } from './ngrams.js'
import { Vectoriser } from './vectoriser.js'

/** Features of a post with its label. */
export interface TrainingExample {
  readonly features: PostFeatures
  readonly label: string
  readonly weight: number
}

export interface LinearSettings {
  readonly orders: NgramOrders
  /** Minimum number of posts for a word or character n-gram to be kept. */
  readonly minWordDocuments: number
  readonly minCharacterDocuments: number
  readonly structureScale: number
  /** C of the L2 penalty; > 0. */
  readonly inverseRegularisation: number
  /** True if examples are weighted, so that every label has the same total. */
  readonly balanced: boolean
  readonly contrastFloor: number | null
  readonly gradientTolerance: number
  readonly temperature: number
}

export function buildVocabulary(
  examples: readonly TrainingExample[],
  settings: Pick<LinearSettings, 'orders' | 'minWordDocuments' | 'minCharacterDocuments'>,
): Vocabulary {
  const ngrams = new NgramList()
  const countDocuments = (
    fill: (features: PostFeatures) => void,
    minCount: number,
  ): [hash: number, count: number][] => {
    const counts = new Map<number, number>()
    for (const { features } of examples) {
      fill(features)
      for (const hash of new Set(ngrams.hashes.subarray(0, ngrams.length)))
        counts.set(hash, (counts.get(hash) ?? 0) + 1)
    }
    return [...counts].filter(([, count]) => count >= minCount).sort(([a], [b]) => a - b)
  }
  const words = countDocuments(
    (features) => ngrams.fillWords(features, settings.orders),
    settings.minWordDocuments,
  )
  const characters = countDocuments(
    (features) => ngrams.fillCharacters(features, settings.orders),
    settings.minCharacterDocuments,
  )
  const kept = [...words, ...characters]
  return {
    keys: Int32Array.from(kept, ([hash]) => hash),
    idf: Float32Array.from(kept, ([, count]) => Math.log((1 + examples.length) / (1 + count)) + 1),
    wordCount: words.length,
  }
}

/**
 * Measures how unevenly the labels use each n-gram. Gives the root mean square of its log-count
 * ratios, plus `floor`. A ratio compares one label with the rest, with 1 added to each count.
 *
 * @returns one scale per column; 1 for all columns if `floor` is null, and for the columns from
 *   `ngramCount` on
 * @see Wang & Manning (2012), Baselines and Bigrams, ACL, for the ratio; here it scales a
 *   multinomial logistic regression
 */
export function contrastScales(
  { offsets, columns, columnCount }: SparseMatrix,
  labels: Int32Array,
  labelCount: number,
  ngramCount: number,
  floor: number | null,
): Float64Array {
  const scales = new Float64Array(columnCount).fill(1)
  if (floor === null) return scales
  const counts = new Float64Array(ngramCount * labelCount)
  const totals = new Float64Array(labelCount).fill(ngramCount)
  labels.forEach((label, row) => {
    for (let entry = offsets[row] as number; entry < (offsets[row + 1] as number); entry++) {
      const column = columns[entry] as number
      if (column >= ngramCount) continue
      counts[column * labelCount + label] = (counts[column * labelCount + label] as number) + 1
      totals[label] = (totals[label] as number) + 1
    }
  })
  const allTotal = totals.reduce((sum, total) => sum + total, 0)
  for (let column = 0; column < ngramCount; column++) {
    const row = counts.subarray(column * labelCount, (column + 1) * labelCount)
    const all = row.reduce((sum, count) => sum + count, 0)
    let squares = 0
    for (let label = 0; label < labelCount; label++) {
      const total = totals[label] as number
      const inside = ((row[label] as number) + 1) / total
      const outside =
        (all - (row[label] as number) + 1) / (allTotal - total - (labelCount - 2) * ngramCount)
      squares += Math.log(inside / outside) ** 2
    }
    scales[column] = floor + Math.sqrt(squares / labelCount)
  }
  return scales
}

/** Orders each block by frequency, so that frequent n-grams share the processor's cache. */
function mostFrequentFirst(
  { keys, idf, wordCount }: Vocabulary,
  weights: Int16Array,
): Pick<LinearModel, 'vocabulary' | 'weights'> {
  const labelCount = weights.length / keys.length
  const columns = Int32Array.from(keys.keys())
  for (const block of [columns.subarray(0, wordCount), columns.subarray(wordCount)])
    block.sort((a, b) => (idf[a] as number) - (idf[b] as number) || a - b)
  const idfs = Float32Array.from(columns, (column) => idf[column] as number)
  const weightAt = (place: number) =>
    weights[(columns[Math.floor(place / labelCount)] as number) * labelCount + (place % labelCount)]
  return {
    vocabulary: { keys: columns.map((column) => keys[column] as number), idf: idfs, wordCount },
    weights: weights.map((_, place) => weightAt(place) as number),
  }
}

/** Settings that change neither the vectors of posts nor their columns. */
type FitSettings = Pick<LinearSettings, 'inverseRegularisation' | 'temperature'>

/**
 * Turns examples into vectors once, for fits of linear models with several penalties.
 * Deterministic: the same examples in the same order give the same bytes.
 *
 * @param examples some of every label of the scheme, none of others
 */
export function prepareLinear(
  examples: readonly TrainingExample[],
  scheme: StanceScheme,
  cues: readonly Cue[],
  settings: Omit<LinearSettings, keyof FitSettings>,
): (id: string, fit: FitSettings) => LinearModel {
  const labels = Int32Array.from(examples, ({ label }) => scheme.labels.indexOf(label))
  const labelCount = scheme.labels.length
  const vocabulary = buildVocabulary(examples, settings)
  const vectoriser = new Vectoriser({ vocabulary, cues, scheme, settings })
  const base = Float64Array.from(examples, ({ weight }) => weight)
  const rows = examples.map(({ features }) => vectoriser.vectorise(features))
  const matrix = stackRows(rows, vectoriser.columnCount)
  const scales = contrastScales(
    matrix,
    labels,
    labelCount,
    vocabulary.keys.length,
    settings.contrastFloor,
  )
  matrix.columns.forEach((column, entry) => {
    matrix.values[entry] = (matrix.values[entry] as number) * (scales[column] as number)
  })
  const rowWeights = settings.balanced ? balanceRows(labels, labelCount, base) : base
  return (id, { inverseRegularisation, temperature }) => {
    const trained = trainSoftmax(matrix, labels, labelCount, {
      penaltyOf: () => 1 / inverseRegularisation,
      rowWeights,
      gradientTolerance: settings.gradientTolerance,
    })
    trained.weights.forEach((weight, index) => {
      trained.weights[index] = weight * (scales[Math.floor(index / labelCount)] as number)
    })
    const ngramWeightCount = vocabulary.keys.length * labelCount
    const { steps, weightStep } = quantiseWeights(trained.weights.subarray(0, ngramWeightCount))
    return {
      id,
      scheme,
      settings: { orders: settings.orders, structureScale: settings.structureScale },
      ...mostFrequentFirst(vocabulary, steps),
      cues,
      weightStep,
      structureWeights: trained.weights.slice(ngramWeightCount),
      intercepts: trained.intercepts,
      temperature,
    }
  }
}
