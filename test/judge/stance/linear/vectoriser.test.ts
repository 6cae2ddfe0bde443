import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import {
  NgramBlock,
  NgramList,
  type NgramOrders,
} from '../../../../src/judge/stance/linear/ngrams.js'
import { structureFeatureNames } from '../../../../src/judge/stance/linear/structure-features.js'
import { buildVocabulary } from '../../../../src/judge/stance/linear/train-linear.js'
import { Vectoriser } from '../../../../src/judge/stance/linear/vectoriser.js'
import { SMALL_SETTINGS } from '../small-posts.js'

interface GoldenRow {
  readonly document: string
  readonly values: Readonly<Record<string, number>>
}
type Block = 'words' | 'characters'

const golden = JSON.parse(
  readFileSync(new URL('../../../golden/scikit-learn.json', import.meta.url), 'utf8'),
) as Record<Block, GoldenRow[]>
const ORDERS: NgramOrders = { words: [1, 3], characters: [2, 5], negation: false }
const STRUCTURE_COUNT = structureFeatureNames(STANCE_SCHEME).length

function vectoriserOf(documents: readonly string[], structureScale = 0) {
  const examples = documents.map((text) => ({
    features: extractTextFeatures(text),
    label: 'neither',
    weight: 1,
  }))
  const vocabulary = buildVocabulary(examples, {
    ...SMALL_SETTINGS,
    orders: ORDERS,
    minWordDocuments: 1,
    minCharacterDocuments: 1,
  })
  return {
    vocabulary,
    vectoriser: new Vectoriser({
      vocabulary,
      cues: [],
      scheme: STANCE_SCHEME,
      settings: { orders: ORDERS, structureScale },
    }),
  }
}

/** Values of the columns of a block. */
function blockOf(
  vectoriser: Vectoriser,
  text: string,
  from: number,
  to: number,
): Map<number, number> {
  const { columns, values } = vectoriser.vectorise(extractTextFeatures(text))
  return new Map(
    Array.from(columns, (column, at) => [column, values[at] as number] as const).filter(
      ([column]) => column >= from && column < to,
    ),
  )
}

// scikit-learn 1.9.1: TfidfVectorizer(analyzer='word' (token_pattern=r'\S+', ngram_range=(1, 3)) or
// 'char' (ngram_range=(2, 5)), sublinear_tf=True, smooth_idf=True,
// norm='l2').fit_transform(documents); test/golden/make-scikit-learn.py writes it.
describe.each<Block>(['words', 'characters'])('Vectoriser against TfidfVectorizer: %s', (block) => {
  const documents = golden[block].map(({ document }) => document)
  const { vocabulary, vectoriser } = vectoriserOf(documents)
  const isWords = block === 'words'
  const from = isWords ? 0 : vocabulary.wordCount
  const to = isWords ? vocabulary.wordCount : vocabulary.keys.length

  it('keeps the same number of n-grams', () => {
    expect(to - from).toBe(new Set(golden[block].flatMap(({ values }) => Object.keys(values))).size)
  })

  it.each(golden[block])('gives every n-gram of "$document" its value', ({ document, values }) => {
    const own = blockOf(vectoriser, document, from, to)
    expect(own.size).toBe(Object.keys(values).length)
    const ngrams = new NgramList()
    const index = new NgramBlock({ vocabulary, first: from, end: to })
    for (const [ngram, value] of Object.entries(values)) {
      // The hash of the n-gram itself: the longest of a text that consists of it. White space at
      // its ends needs neighbours.
      const column = columnOf(ngram, isWords, ngrams, index)
      if (column === null) continue
      expect(own.get(column), `"${ngram}"`).toBeCloseTo(value, 6)
    }
    const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b)
    sorted(Object.values(values)).forEach((value, place) => {
      expect(sorted(own.values())[place]).toBeCloseTo(value, 6)
    })
  })
})

function columnOf(
  ngram: string,
  isWords: boolean,
  ngrams: NgramList,
  index: NgramBlock,
): number | null {
  if (ngram !== ngram.trim()) return null
  const features = extractTextFeatures(ngram)
  const length = isWords ? ngram.split(' ').length : ngram.length
  const orders: NgramOrders = { ...ORDERS, words: [length, length], characters: [length, length] }
  if (isWords) ngrams.fillWords(features, orders)
  else ngrams.fillCharacters(features, orders)
  expect(ngrams.length, `"${ngram}"`).toBe(1)
  index.fill(ngrams)
  return index.columnAt(index.recordStarts[0] as number)
}

describe('Vectoriser', () => {
  const { vocabulary, vectoriser } = vectoriserOf(
    ['they sell the chips', 'they keep the race, and sell'],
    2,
  )

  it('scales each block to length 1 for any post', () => {
    const lengthOf = (values: Map<number, number>) =>
      Math.sqrt([...values.values()].reduce((sum, value) => sum + value * value, 0))
    for (const text of [
      'sell',
      'they sell the chips and keep the race',
      'they sell '.repeat(2000),
    ]) {
      expect(lengthOf(blockOf(vectoriser, text, 0, vocabulary.wordCount))).toBeCloseTo(1, 12)
      expect(
        lengthOf(blockOf(vectoriser, text, vocabulary.wordCount, vocabulary.keys.length)),
      ).toBeCloseTo(1, 12)
    }
  })

  it('gives unknown words no column and produces no NaN', () => {
    expect(blockOf(vectoriser, 'qqq', 0, vocabulary.keys.length).size).toBe(0)
    expect(blockOf(vectoriser, '', 0, vectoriser.columnCount).size).toBeLessThanOrEqual(
      STRUCTURE_COUNT,
    )
  })

  it('adds scaled structure features after the vocabulary, and none for a scale of 0', () => {
    const marks = blockOf(vectoriser, 'sell!', vocabulary.keys.length, vectoriser.columnCount)
    const exclamation = structureFeatureNames(STANCE_SCHEME).indexOf('exclamation mark')
    expect(marks.get(vocabulary.keys.length + exclamation)).toBe(2)
    expect(vectoriser.columnCount).toBe(vocabulary.keys.length + STRUCTURE_COUNT)
    const bare = vectoriserOf(['they sell the chips'], 0)
    expect(bare.vectoriser.columnCount).toBe(bare.vocabulary.keys.length)
  })
})
