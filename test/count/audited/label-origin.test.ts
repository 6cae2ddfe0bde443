import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { sortPopulation } from '../../../src/count/audit/population.js'
import type { FrameUnit } from '../../../src/count/audited/audit-frame.js'
import { judgeModelAgreement, MAX_BALANCE, measureBalance, traceLabels } from '../../../src/count/audited/label-origin.js'
import { makeWorld, shuffle, THREAD } from '../../cheats/world.js'
import { runCount } from '../../support/run-count.js'
import { draw } from '../audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../scored-posts.js'

const POSTS = manyPosts(20, 1)
const DESIGN = draw(POSTS, 10, { seed: null })

/** `count` labelled judgements, of which the model is surer and surer from `low` to `high`; `isEqual` says which labels are its own. */
function frameOf(count: number, [low, high]: readonly [number, number], isEqual: (index: number) => boolean): FrameUnit[] {
  return Array.from({ length: count }, (_, index) => {
    const top = low + ((high - low) * index) / count
    const rest = (1 - top) / 2
    const judgement = { label: RETREAT, probabilities: { [RETREAT]: top, [PIVOT]: rest, [NEITHER]: rest } }
    return { post: { model: 'stack-en' }, judgement, label: isEqual(index) ? RETREAT : PIVOT } as unknown as FrameUnit
  })
}
const trace = (frame: readonly FrameUnit[]) =>
  traceLabels({ design: DESIGN, labels: [] }, { population: sortPopulation([]), frame, scheme: STANCE_SCHEME })
const verdict = (frame: readonly FrameUnit[]): string => judgeModelAgreement(trace(frame))

describe('agreement with the model', () => {
  // .5 ^ 14 = 6.1e-5, .5 ^ 13 = 1.2e-4; .667 ^ 42 = 4.1e-8.
  it.each([
    ['all of 150, the model unsure of a third', frameOf(150, [0.4, 0.9], () => true), 'copied'],
    ['all of 42', frameOf(42, [0.34, 0.6], () => true), 'copied'],
    // By hand: .667 ^ 20 = 1 in 3,290; .85 ^ 20 = 1 in 26.
    ['all of 20', frameOf(20, [0.34, 0.6], () => true), 'copied'],
    ['all of 40', frameOf(40, [0.34, 0.6], () => true), 'copied'],
    ['all of 19', frameOf(19, [0.34, 0.6], () => true), 'unusual'],
    ['all of 8', frameOf(8, [0.34, 0.6], () => true), 'unusual'],
    ['all of 7: too few', frameOf(7, [0.34, 0.6], () => true), 'usual'],
    ['19 of 20', frameOf(20, [0.34, 0.6], (index) => index > 0), 'usual'],
    ['38 of 40', frameOf(40, [0.34, 0.6], (index) => index > 1), 'unusual'],
    ['37 of 40', frameOf(40, [0.34, 0.6], (index) => index > 2), 'usual'],
    ['112 of 120, as on an easy thread', frameOf(120, [0.6, 0.9], (index) => index > 20 && index < 120), 'unusual'],
    ['108 of 120, the least sure among them', frameOf(120, [0.34, 0.6], (index) => index < 108), 'copied'],
    ['108 of 120', frameOf(120, [0.34, 0.6], (index) => index > 11), 'unusual'],
    ['five of six, a third of the least sure apart', frameOf(150, [0.4, 0.9], (index) => index >= 50 || index % 2 === 0), 'unusual'],
    ['two of three, as careful coders do', frameOf(150, [0.4, 0.9], (index) => index % 3 > 0), 'usual'],
    ['all of 60, of which the model was sure throughout', frameOf(60, [0.9, 0.99], () => true), 'copied'],
    ['all of 150 alike', frameOf(150, [0.6, 0.6], () => true), 'copied'],
  ])('%s: %s', (_name, frame, expected) => {
    expect(verdict(frame)).toBe(expected)
  })

  it('grants careful coders what the model itself expects where it is least sure', () => {
    const { modelAgreement } = trace(frameOf(90, [0.7, 0.97], () => true))
    expect(modelAgreement?.leastSure).toMatchObject({ judgedCount: 30, equalCount: 30 })
    expect(modelAgreement?.leastSure?.carefulShare).toBeCloseTo(0.7 + (0.27 * 14.5) / 90, 12)
  })

  const bareOf = (frame: readonly FrameUnit[]): FrameUnit[] =>
    frame.map((unit) => ({ ...unit, judgement: { ...unit.judgement, probabilities: null } }))

  // Readers of a good language model agree with it on 19 of 20: only labels alike throughout tell a copy.
  it.each([
    ['all of 20', bareOf(frameOf(20, [0.4, 0.9], () => true)), 'copied'],
    ['all of 19', bareOf(frameOf(19, [0.4, 0.9], () => true)), 'unusual'],
    ['149 of 150', bareOf(frameOf(150, [0.4, 0.9], (index) => index > 0)), 'usual'],
  ])('counts labels of a model without probabilities: %s, %s', (_name, frame, expected) => {
    expect(verdict(frame)).toBe(expected)
    expect(trace(frame).modelAgreement?.all).toMatchObject({ judgedCount: frame.length, carefulShare: null, chance: 1 })
  })

  it('counts labels under a scheme of its own', () => {
    const frame = frameOf(150, [0.4, 0.9], (index) => index > 2)
    const scheme = { ...STANCE_SCHEME, id: 'own' }
    const { modelAgreement } = traceLabels({ design: DESIGN, labels: [] }, { population: sortPopulation([]), frame, scheme })
    expect(modelAgreement?.all).toEqual({ judgedCount: 150, equalCount: 147, carefulShare: null, chance: 1 })
  })

  it('says nothing of posts that no model labelled', () => {
    const frame = bareOf(frameOf(30, [0.4, 0.9], () => true)).map((unit) => {
      return { ...unit, judgement: { ...unit.judgement, labelledBy: 'hand' as const } }
    })
    expect(trace(frame).modelAgreement).toBeNull()
  })
})

const unitOf = (probabilities: object, isDrawn: boolean, stratum = 'no deal'): FrameUnit =>
  ({ judgement: { probabilities }, drawnAt: isDrawn ? 0 : null, stratum }) as unknown as FrameUnit
const sure = { [RETREAT]: 1, [PIVOT]: 0, [NEITHER]: 0 }
const unsure = { [RETREAT]: 0, [PIVOT]: 0.5, [NEITHER]: 0.5 }

describe('the balance of the drawn judgements against all', () => {
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
