import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import type { FrameUnit } from '../../../../src/count/audited/audit-frame.js'
import { MAX_BALANCE, measureBalance } from '../../../../src/count/audited/label-origin.js'
import { makeWorld, shuffle, THREAD } from '../../../cheats/world.js'
import { runCount } from '../../../run-count.js'
import { NEITHER, PIVOT, RETREAT } from '../../scored-posts.js'

const unitOf = (probabilities: object, isDrawn: boolean, stratum = 'no deal'): FrameUnit =>
  ({ judgement: { probabilities }, drawnAt: isDrawn ? 0 : null, stratum }) as unknown as FrameUnit
const sure = { [RETREAT]: 1, [PIVOT]: 0, [NEITHER]: 0 }
const unsure = { [RETREAT]: 0, [PIVOT]: 0.5, [NEITHER]: 0.5 }

describe('how far the drawn judgements are from all', () => {
  // By hand: means 1 and 0.5, variance of 1, 1, 0, 0 is 1/3, error sqrt((1/2 - 1/4) / 3) = 0.2887.
  it('is the difference of means in standard errors of a draw without replacement', () => {
    const { label, z } =
      measureBalance(
        [true, true, false, false].map((isDrawn) => unitOf(isDrawn ? sure : unsure, isDrawn)),
        STANCE_SCHEME,
      ) ?? {}
    expect([label, z?.toFixed(4)]).toEqual([RETREAT, (0.5 / Math.sqrt(1 / 12)).toFixed(4)])
  })

  it('is nothing within strata that are alike in themselves, in a census, or where rounding is all that differs', () => {
    const apart = [unitOf(sure, true, 'a'), unitOf(sure, true, 'a'), unitOf(unsure, false, 'b'), unitOf(unsure, true, 'b')]
    const rounded = [0.1 + 0.2, 0.3, 0.3].map((one, index) => unitOf({ [RETREAT]: one, [PIVOT]: 0.3, [NEITHER]: 0.4 }, index === 0))
    const census = [unitOf(sure, true), unitOf(unsure, true)]
    expect([apart, rounded, census].map((units) => measureBalance(units, STANCE_SCHEME))).toEqual([null, null, null])
  })
})

const DRAW_COUNT = runCount(1000) * 4

it.each([
  [100, 20],
  [100, 50],
  [200, 80],
  [400, 120],
  [400, 20],
])(
  `refuses none of the random samples of %i posts, %i drawn (${DRAW_COUNT} draws, seed 3)`,
  (postCount, sampleCount) => {
    const random = seededRandom(3)
    const { posts } = makeWorld(postCount, { ...THREAD, seed: postCount })
    const largest = Array.from({ length: DRAW_COUNT }, () => {
      const drawn = new Set(shuffle(posts, random).slice(0, sampleCount))
      return Math.abs(
        measureBalance(
          posts.map((post) => unitOf(post.probabilities ?? {}, drawn.has(post))),
          STANCE_SCHEME,
        )?.z ?? 0,
      )
    }).sort((one, other) => other - one)
    expect(largest[0]).toBeLessThan(MAX_BALANCE)
  },
  120_000,
)
