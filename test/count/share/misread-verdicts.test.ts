import { expect, it } from 'vitest'
import { tallyVerdicts } from '../../../scripts/coverage/plays/misread-verdicts.js'

const draws = 480

// Of censuses of 20, 6.2 % of the verdicts were false while a margin of one post was a lead.
it.each([20, 21, 41, 60, 61, 100, 400])(
  `verdicts on %i posts are false in 1.5 % at most where a reader errs on 5 % (seed 1, ${draws} draws)`,
  (postCount) => {
    const { falseCount, leadCount } = tallyVerdicts(postCount, { errorRate: 0.05, draws, seed: 1 })
    expect(falseCount / draws).toBeLessThanOrEqual(0.015)
    if (postCount > 20) expect(leadCount / draws).toBeGreaterThan(0.15)
  },
)

it('verdicts are rarely false where labels are read rightly (seed 2)', () => {
  const { falseCount } = tallyVerdicts(60, { errorRate: 0, draws, seed: 2 })
  expect(falseCount).toBe(0)
})
