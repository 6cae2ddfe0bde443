import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { shuffled } from '../../../../src/base/statistics/random/shuffled.js'
import { unitKeyOf } from '../../../../src/base/thread/unit-key.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw } from '../audit-example.js'

const POSTS = Object.freeze(manyPosts(300, 5))

describe('drawAudit', () => {
  it('takes every unit once, with chances that are drawn over whole, and strata that cover the population', () => {
    const design = draw(POSTS, 60)
    expect(new Set(design.units.map(unitKeyOf)).size).toBe(design.units.length)
    expect(design.strata.reduce((sum, { populationCount }) => sum + populationCount, 0)).toBe(300)
    for (const { id, populationCount, sampleCount } of design.strata) {
      const units = design.units.filter(({ stratum }) => stratum === id)
      expect(units).toHaveLength(sampleCount)
      for (const { probability } of units) expect(probability).toBe(sampleCount / populationCount)
      expect(sampleCount).toBeGreaterThanOrEqual(Math.min(2, populationCount))
    }
    // Horvitz-Thompson: the inverse chances sum to the size of the population.
    expect(design.units.reduce((sum, { probability }) => sum + 1 / (probability ?? Number.NaN), 0)).toBeCloseTo(300, 9)
  })

  it('60 of 300 posts go to two deals in proportion to their posts', () => {
    const { strata, units } = draw(POSTS, 60)
    expect(units).toHaveLength(60)
    expect(strata.map(({ id }) => id)).toEqual(['deal deal-a', 'deal deal-b'])
    for (const { populationCount, sampleCount } of strata) expect(Math.abs(sampleCount - populationCount / 5)).toBeLessThan(1)
  })

  it('does not depend on the order of posts (seeds 1-5)', () => {
    const before = draw(POSTS, 40)
    for (const seed of [1, 2, 3, 4, 5]) expect(draw(shuffled(POSTS, seededRandom(seed)), 40)).toEqual(before)
  })

  it('gives another sample for another seed, and the same for the same', () => {
    expect(draw(POSTS, 40, { seed: 2 })).toEqual(draw(POSTS, 40, { seed: 2 }))
    expect(draw(POSTS, 40, { seed: 2 }).units).not.toEqual(draw(POSTS, 40, { seed: 3 }).units)
  })

  it('a larger sample of the same seed holds the smaller one', () => {
    const large = new Set(draw(POSTS, 100).units.map(unitKeyOf))
    expect(draw(POSTS, 40).units.filter((unit) => !large.has(unitKeyOf(unit)))).toEqual([])
  })

  it('draws every unit about as often as its chance says (2,000 seeds, within 4 standard errors)', () => {
    const posts = [...Array(12)].map((_, index) => scoredPost([RETREAT, PIVOT, NEITHER][index % 3] as string, {}, [index < 8 ? 'a' : 'b']))
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 2000; seed++) {
      for (const unit of draw(posts, 6, { seed }).units) counts.set(unitKeyOf(unit), (counts.get(unitKeyOf(unit)) ?? 0) + 1)
    }
    // 4 of 8 in deal a, 2 of 4 in deal b: chance 0.5 each, standard error of the share 0.0112.
    expect(counts.size).toBe(12)
    for (const count of counts.values()) expect(Math.abs(count / 2000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000))
  })

  it('takes a post about two deals as two units, and one about none as one without a deal', () => {
    const { units, strata } = draw([scoredPost(RETREAT, {}, ['a', 'b']), scoredPost(PIVOT, {}, [])], 10)
    expect(units.map(({ dealId }) => dealId).sort()).toEqual(['a', 'b', null])
    expect(strata.map(({ id }) => id)).toEqual(['deal a', 'deal b', 'no deal'])
    for (const { probability } of units) expect(probability).toBe(1)
  })

  it('refuses a size below one, no posts, and a post that stands twice', () => {
    expect(() => draw(POSTS, 0)).toThrow(expect.objectContaining({ code: 'USAGE_OPTION_INVALID' }))
    expect(() => draw([], 5)).toThrow(expect.objectContaining({ code: 'SCORED_INVALID' }))
    const post = scoredPost(RETREAT)
    expect(() => draw([post, post], 5)).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringContaining('twice') }),
    )
  })
})
