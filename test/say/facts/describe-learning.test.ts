import { describe, expect, it } from 'vitest'
import type { BreakdownAudit } from '../../../src/count/breakdown/breakdown-audit.js'
import { describeLearning } from '../../../src/say/facts/describe.js'
import { breakdownOf } from '../cite/cite-example.js'

const LEARNT = {
  baseModel: 'stack-en',
  adapterSha256: 'a',
  auditSha256: null,
  isRandom: true,
  labelCount: 30,
  deals: [],
}
const { origin } = breakdownOf().audit as BreakdownAudit
const say = (learnt: Partial<typeof LEARNT> | null): string =>
  describeLearning({ origin, ...(learnt && { learnt: { ...LEARNT, ...learnt } }) })

describe('describeLearning', () => {
  it('says of labels that were learnt after the draw that no share stands on them', () => {
    const record = { learnt: LEARNT, origin: { ...origin, changedSinceDraw: ['predictions' as const] } }
    expect(describeLearning(record)).toBe(
      'The program learnt 30 labels of these posts after the draw; the audited shares stand on its answers at the draw.',
    )
  })

  it.each([
    { name: 'nothing', given: say(null), expected: '' },
    {
      name: 'labels of the sample',
      given: say({}),
      expected:
        'The program first learnt 30 labels of these posts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.',
    },
    {
      name: 'one label, of a suggested post',
      given: say({ labelCount: 1, isRandom: false }),
      expected:
        'The program first learnt 1 label of these posts that it was given for learning, which no estimate counts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.',
    },
  ])('$name', ({ given, expected }) => {
    expect(given).toBe(expected)
  })
})
