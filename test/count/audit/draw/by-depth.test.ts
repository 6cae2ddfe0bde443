import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { unitKeyOf } from '../../../../src/base/thread/unit-key.js'
import { aggregate } from '../../../../src/count/aggregate.js'
import type { AuditDesign } from '../../../../src/count/audit/audit.js'
import { chainLines, parseAuditFile } from '../../../../src/count/audit/audit-file.js'
import { compareCaptures, continueAudit, growAudit } from '../../../../src/count/audit/draw/draw-audit.js'
import { sizeToContinue } from '../../../../src/count/audit/draw/plan-audit.js'
import { nameUnit, sortPopulation } from '../../../../src/count/audit/population.js'
import { joinAudit } from '../../../../src/count/audited/audit-frame.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { failure } from '../../../support/caught.js'
import { inRows } from '../../../support/in-rows.js'
import { judge, judgedAs, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw, labelUnits } from '../audit-example.js'
import { deepPosts } from '../deep-example.js'

const { posts, truth } = deepPosts(400, 3)
const byDepth = (size: number, from: readonly ScoredPost[] = posts): AuditDesign => draw(from, size, { by: 'depth' })
const parsed = (design: AuditDesign): AuditDesign => parseAuditFile(new TextEncoder().encode(chainLines([design]).text), 'an audit').design
const join = (design: AuditDesign, of: readonly ScoredPost[]) =>
  joinAudit(sortPopulation(of), { design: parsed(design), labels: [] }, scheme)
const stratumCounts = ({ strata }: AuditDesign) => strata.map(({ id, populationCount }) => [id, populationCount])

/** A chain of replies below one root, with so many posts at each depth. */
function chain(...counts: readonly number[]): ScoredPost[] {
  return counts.flatMap((count, depth) =>
    Array.from({ length: count }, (_, n) => {
      const role = depth === 0 ? ('root' as const) : ('reply' as const)
      return scoredPost(RETREAT, { id: `${depth}-${n}`, parentId: depth === 0 ? null : `${depth - 1}-0`, meta: { role } })
    }),
  )
}

describe('a sample drawn by depth', () => {
  it('takes its part of each depth of each deal, with exact chances', () => {
    const design = byDepth(200)
    expect(design).toEqual(parsed(design))
    expect(
      design.strata.map(({ id, dealId, depth, sampleCount, populationCount }) => [id, dealId, depth, sampleCount, populationCount]),
    ).toEqual([
      ['deal deal-a, from depth 0', 'deal-a', '0', 42, 84],
      ['deal deal-a, from depth 2', 'deal-a', '2', 26, 52],
      ['deal deal-a, from depth 3-4', 'deal-a', '3-4', 38, 76],
      ['deal deal-a, from depth 5+', 'deal-a', '5+', 27, 54],
      ['deal deal-b, from depth 0', 'deal-b', '0', 19, 37],
      ['deal deal-b, from depth 2', 'deal-b', '2', 18, 37],
      ['deal deal-b, from depth 3-4', 'deal-b', '3-4', 30, 60],
    ])
    for (const { id, sampleCount, populationCount } of design.strata)
      for (const { stratum, probability } of design.units) if (stratum === id) expect(probability).toBe(sampleCount / populationCount)
    expect(design.units.reduce((sum, { probability }) => sum + 1 / probability, 0)).toBeCloseTo(400, 9)
    expect(byDepth(200, shuffled(posts, seededRandom(4)))).toEqual(design)
  })

  it.each([
    ['those at both ends', [1, 40, 35, 10, 0, 5], [41, 50]],
    ['one between two', [1, 34, 12, 30], [35, 42]],
    ['all of a small thread', [1, 9, 9], [19]],
  ])('joins depths of fewer than 30 judgements with those beside: %s', (_, counts, expected) => {
    expect(stratumCounts(byDepth(20, chain(...counts))).map(([, count]) => count)).toEqual(expected)
  })

  it('grows, and goes on in a later capture, whose posts of before keep their strata', () => {
    const [first, later] = [posts.slice(0, 300), posts]
    const design = growAudit(byDepth(60, first), first, 110)
    expect(design.units).toHaveLength(110)
    expect(join(design, first).filter(({ drawnAt }) => drawnAt !== null)).toHaveLength(110)
    const compared = compareCaptures({ design, units: sortPopulation(first).units.map(nameUnit) }, later)
    const { scoredSha256, labels } = design
    const continued = continueAudit({ design, events: [] }, compared, { size: 140, scoredSha256, labels }).design
    expect(sizeToContinue(compared, 0.1)).toBeGreaterThan(110)
    expect(stratumCounts(continued).filter(([id]) => !String(id).includes('capture'))).toEqual(stratumCounts(design))
    expect([continued.by, continued.units.length]).toEqual(['depth', 140])
    expect(join(continued, later).filter(({ drawnAt }) => drawnAt !== null)).toHaveLength(140)
    const grown = growAudit(continued, later, 260)
    expect(grown.units.slice(0, 140).map(unitKeyOf)).toEqual(continued.units.map(unitKeyOf))
    expect(join(grown, later).filter(({ drawnAt }) => drawnAt !== null)).toHaveLength(260)
  })

  it('refuses other depths than those of the posts, and keeps its own where the file says that the posts stand elsewhere since', () => {
    const design = byDepth(100)
    const { drawn } = design
    const [from, to] = ['2', '3-4'].map((depth) => drawn?.depths?.indexOf(depth as '2') ?? -1) as [number, number]
    const depths = drawn?.depths?.with(from, '3-4').with(to, '2') ?? []
    expect(() => join({ ...design, ...(drawn && { drawn: { ...drawn, depths } }) }, posts)).toThrow(
      failure('AUDIT_MISMATCH', 'at the depths of the sample'),
    )
    const guessed = posts.map((post) => (post.id === 'd7' ? { ...post, meta: { ...post.meta, isParentInferred: true as const } } : post))
    expect(() => join(design, guessed)).toThrow(failure('AUDIT_MISMATCH', 'at the depths of the sample'))
    const moved = posts.map((post) => (post.id === 'd7' ? { ...post, parentId: null } : post))
    expect(join(design, moved).map(({ stratum }) => stratum)).toEqual(join(design, posts).map(({ stratum }) => stratum))
    const { by: _, ...unnamed } = design
    expect(() => parsed(unnamed as AuditDesign)).toThrow(failure('AUDIT_INVALID'))
  })
})

