import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DocumentFrequencies, HashIndex } from '../../../../src/judge/stance/linear/vocabulary.js'
import { runCount } from '../../../run-count.js'

const RUNS = runCount()

describe('HashIndex', () => {
  it('finds each key at its index, in its own block only', () => {
    const keys = Int32Array.from([-5, -1, 0, 7, -1, 7, 9])
    const first = new HashIndex(keys, 0, 4)
    const second = new HashIndex(keys, 4, 7)
    expect([-5, -1, 0, 7, 9].map((key) => first.find(key))).toEqual([0, 1, 2, 3, -1])
    expect([-5, -1, 0, 7, 9].map((key) => second.find(key))).toEqual([-1, 4, -1, 5, 6])
  })

  it('supports an empty list of keys', () => {
    expect(new HashIndex(new Int32Array(), 0, 0).find(0)).toBe(-1)
    expect(new HashIndex(new Int32Array(), 0, 0).find(-1)).toBe(-1)
  })

  it('agrees with a Map for any keys', () => {
    const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 60 }), fc.array(key, { maxLength: 10 }), (keys, others) => {
        const index = new HashIndex(Int32Array.from(keys), 0, keys.length)
        const expected = new Map(keys.map((each, place) => [each, place]))
        for (const each of [...keys, ...others]) expect(index.find(each)).toBe(expected.get(each) ?? -1)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('DocumentFrequencies', () => {
  it('counts a hash once per document, and lists those above the minimum in ascending order', () => {
    const frequencies = new DocumentFrequencies()
    for (const [hash, document] of [
      [5, 0],
      [5, 0],
      [-3, 0],
      [5, 1],
      [9, 1],
      [-3, 2],
      [5, 2],
    ] as const)
      frequencies.add(hash, document)
    expect(frequencies.atLeast(1)).toEqual([
      [-3, 2],
      [5, 3],
      [9, 1],
    ])
    expect(frequencies.atLeast(3)).toEqual([[5, 3]])
  })
})
