import { describe, expect, it } from 'vitest'
import { schemeSha256, schemeTag } from '../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../src/count/aggregate.js'
import type { Breakdown } from '../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { inRows } from '../support/in-rows.js'
import { saidOf } from '../support/said-of.js'
import { judge, manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from './scored-posts.js'

const breakDown = (posts: readonly ScoredPost[]): Breakdown =>
  aggregate(posts, { scheme: STANCE_SCHEME })
const SEEDS = [1, 2, 3, 4, 5]

describe('aggregate', () => {
  it('counts posts, roots, authors, and posts without a label', () => {
    const { overall } = breakDown([
      scoredPost(RETREAT, { author: 'ann', meta: { role: 'root' } }),
      scoredPost(RETREAT, { author: 'ann' }),
      scoredPost(PIVOT, { author: 'bob' }),
      scoredPost(NEITHER),
      scoredPost('unsure'),
      scoredPost('unscored', { author: 'cy' }),
    ])
    expect(overall).toMatchObject({
      postCount: 6,
      rootCount: 1,
      authorCount: 3,
      unknownAuthorCount: 2,
      unsureCount: 1,
      unscoredCount: 1,
    })
    expect(overall.shares).toEqual({ [RETREAT]: 0.5, [PIVOT]: 0.25, [NEITHER]: 0.25 })
    expect(overall.sidedShares).toEqual({ [RETREAT]: 2 / 3, [PIVOT]: 1 / 3 })
    // Manski: k / 6 and (k + 2) / 6.
    expect(overall.bounds).toEqual([
      { label: RETREAT, low: 2 / 6, high: 4 / 6 },
      { label: PIVOT, low: 1 / 6, high: 3 / 6 },
      { label: NEITHER, low: 1 / 6, high: 3 / 6 },
    ])
  })

  it('says how many posts were tied by default, and names deals from the catalogue, with null for an unknown one', () => {
    const tied = (by: 'text' | 'default') => {
      const post = scoredPost(RETREAT)
      return { ...post, stances: post.stances.map((stance) => ({ ...stance, by })) }
    }
    const deals = new Map([
      [
        'deal-a',
        { mover: 'Oriel', move: 'Oriel rents out its hall.', title: 'Oriel lets its hall' },
      ],
    ])
    const posts = [
      tied('text'),
      tied('default'),
      tied('default'),
      scoredPost(PIVOT, {}, ['deal-b']),
    ]
    const { deals: groups, overall } = aggregate(posts, { scheme: STANCE_SCHEME, deals })
    expect(groups).toMatchObject([
      { dealId: 'deal-a', ...deals.get('deal-a') },
      { dealId: 'deal-b', mover: null, move: null },
    ])
    expect(groups.map(saidOf)[0]).toContain('2 of 3 posts do not name the move; they were counted.')
    expect(saidOf(overall)).toContain('2 of 4 posts do not name the move; they were counted.')
    expect(saidOf(breakDown([tied('text')]).overall).join()).not.toContain('not name the move')
  })

  it('gives null shares for no posts, not thirds', () => {
    const breakdown = breakDown([])
    expect(breakdown).toMatchObject({
      schema: 'dealstance/breakdown@1',
      model: null,
      deals: [],
      unlinkedPostCount: 0,
      audit: null,
      capture: null,
    })
    expect(breakdown.overall).toMatchObject({
      postCount: 0,
      shares: null,
      sidedShares: null,
      bounds: [],
      intervals: [],
    })
    expect(saidOf(breakdown.overall)).toEqual(['No posts were counted.'])
  })

  it('gives null shares but full bounds when no post has a label', () => {
    const { overall } = breakDown([scoredPost('unsure'), scoredPost('unscored')])
    expect(overall.shares).toBeNull()
    expect(overall.bounds.every(({ low, high }) => low === 0 && high === 1)).toBe(true)
    expect(overall.intervals).toEqual([])
  })

  it('counts a post on two deals in both, with its stance on each, and once overall with the first', () => {
    const post = scoredPost(RETREAT, {
      stances: [
        { dealId: 'deal-a', by: 'text', ...judge(RETREAT) },
        { dealId: 'deal-b', by: 'text', ...judge(PIVOT) },
      ],
      evidence: [{ start: 9, end: 18, text: 'giving up', toward: RETREAT, weight: 1.5 }],
    })
    const breakdown = breakDown([post, scoredPost(NEITHER, {}, [])])
    const rows = breakdown.deals.map(({ dealId, postCount, shares }) => [
      dealId,
      postCount,
      shares?.[RETREAT],
      shares?.[PIVOT],
    ])
    expect(inRows(rows)).toEqual(['deal-a | 1 | 1 | 0', 'deal-b | 1 | 0 | 1'])
    expect(breakdown.overall.postCount).toBe(2)
    expect(breakdown.overall.shares?.[RETREAT]).toBe(0.5)
    expect(breakdown.unlinkedPostCount).toBe(1)
  })

  it('refuses a label outside the scheme', () => {
    const fault = { code: 'SCORED_INVALID', message: expect.stringMatching(/got "surrender"/) }
    expect(() => breakDown([scoredPost('surrender')])).toThrow(expect.objectContaining(fault))
  })

  it('accepts ids and authors named __proto__ or constructor', () => {
    const posts = ['__proto__', 'constructor'].map((name) =>
      scoredPost(RETREAT, { id: name, threadId: name, author: name }, [name]),
    )
    const rows = inRows(
      breakDown(posts).deals.map(({ dealId, authorCount }) => [dealId, authorCount]),
    )
    expect(rows).toEqual(['__proto__ | 1', 'constructor | 1'])
  })
})

const cautionsOf = (posts: readonly ScoredPost[]) => saidOf(breakDown(posts).overall).join('\n')

it('warns of a missing audit and of posts without a label', () => {
  const cautions = cautionsOf([
    scoredPost(RETREAT),
    scoredPost(PIVOT),
    scoredPost('unsure', { author: 'ann' }),
  ])
  expect(cautions).toMatch(/Machine-labelled; not checked by people/)
  expect(cautions).toMatch(/1 of 3 posts got no label \(1 unsure\)/)
})

describe('invariances', () => {
  const json = (posts: readonly ScoredPost[]) => JSON.stringify(breakDown(posts))

  it.each(SEEDS)('renaming posts, threads and authors changes no byte (seed %i)', (seed) => {
    const posts = manyPosts(120, seed)
    const renamed = posts.map((post) => ({
      ...post,
      id: `z${post.id}`,
      threadId: 'other',
      author: post.author && `${post.author.length}-${post.author}-x`,
    }))
    expect(json(renamed)).toBe(json(posts))
  })

  it.each(SEEDS)('swapping the sides everywhere swaps shares exactly (seed %i)', (seed) => {
    const sides = new Map([
      [RETREAT, PIVOT],
      [PIVOT, RETREAT],
    ])
    const swap = (label: string | null) => sides.get(label ?? '') ?? label
    const posts = manyPosts(120, seed)
    const swapped = posts.map((post) => ({ ...post, label: swap(post.label) }))
    const before = breakDown(posts)
    const after = breakDown(swapped)
    for (const label of STANCE_SCHEME.labels)
      expect(after.overall.shares?.[swap(label) ?? '']).toBe(before.overall.shares?.[label])
  })

  it.each(SEEDS)('shares sum to 1 and lie in their bounds (seed %i)', (seed) => {
    const posts = [...manyPosts(100, seed), scoredPost('unsure'), scoredPost('unscored')]
    const { overall, deals } = breakDown(posts)
    for (const group of [overall, ...deals]) {
      const total = (shares: Readonly<Record<string, number>> | null) =>
        Object.values(shares ?? {}).reduce((sum, share) => sum + share, 0)
      expect(total(group.shares)).toBeCloseTo(1, 12)
      expect(total(group.sidedShares)).toBeCloseTo(1, 12)
      for (const { label, low, high } of group.bounds) {
        expect(group.shares?.[label]).toBeGreaterThanOrEqual(low)
        expect(group.shares?.[label]).toBeLessThanOrEqual(high)
      }
    }
  })

  it('the numbers of a deal do not depend on other deals', () => {
    const posts = manyPosts(120, 8)
    const alone = posts.filter((post) => post.stances[0]?.dealId === 'deal-a')
    // Only the sample that a deal needs is drawn over all.
    const own = breakDown(alone).deals[0]
    const among = breakDown(posts).deals.find(({ dealId }) => dealId === 'deal-a')
    expect({ ...own, verdict: null }).toEqual({ ...among, verdict: null })
  })

  it('does not modify the posts', () => {
    const posts = manyPosts(20, 3)
    const copy = structuredClone(posts)
    breakDown(posts)
    expect(posts).toEqual(copy)
  })
})

describe('another scheme', () => {
  const scheme = createScheme({
    id: 'votes',
    labels: ['for', 'against', 'torn', 'mute'],
    sides: ['for', 'against', 'torn'],
    neutral: null,
  })
  it('has its own labels, three sides, and leaves out tied authors without a neutral label', () => {
    const by = (author: string, label: string) => ({
      ...scoredPost('unscored', { author }),
      ...judge(label, scheme),
      stances: [],
      scheme: schemeTag(scheme),
    })
    const posts = [by('ann', 'for'), by('ann', 'against'), by('bob', 'torn'), by('cy', 'for')]
    const breakdown = aggregate(posts, { scheme })
    const { overall } = breakdown
    expect(breakdown.scheme).toEqual({ ...scheme, sha256: schemeSha256(scheme) })
    expect(overall.shares).toEqual({ for: 0.5, against: 0.25, torn: 0.25, mute: 0 })
    expect(Object.keys(overall.sidedShares ?? {})).toEqual(['for', 'against', 'torn'])
  })

  it('is never mixed with posts of another', () => {
    const mismatch = expect.objectContaining({ code: 'SCHEME_MISMATCH' })
    expect(() => aggregate([scoredPost(RETREAT)], { scheme })).toThrow(mismatch)
    expect(() =>
      aggregate([{ ...scoredPost(RETREAT), scheme: schemeTag(scheme) }], { scheme: STANCE_SCHEME }),
    ).toThrow(mismatch)
  })
})
