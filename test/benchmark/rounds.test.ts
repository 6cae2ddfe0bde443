import { describe, expect, it } from 'vitest'
import { median, orderOfRound, orderOfRounds } from '../../scripts/benchmark/rounds.js'

describe('rounds', () => {
  it('contain every item once, in reverse order every second time', () => {
    expect(orderOfRounds(['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c', 'c', 'b', 'a', 'a', 'b', 'c'])
    expect(orderOfRounds([], 3)).toEqual([])
    expect([1, 2, 3].map((round) => orderOfRound(['one', 'two'], round)[0])).toEqual(['one', 'two', 'one'])
  })

  it.each([
    { values: [3, 1, 2], middle: 2 },
    { values: [4, 1, 3, 2], middle: 2.5 },
    { values: [7], middle: 7 },
    { values: [10, 9, 100], middle: 10 },
  ])('the median of $values is $middle', ({ values, middle }) => {
    const given = Object.freeze([...values])
    expect(median(given)).toBe(middle)
  })

  it('has no median without values', () => {
    expect(median([])).toBeNull()
  })
})
