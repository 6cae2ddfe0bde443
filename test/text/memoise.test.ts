import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remember } from '../../src/text/memoise.js'

const RUNS = Number(process.env['DEALSTANCE_RUNS'] ?? 1000)

describe('remember', () => {
  it('asks once for what was asked for again within the count', () => {
    const asked: string[] = []
    const answer = remember((word) => asked.push(word) && word.length, 2)
    for (const word of ['a', 'bb', 'a', 'bb', 'ccc', 'a']) answer(word)
    expect(asked).toEqual(['a', 'bb', 'ccc'])
  })

  it('remembers null', () => {
    let count = 0
    const answer = remember(() => {
      count += 1
      return null
    }, 1)
    expect([answer('a'), answer('a'), count]).toEqual([null, null, 1])
  })

  it('gives the answers of the function itself, whatever was asked before', () => {
    const reversed = (word: string): string => [...word].reverse().join('')
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 1, max: 4 }), (words, count) => {
        expect(words.map(remember(reversed, count))).toEqual(words.map(reversed))
      }),
      { numRuns: RUNS },
    )
  })
})
