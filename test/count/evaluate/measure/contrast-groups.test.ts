import { describe, expect, it } from 'vitest'
import { contrastGroups } from '../../../../src/count/evaluate/measure/evaluation.js'

const post = (id: string, goldLabel: string, predictedLabel: string | null) => ({ id, goldLabel, predictedLabel })

describe('contrastGroups', () => {
  const groupOf = new Map([
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
    ['b2', 'b'],
    ['c1', 'c'],
  ])
  const predictions = [
    post('a1', 'up', 'up'),
    post('a2', 'down', 'down'),
    post('b1', 'up', 'up'),
    post('b2', 'down', null),
    post('c1', 'up', 'up'),
    post('d1', 'up', 'up'),
  ]

  // Group a is right, b is not; c has one post, d1 no group. Wilson (1927) for 1 of 2: centre 1/2, half width z / (2 sqrt(2 + z²)) = 0.4054.
  it('counts a group only where every post is right, and leaves out single posts', () => {
    const result = contrastGroups(predictions, groupOf)
    expect(result).toMatchObject({ groupCount: 2, rightCount: 1, rightShare: { value: 0.5 } })
    expect(result?.rightShare.low).toBeCloseTo(0.0945, 4)
    expect(result?.rightShare.high).toBeCloseTo(0.9055, 4)
  })

  it('is null without groups', () => {
    expect(contrastGroups(predictions, new Map())).toBeNull()
    expect(contrastGroups([], groupOf)).toBeNull()
  })
})
