import fc from 'fast-check'
import { expect, it } from 'vitest'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import { collectEvidence } from '../../../src/judge/stance/collect-evidence.js'
import { forAny } from '../../support/for-any.js'

const collect = (text: string, byToken: readonly number[]) =>
  collectEvidence(extractTextFeatures(text), Float64Array.from(byToken), 'winner', 'rival')

it('joins adjacent words that favour one label, strongest stretch first', () => {
  expect(collect('they gave up so smartly', [0.1, 1, 0.5, 0, -2])).toEqual([
    { start: 16, end: 23, text: 'smartly', toward: 'rival', weight: 2 },
    { start: 5, end: 12, text: 'gave up', toward: 'winner', weight: 1.5 },
  ])
})

it.each([
  [
    'separates adjacent words that favour different labels',
    'smart retreat',
    [-1, 2],
    ['retreat: winner', 'smart: rival'],
  ],
  [
    'leaves out words with less than a quarter of the strongest word’s weight',
    'one two three',
    [4, 1, 0.99],
    ['one two: winner'],
  ],
  ['finds nothing in a post without words', '', [], []],
  ['finds nothing in a post without weight', 'one two', [0, 0], []],
  ['finds nothing in a post of punctuation', '! ?', [1, 2], []],
])('%s', (_, text, byToken, found) => {
  expect(collect(text, byToken).map((each) => `${each.text}: ${each.toward}`)).toEqual(found)
})

it('ignores punctuation and mentions, also as the strongest token', () => {
  expect(collect('so @one , up', [0, 9, 9, 1])).toEqual([
    { start: 10, end: 12, text: 'up', toward: 'winner', weight: 1 },
  ])
})

it('keeps white space within a stretch', () => {
  expect(collect('gave \n\t up', [1, 1])).toMatchObject([
    { start: 0, end: 10, text: 'gave \n\t up' },
  ])
})

it('lists at most five, the earlier first when weights are equal', () => {
  const words = ['a', 'x', 'b', 'x', 'c', 'x', 'd', 'x', 'e', 'x', 'f']
  const found = collect(
    words.join(' '),
    words.map((word) => (word === 'x' ? 0 : 1)),
  )
  expect(found.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('never overlaps, and never gives more weight than the tokens have', () => {
  forAny(
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 }),
    (byToken) => {
      const found = collect(
        byToken.map((_, index) => `w${'abcdefghijklmnopqrst'[index]}`).join(' '),
        byToken,
      )
      const total = byToken.reduce((sum, value) => sum + Math.abs(value), 0)
      expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(total + 1e-9)
      const inOrder = [...found].sort((a, b) => a.start - b.start)
      inOrder.slice(1).forEach(({ start }, index) => {
        expect(start).toBeGreaterThanOrEqual(inOrder[index]?.end ?? 0)
      })
    },
  )
})
