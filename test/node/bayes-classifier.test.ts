import { describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../src/features/extract-features.js'
import { createBayesClassifier, trainBayes } from '../../src/node/bayes-classifier.js'
import { createScheme, STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import { ask, RETREAT, smallExamples } from '../stance/small-posts.js'

const model = trainBayes('bayes', smallExamples(), STANCE_SCHEME)
const classifier = createBayesClassifier(model)

function labelOf(text: string): string | undefined {
  const [scores] = classifier.score([ask(text)]) as [Float64Array]
  return STANCE_SCHEME.labels[scores.indexOf(Math.max(...scores))]
}

describe('the Bayes control', () => {
  it('learned something', () => {
    expect(labelOf('a white flag, they lost, desperate')).toBe(RETREAT)
  })

  it('gives the same model twice, and survives JSON', () => {
    expect(trainBayes('bayes', smallExamples(), STANCE_SCHEME)).toEqual(model)
    const again = createBayesClassifier(JSON.parse(JSON.stringify(model)) as typeof model)
    const input = ask('smart business')
    expect(again.score([input])).toEqual(classifier.score([input]))
  })

  it('keeps no training text', () => {
    expect(model.classifier).not.toContain('crown jewels')
    expect(JSON.parse(model.classifier)).toMatchObject({ docs: [] })
  })

  it('does not read who is addressed', () => {
    expect(classifier.score([ask('@smart @desperate hm')])).toEqual(classifier.score([ask('hm')]))
  })

  it('learns from posts without words, and from words named like object members, without harm', () => {
    const odd = ['', '🤡', '@one', '__proto__ constructor', '!!!'].map((text) => ({ features: extractTextFeatures(text), label: RETREAT }))
    const own = createBayesClassifier(trainBayes('odd', [...smallExamples(), ...odd], STANCE_SCHEME))
    const [scores] = own.score([ask('constructor of __proto__')]) as [Float64Array]
    expect([...scores].every(Number.isFinite)).toBe(true)
  })

  it('gives scores in the order of the scheme, not of the examples', () => {
    const scheme = createScheme({ id: 'falling', labels: ['2', '1', '0'], sides: ['2', '1'], neutral: '0' })
    const own = createBayesClassifier(trainBayes('falling', smallExamples(scheme).reverse(), scheme))
    expect(own.score([ask('a white flag, they lost, desperate')])).toEqual(classifier.score([ask('a white flag, they lost, desperate')]))
  })

  it.each(['{', 'null', '{}'])('refuses a classifier that natural cannot read back: %s', (broken) => {
    expect(() => createBayesClassifier({ ...model, classifier: broken })).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
  })
})
