import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { unitKeyOf } from '../../../../src/base/thread/unit-key.js'
import { allot, growAudit } from '../../../../src/count/audit/draw/draw-audit.js'
import { sampleSizeFor, totalSizeFor } from '../../../../src/count/audit/draw/sample-size.js'
import { sortPopulation } from '../../../../src/count/audit/population.js'
import { joinAudit } from '../../../../src/count/share/join-audit.js'
import { failure } from '../../../support/caught.js'
import { forAny } from '../../../support/for-any.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw } from '../audit-example.js'

const POSTS = Object.freeze(manyPosts(300, 5))

describe('drawAudit', () => {
  it('takes every unit once, and strata that cover the population', () => {
    const design = draw(POSTS, 60)
    expect(new Set(design.units.map(unitKeyOf)).size).toBe(design.units.length)
    expect(design.strata.reduce((sum, { populationCount }) => sum + populationCount, 0)).toBe(300)
    for (const { dealId, populationCount, sampleCount } of design.strata) {
      expect(design.units.filter((unit) => unit.dealId === dealId)).toHaveLength(sampleCount)
      expect(sampleCount).toBeGreaterThanOrEqual(Math.min(2, populationCount))
    }
  })

  it('60 of 300 posts go to two deals so that their shares are as precise', () => {
    const { strata, units } = draw(POSTS, 60)
    expect(units).toHaveLength(60)
    expect(strata.map(({ dealId }) => dealId)).toEqual(['deal-a', 'deal-b'])
    expect(strata.map(({ sampleCount }) => sampleCount)).toEqual([30, 30])
  })

  it('does not depend on the order of posts (seeds 1-5)', () => {
    const before = draw(POSTS, 40)
    for (const seed of [1, 2, 3, 4, 5])
      expect(draw(shuffled(POSTS, seededRandom(seed)), 40)).toEqual(before)
  })

  it('draws none of a deal that is only mentioned, unless everything is drawn or nothing is to be left out; grows and joins alike', () => {
    const posts = [...POSTS, ...Array.from({ length: 9 }, () => scoredPost(RETREAT, {}, ['small']))]
    const countsOf = ({ strata }: ReturnType<typeof draw>) =>
      strata.map(({ sampleCount }) => sampleCount)
    const design = draw(posts, 60)
    expect([
      countsOf(design).at(-1),
      design.strata.at(-1)?.populationCount,
      design.units.length,
    ]).toEqual([0, 9, 60])
    expect(countsOf(draw(posts, 309)).at(-1)).toBe(9)
    expect(countsOf(draw(posts, 60, { leftOut: new Set() })).at(-1)).toBe(8)
    expect(countsOf(growAudit(design, posts, 90)).at(-1)).toBe(0)
    expect(countsOf(growAudit(design, posts, 309)).at(-1)).toBe(9)
    const join = (joined: typeof design) =>
      joinAudit(sortPopulation(posts), { design: joined, labels: [] }, STANCE_SCHEME)
    expect(
      join(growAudit(design, posts, 90)).filter(({ outcome }) => outcome !== null),
    ).toHaveLength(90)
  })

  it('grows in the same random order to what a larger draw takes, and joins at each size', () => {
    let design = draw(POSTS, 30)
    for (const size of [55, 80, 300]) {
      const before = design.units.map(unitKeyOf)
      design = growAudit(design, POSTS, size)
      expect(design.units.slice(0, before.length).map(unitKeyOf)).toEqual(before)
      expect(design.units.map(unitKeyOf).sort()).toEqual(
        draw(POSTS, size).units.map(unitKeyOf).sort(),
      )
      const joined = joinAudit(sortPopulation(POSTS), { design, labels: [] }, STANCE_SCHEME)
      expect([
        design.units.length,
        joined.filter(({ outcome }) => outcome !== null).length,
      ]).toEqual([size, size])
    }
    expect(design.sizesBefore).toEqual([30, 55, 80])
  })

  it('gives another sample for another seed, and the same for the same', () => {
    expect(draw(POSTS, 40, { seed: 2 })).toEqual(draw(POSTS, 40, { seed: 2 }))
    expect(draw(POSTS, 40, { seed: 2 }).units).not.toEqual(draw(POSTS, 40, { seed: 3 }).units)
    const setOf = (seed: number) => draw(POSTS, 40, { seed }).units.map(unitKeyOf).sort()
    expect(setOf(2)).not.toEqual(setOf(3))
  })

  it('draws every unit about as often as its chance says (2,000 seeds, within 4 standard errors)', () => {
    const posts = [...Array(12)].map((_, index) =>
      scoredPost([RETREAT, PIVOT, NEITHER][index % 3] as string, {}, [index < 8 ? 'a' : 'b']),
    )
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 2000; seed++) {
      for (const unit of draw(posts, 6, { seed }).units)
        counts.set(unitKeyOf(unit), (counts.get(unitKeyOf(unit)) ?? 0) + 1)
    }
    // 4 of 8 in deal a, 2 of 4 in deal b: chance 0.5 each, standard error of the share 0.0112.
    expect(counts.size).toBe(12)
    for (const count of counts.values())
      expect(Math.abs(count / 2000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000))
  })

  it('takes a post about two deals as two units, and one about none as one without a deal', () => {
    const { units, strata } = draw(
      [scoredPost(RETREAT, {}, ['a', 'b']), scoredPost(PIVOT, {}, [])],
      10,
    )
    expect(units.map(({ dealId }) => dealId).sort()).toEqual(['a', 'b', null])
    expect(strata.map(({ dealId }) => dealId)).toEqual(['a', 'b', null])
    for (const { sampleCount, populationCount } of strata) expect(sampleCount).toBe(populationCount)
  })

  it('refuses a size below one, no posts, and a post that stands twice', () => {
    expect(() => draw(POSTS, 0)).toThrow(failure('USAGE_OPTION_INVALID'))
    expect(() => draw([], 5)).toThrow(failure('SCORED_INVALID'))
    const post = scoredPost(RETREAT)
    for (const again of [
      post,
      { ...post, deals: [], stances: [] },
      { ...post, meta: { ...post.meta, node: 'deleted' as const } },
    ])
      expect(() => draw([post, again], 5)).toThrow(failure('SCORED_INVALID', 'twice'))
  })
})