describe('the share of posts without a side by depth', () => {
  const depthsOf = (size: number, from = posts, draws: { by?: 'depth' } = { by: 'depth' }) => {
    const design = draw(from, size, draws)
    const labels = labelUnits(design, ({ postId }) => truth.get(postId) as string)
    return aggregate(from, { scheme, audit: { audit: { design, labels }, sha256: null } }).overall.depths
  }

  /** R 4.2.2, survey 4.1-1: svymean of the labels of one depth, strata as here, fpc and weights of the depth's posts in each. */
  const BY_R = { 1: 0.533613445378151, 2: 0.37906564163217, '3-4': 0.685230769230769, '5+': 0.756410256410256 }

  it("is R's, where the model says nothing", () => {
    const depths = depthsOf(
      203,
      posts.map((post) => judgedAs(post, judge('unscored'))),
    )
    for (const [name, share] of Object.entries(BY_R)) {
      const estimate = depths.find(({ depth }) => depth === name)?.estimate
      expect(estimate?.share).toBeCloseTo(share, 12)
      expect((estimate?.low ?? 1) < share && share < (estimate?.high ?? 0)).toBe(true)
    }
  })

  it('is given from 20 labels on or where all posts are labelled, and only in a sample drawn by depth', () => {
    const statesOf = (size: number) =>
      depthsOf(size).map(({ depth, byHand, estimate }) => [depth, byHand?.labelledCount, estimate !== null])
    expect(inRows(statesOf(120))).toEqual(['0 | 1 | no', '1 | 35 | yes', '2 | 27 | yes', '3-4 | 37 | yes', '5+ | 20 | yes'])
    expect(statesOf(115).at(-1)).toEqual(['5+', 19, false])
    expect(depthsOf(40).every(({ estimate }) => estimate === null)).toBe(true)
    expect(
      depthsOf(400).map(({ byHand, estimate }) => estimate?.share === (byHand?.neutralCount ?? 0) / (byHand?.labelledCount ?? 0)),
    ).not.toContain(false)
    expect(depthsOf(160, posts, {}).some((depth) => 'estimate' in depth)).toBe(false)
  })
})
