import { describe, expect, it } from 'vitest'
import { describeLearning } from '../../../src/say/facts/describe-learning.js'

const LEARNT = {
  baseModel: 'stack-en',
  adapterSha256: 'a',
  auditSha256: null,
  isRandom: true,
  labelCount: 30,
  deals: [],
  isLearntHere: false,
}
const say = (learnt: Partial<typeof LEARNT> | null, predictions?: 'learnt' | 'unlearnt'): string =>
  describeLearning(learnt === null ? {} : { learnt: { ...LEARNT, ...learnt } }, predictions === undefined ? null : { predictions })

describe('describeLearning', () => {
  it.each([
    { name: 'nothing', given: say(null), expected: '' },
    {
      name: 'labels of the sample',
      given: say({}, 'learnt'),
      expected:
        'The program first learnt 30 labels of these posts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.',
    },
    {
      name: 'one label, of a suggested post',
      given: say({ labelCount: 1, isRandom: false }),
      expected:
        'The program first learnt 1 label of these posts that it was given for learning, which no estimate counts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.',
    },
    {
      name: 'labels that help the shares of this group no further',
      given: say({}, 'unlearnt'),
      expected:
        'The program first learnt 30 labels of these posts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label; the shares stand on its answers from before it learnt, which were the steadier guide.',
    },
  ])('$name', ({ given, expected }) => {
    expect(given).toBe(expected)
  })
})
