import { describe, expect, it } from 'vitest'
import { describeRuns, sameWords, unrecordedCountOf } from '../../../src/say/facts/run-words.js'
import { recordOf } from '../../base/thread/run-example.js'

describe('sameWords', () => {
  const here = (version: string, sha256: string | null) => ({ version, weightsOf: () => sha256 })

  it.each([
    ['1.2.3', 'a'.repeat(64), 'version and weights are the same here'],
    ['1.3.0', 'a'.repeat(64), 'the version here is 1.3.0, the weights are the same'],
    ['1.2.3', 'd'.repeat(64), 'the version is the same here, the weights here are others (dddddddddddd…)'],
    ['1.3.0', null, 'the version here is 1.3.0, the model is not here'],
  ])('tells a version %s with the weights %s', (version, sha256, words) => {
    expect(sameWords(recordOf(), here(version, sha256))).toBe(words)
  })

  it('speaks of the version alone where the labels come from elsewhere', () => {
    expect(sameWords(recordOf({ weights: null }), here('1.2.3', 'a'.repeat(64)))).toBe('the version is the same here')
  })
})

describe('describeRuns', () => {
  it('says once what made the labels of several inputs, with whole hashes', () => {
    const records = [recordOf(), recordOf({ inputs: [{ name: 'other.txt', sha256: 'e'.repeat(64) }] })]
    const runs = records.map((record) => ({ run: record.run, postCount: 2, record }))
    expect(describeRuns([...runs, { run: null, postCount: 3, record: null }])).toEqual([
      `Labelled by software: 4 posts by dealstance 1.2.3, on Node 20.20.2, in run ${records.map(({ run }) => run).join(', ')}.`,
      'Its command: classify thread.txt',
      `By SHA-256: weights of linear-en ${'a'.repeat(64)}, options ${'b'.repeat(64)}; inputs thread.txt ${'c'.repeat(64)}, other.txt ${'e'.repeat(64)}.`,
    ])
    expect(unrecordedCountOf([...runs, { run: null, postCount: 3, record: null }])).toBe(3)
  })
})
