import fc from 'fast-check'
import { expect, it } from 'vitest'
import { memoise } from '../../../src/base/text/lazily.js'
import { forAny } from '../../support/for-any.js'

it('computes a key once while it stays within the count', () => {
  const asked: string[] = []
  const answer = memoise((word) => asked.push(word) && word.length, 2)
  for (const word of ['a', 'bb', 'a', 'bb', 'ccc', 'a']) answer(word)
  expect(asked).toEqual(['a', 'bb', 'ccc'])
})

it('caches null', () => {
  let count = 0
  const answer = memoise(() => {
    count += 1
    return null
  }, 1)
  expect([answer('a'), answer('a'), count]).toEqual([null, null, 1])
})

it('gives the results of the function itself, with any cache', () => {
  const reversed = (word: string) => [...word].reverse().join('')
  forAny(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 1, max: 4 }), (words, count) => {
    expect(words.map(memoise(reversed, count))).toEqual(words.map(reversed))
  })
})
