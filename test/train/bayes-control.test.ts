import { BayesClassifier } from 'natural/lib/natural/classifiers/index.js'
import { expect, it } from 'vitest'
import {
  createBayesClassifier,
  loadBayesControl,
  trainBayes,
} from '../../scripts/research/evaluate/bayes-control.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../src/judge/features/extract-features.js'
import { ask, FALLING, NEITHER, RETREAT, smallExamples } from '../judge/stance/small-posts.js'

const model = trainBayes('bayes', smallExamples(), STANCE_SCHEME)
const classifier = createBayesClassifier(model)

it('gives the logarithms of natural’s values on short posts', () => {
  const natural = BayesClassifier.restore(JSON.parse(model.classifier))
  for (const text of [...smallExamples().map(({ features }) => features.text), 'never seen', '']) {
    const [scores] = classifier.score([ask(text)]) as [Float64Array]
    const values = new Map(
      natural.getClassifications(text).map(({ label, value }) => [label, value]),
    )
    STANCE_SCHEME.labels.forEach((label, index) => {
      expect((scores[index] as number) / Math.log(values.get(label) as number)).toBeCloseTo(1, 12)
    })
  }
})

it('classifies a post of 400 known words (gave the first label, since natural’s values are all 0)', () => {
  const words = Array.from(
    { length: 400 },
    (_, index) => `w${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}q`,
  )
  const long = { features: extractTextFeatures(words.join(' ')), label: NEITHER }
  const trained = trainBayes('long', [...smallExamples(), long], STANCE_SCHEME)
  const values = BayesClassifier.restore(JSON.parse(trained.classifier)).getClassifications(
    long.features.text,
  )
  expect(values.map(({ value }) => value)).toEqual([0, 0, 0])
  const [scores] = createBayesClassifier(trained).score([ask(long.features.text)]) as [Float64Array]
  expect([...scores].every(Number.isFinite)).toBe(true)
  expect(STANCE_SCHEME.labels[scores.indexOf(Math.max(...scores))]).toBe(NEITHER)
})

it('keeps no training text', () => {
  expect(model.classifier).not.toContain('crown jewels')
  expect(JSON.parse(model.classifier)).toMatchObject({ docs: [] })
})

it('ignores the addressees', () => {
  expect(classifier.score([ask('@smart @desperate hm')])).toEqual(classifier.score([ask('hm')]))
})

it('learns from posts without words, and from words that are names of object members', () => {
  const odd = ['', '🤡', '@one', '__proto__ constructor', '!!!'].map((text) => ({
    features: extractTextFeatures(text),
    label: RETREAT,
  }))
  const own = createBayesClassifier(trainBayes('odd', [...smallExamples(), ...odd], STANCE_SCHEME))
  const [scores] = own.score([ask('constructor of __proto__')]) as [Float64Array]
  expect([...scores].every(Number.isFinite)).toBe(true)
})

it('gives scores in the order of the scheme, not of the examples', () => {
  const own = createBayesClassifier(
    trainBayes('falling', smallExamples(FALLING).reverse(), FALLING),
  )
  expect(own.score([ask('a white flag, they lost, desperate')])).toEqual(
    classifier.score([ask('a white flag, they lost, desperate')]),
  )
})

it('is read from models/evaluation', () => {
  expect(loadBayesControl()).toMatchObject({
    id: 'bayes',
    scheme: { labels: STANCE_SCHEME.labels },
  })
})
