import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bigramOverlap,
  editDistance,
  isNearDuplicate,
} from '../../../src/base/text/string-distance.js'
import { forAny } from '../../support/for-any.js'

describe('editDistance', () => {
  // Counted by hand.
  it.each([
    { left: 'anthropoc', right: 'anthropic', limit: 2, distance: 1 },
    { left: 'colossus', right: 'colosus', limit: 2, distance: 1 },
    { left: 'gemini', right: 'gemnii', limit: 2, distance: 1 },
    { left: 'kitten', right: 'sitting', limit: 5, distance: 3 },
    { left: '', right: 'abc', limit: 5, distance: 3 },
    { left: 'same', right: 'same', limit: 0, distance: 0 },
    { left: 'kitten', right: 'sitting', limit: 1, distance: 2 },
    { left: 'a', right: 'abcdefgh', limit: 2, distance: 3 },
  ])('$left and $right within $limit: $distance', ({ left, right, limit, distance }) => {
    expect(editDistance(left, right, limit)).toBe(distance)
  })

  it('is symmetric, and 0 only for equal strings', () => {
    const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') })
    forAny(word, word, (left, right) => {
      expect(editDistance(left, right, 20)).toBe(editDistance(right, left, 20))
      expect(editDistance(left, right, 20) === 0).toBe(left === right)
    })
  })

  it('rejects an invalid limit', () => {
    expect(() => editDistance('a', 'b', -1)).toThrow(RangeError)
  })
})

describe('isNearDuplicate', () => {
  const post =
    'renting the old hall out tells you where the new model stands, and nobody rents out the good one'

  it('tolerates typos', () =>
    expect(isNearDuplicate(post, post.replace('tells', 'tels').replace('good', 'goood'))).toBe(
      true,
    ))
  it('separates two posts on the same subject', () => {
    expect(
      isNearDuplicate(
        post,
        'renting the old hall out is sensible, the new model trains elsewhere and nobody misses it at all',
      ),
    ).toBe(false)
  })
  it('finds no duplicate of blank text', () => expect(isNearDuplicate('', '  ')).toBe(false))
  it('separates a post from the same post repeated twice', () =>
    expect(isNearDuplicate(post, `${post} ${post}`)).toBe(false))
})

it('bigramOverlap is 0 for blank text and 1 for equal text', () => {
  expect(bigramOverlap('', '')).toBe(0)
  expect(bigramOverlap('lease', 'LEASE')).toBe(1)
})
