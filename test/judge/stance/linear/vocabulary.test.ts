import { describe, expect, it } from 'vitest'
import { DocumentFrequencies } from '../../../../src/judge/stance/linear/vocabulary.js'

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
