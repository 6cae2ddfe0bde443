import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { LinearClassifier } from '../../../../src/judge/stance/linear/linear-classifier.js'
import { NgramBlock, NgramList } from '../../../../src/judge/stance/linear/ngrams.js'
import { Vectoriser } from '../../../../src/judge/stance/linear/vectoriser.js'
import { forAny, forSome } from '../../../support/for-any.js'
import { runCount } from '../../../support/run-count.js'
import { smallExamples, trainSmall } from '../small-posts.js'

const model = trainSmall()
const vectoriser = new Vectoriser(model)

/** The reference sums: the post's vector times the weights. */
function slowScores(text: string): number[] {
  const { columns, values } = vectoriser.vectorise(extractTextFeatures(text))
  return model.scheme.labels.map((_, label) => {
    let sum = 0
    for (const [entry, column] of Array.from(columns).entries()) {
      if (column >= model.vocabulary.keys.length) continue
      sum +=
        (values[entry] as number) *
        (model.weights[column * model.scheme.labels.length + label] as number)
    }
    return sum * model.weightStep
  })
}

const words = fc.array(
  fc.oneof(
    fc.constantFrom(...smallExamples().flatMap(({ features }) => features.text.split(' '))),
    fc.string(),
  ),
  {
    maxLength: 40,
  },
)

it('gives the same scores as the vector times the weights', () => {
  forSome(runCount(10_000), words, (parts) => {
    const text = parts.join(' ')
    const fast = new Float64Array(model.scheme.labels.length)
    vectoriser.addNgramScores(extractTextFeatures(text), fast)
    for (const [label, score] of slowScores(text).entries())
      expect((fast[label] as number) * model.weightStep).toBeCloseTo(score, 9)
  })
})

/**
 * The reference: each column's part of the score difference, in equal parts to its occurrences and
 * to the tokens of each.
 */
function slowByToken(text: string): number[] {
  const features = extractTextFeatures(text)
  const { keys, wordCount } = model.vocabulary
  const { columns, values } = vectoriser.vectorise(features)
  const partOf = new Map<number, number>()
  for (const [entry, column] of Array.from(columns).entries()) {
    const base = column * model.scheme.labels.length
    const difference = (model.weights[base] as number) - (model.weights[base + 1] as number)
    partOf.set(column, (values[entry] as number) * difference * model.weightStep)
  }
  const list = new NgramList()
  const places: [column: number, first: number, last: number][] = []
  const add = (hash: number, from: number, first: number, last: number) => {
    const column = keys.indexOf(hash, from)
    if (column !== -1 && (from > 0 || column < wordCount)) places.push([column, first, last])
  }
  list.fillWords(features, model.settings.orders)
  for (let at = 0; at < list.length; at++) {
    add(list.hashes[at] as number, 0, list.firstTokens[at] as number, list.lastTokens[at] as number)
  }
  list.fillCharacters(features, model.settings.orders, true)
  for (let at = 0; at < list.length; at++) {
    add(
      list.hashes[at] as number,
      wordCount,
      list.firstTokens[at] as number,
      list.lastTokens[at] as number,
    )
  }
  const byToken = features.tokens.map(() => 0)
  for (const [column, first, last] of places) {
    const occurrenceCount = places.filter(([other]) => other === column).length
    for (let token = first; token <= last; token++) {
      byToken[token] =
        (byToken[token] as number) +
        (partOf.get(column) ?? 0) / occurrenceCount / (last - first + 1)
    }
  }
  return byToken
}

const classifier = new LinearClassifier(model)

it('gives each token its part of the score difference, whether its word was seen before or not', () => {
  forSome(runCount(2000), words, (parts) => {
    const text = parts.join(' ')
    const expected = slowByToken(text)
    for (const own of [classifier, classifier, new LinearClassifier(model)]) {
      const found = own.weighTokens(
        { features: extractTextFeatures(text), target: null },
        { winner: 0, rival: 1 },
      )
      for (const [token, part] of expected.entries())
        expect(found[token]).toBeCloseTo(part / model.temperature, 9)
    }
  })
})

/** The columns of n-grams in a block, -1 for unknown ones. */
function columnsOf(
  keys: Int32Array,
  first: number,
  end: number,
  hashes: readonly number[],
): number[] {
  const vocabulary = {
    keys,
    idf: Float32Array.from(keys, (_, place) => (place % 7) * 3),
    wordCount: end,
  }
  const block = new NgramBlock({ vocabulary, first, end })
  block.fill({ hashes: Int32Array.from(hashes), length: hashes.length })
  return hashes.map((_, at) => block.columnAt(block.recordStarts[at] as number))
}

describe('the index of a block', () => {
  it('finds each key at its index, in its own block only', () => {
    const keys = Int32Array.from([-5, -1, 0, 7, -1, 7, 9])
    expect(columnsOf(keys, 0, 4, [-5, -1, 0, 7, 9])).toEqual([0, 1, 2, 3, -1])
    expect(columnsOf(keys, 4, 7, [-5, -1, 0, 7, 9])).toEqual([-1, 4, -1, 5, 6])
  })

  it('agrees with a Map for any keys', () => {
    const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    forAny(
      fc.uniqueArray(key, { maxLength: 60 }),
      fc.array(key, { maxLength: 10 }),
      (keys, others) => {
        const expected = new Map(keys.map((each, place) => [each, place]))
        const asked = [...keys, ...others]
        const found = columnsOf(Int32Array.from(keys), 0, keys.length, asked)
        expect(found).toEqual(asked.map((each) => expected.get(each) ?? -1))
      },
    )
  })
})