it('totalSizeFor gives each deal ±10 points, 65 of 200 and 50 of 103; all of up to 60', () => {
  expect(totalSizeFor([200, 103])).toBe(115)
  expect([60, 61, 400].map((count) => sampleSizeFor(count))).toEqual([60, 38, 78])
})

it('a sample that would leave out a tenth or less takes all', () => {
  expect([100, 200].map((count) => sampleSizeFor(count, 0.03))).toEqual([100, 169])
})

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

describe('allot', () => {
  // ±10 points: 79 of 417, 75 of 333, 70 of 250. Two deals of 808 and 397 once had 86 and 43.
  it.each([
    { total: 224, parts: [417, 333, 250], counts: [79, 75, 70] },
    { total: 164, parts: [808, 397], counts: [86, 78] },
    { total: 10, parts: [70, 25, 3], counts: [4, 4, 2] },
    { total: 10, parts: [5, 5, 1], counts: [5, 4, 1] },
    { total: 3, parts: [10, 10, 10], counts: [2, 2, 2] },
    { total: 20, parts: [4, 3], counts: [4, 3] },
    { total: 5, parts: [], counts: [] },
  ])('shares $total out to parts of $parts as $counts', ({ total, parts, counts }) => {
    expect(allot(total, parts)).toEqual(counts)
  })

  it('gives every part at least two where it has two, never more than it has, and sums to the total', () => {
    forAny(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
      (total, parts) => {
        const counts = allot(total, parts)
        const least = parts.map((part) => Math.min(2, part))
        counts.forEach((count, index) => {
          expect(count).toBeGreaterThanOrEqual(least[index] as number)
          expect(count).toBeLessThanOrEqual(parts[index] as number)
        })
        expect(sum(counts)).toBe(Math.min(sum(parts), Math.max(total, sum(least))))
      },
    )
  })
})
