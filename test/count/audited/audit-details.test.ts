import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { krippendorffAlpha } from '../../../src/base/statistics/agreement/krippendorff-alpha.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit, AuditLabel } from '../../../src/count/audit/audit.js'
import { reactionCountOf } from '../../../src/count/audited/count-units.js'
import { measureAgreement } from '../../../src/count/audited/measure-agreement.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { auditOf } from '../audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const label = (postId: string, coder: string, name: string | null, isAdjudication = false): AuditLabel => {
  return { threadId: 't', postId, dealId: null, coder, label: name, isAdjudication }
}
const options = { scheme, confidenceLevel: 0.95, seed: 1 }

/** Every post audited, labelled with what the classifier said unless `labelOf` says otherwise. */
function census(posts: readonly ScoredPost[], labelOf: (post: ScoredPost) => string = (post) => post.label ?? NEITHER): Audit {
  return auditOf(posts, 10 * posts.length, labelOf)
}

const breakDown = (posts: readonly ScoredPost[], audit: Audit, dates?: readonly [string, string]): Breakdown =>
  aggregate(posts, { scheme, options: { resampleCount: 20 }, audit: { audit, sha256: null, ...(dates && { dates }) } })

describe('agreement', () => {
  it('is alpha, percent and kappa of two coders, adjudications and skips left out', () => {
    const labels = [
      ...[label('1', 'a', RETREAT), label('1', 'b', RETREAT)],
      ...[label('2', 'a', RETREAT), label('2', 'b', PIVOT), label('2', 'c', PIVOT, true)],
      ...[label('3', 'a', PIVOT), label('3', 'b', PIVOT)],
      ...[label('4', 'a', NEITHER), label('4', 'b', null)],
    ]
    const agreement = measureAgreement(labels, options)
    expect(agreement.doubleCodedCount).toBe(3)
    const units = [
      [0, 0],
      [0, 1],
      [1, 1],
    ]
    expect(agreement.alpha).toBeCloseTo(krippendorffAlpha(units) ?? Number.NaN, 12)
    expect(agreement.agreementShare).toBeCloseTo(2 / 3, 12)
    // Cohen (1960): observed 2/3, expected 2/3 x 1/3 + 1/3 x 2/3 = 4/9.
    expect(agreement.kappa).toBeCloseTo((2 / 3 - 4 / 9) / (1 - 4 / 9), 12)
  })

  it('has a bootstrap interval round alpha that does not depend on the order of labels (seed 1)', () => {
    const labels = Array.from({ length: 60 }, (_, index) => [
      label(String(index), 'a', [RETREAT, PIVOT, NEITHER][index % 3] ?? ''),
      label(String(index), 'b', [RETREAT, PIVOT, NEITHER][(index % 5 === 0 ? index + 1 : index) % 3] ?? ''),
    ]).flat()
    const { alpha, alphaInterval } = measureAgreement(labels, options)
    expect(alphaInterval?.low).toBeLessThan(alpha ?? Number.NaN)
    expect(alphaInterval?.high).toBeGreaterThan(alpha ?? Number.NaN)
    // One label in five differs: observed agreement .8, so alpha near .7; its standard error is about sqrt(.8 x .2 / 60) / (2/3) = .08.
    expect(alpha).toBeCloseTo(0.7, 1)
    expect((alphaInterval?.high ?? 0) - (alphaInterval?.low ?? 0)).toBeGreaterThan(0.2)
    expect((alphaInterval?.high ?? 0) - (alphaInterval?.low ?? 0)).toBeLessThan(0.42)
    expect(measureAgreement([...labels].reverse(), options)).toEqual(measureAgreement(labels, options))
  })

  it.each([
    {
      name: 'no post twice',
      labels: [label('1', 'a', RETREAT), label('2', 'b', RETREAT)],
      reason: 'no judgement was labelled by two coders',
    },
    {
      name: 'one label throughout',
      labels: [label('1', 'a', RETREAT), label('1', 'b', RETREAT), label('2', 'a', RETREAT), label('2', 'b', RETREAT)],
      reason: 'one and the same label to all 2 judgements',
    },
    {
      name: 'three coders',
      labels: [label('1', 'a', RETREAT), label('1', 'b', PIVOT), label('1', 'c', RETREAT)],
      reason: 'is of two coders, and there are 3',
    },
  ])('is null with the reason where it is undefined: $name', ({ labels, reason }) => {
    const agreement = measureAgreement(labels, options)
    expect(agreement.kappa).toBeNull()
    expect(agreement.reasons.join(' ')).toContain(reason)
    if (agreement.alpha === null) expect(agreement.alphaInterval).toBeNull()
  })

  it('that is low prints a caution', () => {
    const posts = manyPosts(40, 3)
    const audit = census(posts)
    const second = audit.labels.map((one, index) => ({ ...one, coder: 'b', label: scheme.labels[index % 3] ?? '' }))
    const settled = audit.labels.map((one) => ({ ...one, coder: 'c' }))
    const { overall } = breakDown(posts, { ...audit, labels: [...audit.labels, ...settled, ...second] })
    expect(overall.cautions.join(' ')).toMatch(
      /Coders agree too little for firm conclusions, .*CITE_CODERS_DISAGREE\): Krippendorff's alpha is 0\.\d\d on 40 judgements/,
    )
  })
})

describe('posts that the program left unjudged, all labelled by hand', () => {
  it('no caution says that they have no label, or are not judged', () => {
    const posts = Array.from({ length: 40 }, (_, index) => scoredPost('unscored', { author: `a${index}`, flags: ['language:de'] }))
    const { audit, overall } = breakDown(
      posts,
      census(posts, () => RETREAT),
    )
    expect(audit?.overall?.shares?.[RETREAT]).toBe(1)
    const cautions = overall.cautions.join(' ')
    expect(cautions).not.toMatch(/got a label, so|not judged\./)
    expect(cautions).toContain('The program gave none of the 40 posts a label: the audited shares stand on the labels of the audit alone.')
    expect(cautions).toContain('40 posts in other languages than English: not judged by the program.')
  })
})

describe('counting units', () => {
  it('give one person one vote, split over their posts; a thread and a reaction likewise', () => {
    // Ann: three posts, two retreat. Bob and Cyd: one each, pivot. Threads: t1 holds all of Ann's, t2 the others.
    const posts = [
      scoredPost(RETREAT, { author: 'ann', threadId: 't1', meta: { role: 'reply', likes: 9 } }),
      scoredPost(RETREAT, { author: 'ann', threadId: 't1', meta: { role: 'reply', likes: '0' } }),
      scoredPost(NEITHER, { author: 'ann', threadId: 't1' }),
      scoredPost(PIVOT, { author: 'bob', threadId: 't2' }),
      scoredPost(PIVOT, { author: null, threadId: 't2', meta: { role: 'reply', public_metrics: { like_count: 4, retweet_count: 1 } } }),
    ]
    const units = breakDown(posts, census(posts)).audit?.overall?.countingUnits ?? []
    const shares = Object.fromEntries(units.map(({ unit, estimates }) => [unit, estimates.map(({ share }) => share)]))
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12))
    expect(shares['post']).toEqual(close([2 / 5, 2 / 5, 1 / 5]))
    expect(shares['author']).toEqual(close([2 / 9, 2 / 3, 1 / 9]))
    expect(shares['thread']).toEqual(close([1 / 3, 1 / 2, 1 / 6]))
    // Votes: 10, 1, 1, 1, 6.
    expect(shares['engagement']).toEqual(close([11 / 19, 7 / 19, 1 / 19]))
    expect(units.map(({ unit, unitCount }) => [unit, unitCount])).toEqual([
      ['post', 5],
      ['author', 3],
      ['thread', 2],
      ['engagement', 19],
    ])
    // Kish: 19^2 / (100 + 1 + 1 + 1 + 36).
    expect(units.at(-1)?.effectiveSize).toBeCloseTo(361 / 139, 12)
  })

  it('read reactions of several sources, never views', () => {
    expect(reactionCountOf({ role: 'reply', likeCount: 3, repostCount: 2, replyCount: 1, quoteCount: 1, viewCount: 900 })).toBe(7)
    expect(reactionCountOf({ role: 'reply', favorite_count: '12' })).toBe(12)
    expect(reactionCountOf({ role: 'reply', score: -4 })).toBe(0)
    expect(reactionCountOf({ role: 'reply', quotes: '17000000001', engagement: { likes: 2, quotes: 1, views: 50 } })).toBe(3)
    expect(reactionCountOf({ role: 'reply', likes: '1.2K', views: 5 })).toBeNull()
    expect(reactionCountOf({ role: 'reply' })).toBeNull()
  })
})

describe('fragility', () => {
  it('says how far the shares move without one account, and without those that post more than all others', () => {
    // Loud: six posts, all retreat. Eight others: one post each, pivot.
    const posts = [
      ...Array.from({ length: 6 }, () => scoredPost(RETREAT, { author: 'loud' })),
      ...Array.from({ length: 8 }, (_, index) => scoredPost(PIVOT, { author: `quiet ${index}` })),
    ]
    const { audit, overall } = breakDown(posts, census(posts))
    const fragility = audit?.overall?.fragility
    expect(fragility?.authorCount).toBe(9)
    expect(fragility?.leaveOneOut[0]).toEqual({ label: RETREAT, change: expect.closeTo(-6 / 14, 12), postCount: 6 })
    expect(fragility?.loudest).toMatchObject({ authorCount: 1, postCount: 6 })
    expect(fragility?.loudest.changes[1]).toEqual({ label: PIVOT, change: expect.closeTo(1 - 8 / 14, 12) })
    expect(overall.cautions.join(' ')).toContain(
      'Without the account that posts most (6 posts) the shares would be others: retreat lower, shrewd pivot higher.',
    )
  })

  it.each([
    ['60 posts by 60 accounts (five were picked by their labels)', Array<number>(60).fill(1), 0],
    ['12 accounts with two posts each', Array<number>(12).fill(2), 0],
    ['a tie behind two', [9, 7, 2, 2, 2, 2, 1], 2],
    ['seven accounts of different size', [16, 14, 12, 10, 8, 6, 4], 5],
    ['a tie at the fifth place', [16, 14, 12, 8, 8, 8, 4], 3],
    ['two accounts, one of them with one post', [2, 1], 1],
  ])('%s: leaves out the accounts that post more than all others, and no others', (_name, counts, authorCount) => {
    const posts = counts.flatMap((count, account) =>
      Array.from({ length: count }, () => scoredPost(account < 5 ? RETREAT : PIVOT, { author: `account ${account}` })),
    )
    const { audit, overall } = breakDown(posts, census(posts))
    expect(audit?.overall?.fragility?.loudest).toMatchObject({
      authorCount,
      postCount: counts.slice(0, authorCount).reduce((sum, count) => sum + count, 0),
    })
    if (authorCount === 0) expect(overall.cautions.join(' ')).not.toMatch(/posts? most/)
  })

  it('takes the unlabelled posts of an account for what its labelled ones show, also where the classifier is no help', () => {
    // Loud: 200 of 800 posts, all retreat. The others: pivot, one post each. Without the loud one the share of retreat is 0, 25 points lower.
    const truth = new Map<string, string>()
    const posts = Array.from({ length: 800 }, (_, index) => {
      const post = scoredPost(NEITHER, { id: `p${index}`, author: index < 200 ? 'loud' : `quiet ${index}` })
      truth.set(post.id, index < 200 ? RETREAT : PIVOT)
      return post
    })
    const group = breakDown(
      posts,
      auditOf(posts, 80, ({ id }) => truth.get(id) ?? null),
    ).audit?.overall
    const share = group?.shares?.[RETREAT] ?? Number.NaN
    const without = group?.fragility?.leaveOneOut.find(({ label }) => label === RETREAT)
    expect(without?.postCount).toBe(200)
    // Of 80 posts the share is known to a standard error of 5 points.
    expect(Math.abs(share + (without?.change ?? 1))).toBeLessThan(0.12)
    const changes = group?.fragility?.loudest.changes.map(({ change }) => change) ?? []
    expect(changes.reduce((sum, change) => sum + change, 0)).toBeCloseTo(0, 12)
  })

  it('cautions of a single account where the loudest stand against each other', () => {
    const posts = [
      ...Array.from({ length: 10 }, () => scoredPost(RETREAT, { author: 'for' })),
      ...Array.from({ length: 10 }, () => scoredPost(PIVOT, { author: 'against' })),
      ...Array.from({ length: 80 }, (_, index) => scoredPost(index % 2 === 0 ? RETREAT : PIVOT, { author: `quiet ${index}` })),
    ]
    const { overall } = breakDown(posts, census(posts))
    expect(overall.cautions.join(' ')).toContain('Without a single account (10 posts) a share would be another: retreat 6 points lower.')
  })

  it('is null where one known author wrote everything', () => {
    const posts = [scoredPost(RETREAT, { author: 'one' }), scoredPost(PIVOT, { author: 'one' }), scoredPost(PIVOT)]
    expect(breakDown(posts, census(posts)).audit?.overall?.fragility).toBeNull()
  })
})

describe('other ways to count', () => {
  it('stand beside the estimate, and agree with it when the classifier is right', () => {
    const posts = manyPosts(200, 4)
    const sensitivity = breakDown(posts, census(posts)).audit?.overall?.sensitivity
    expect(sensitivity?.methods.map(({ method }) => method)).toEqual(['CC', 'PCC', 'ACC', 'PACC', 'EMQ'])
    for (const { shares } of sensitivity?.methods ?? []) {
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    }
    const [counted, , adjusted] = sensitivity?.methods ?? []
    for (const name of scheme.labels) expect(adjusted?.shares[name]).toBeCloseTo(counted?.shares[name] ?? Number.NaN, 9)
  })

  it('warn where they part from the audited interval', () => {
    const posts = Array.from({ length: 60 }, (_, index) => scoredPost(RETREAT, { author: `a${index}` }))
    const { audit, overall } = breakDown(
      posts,
      census(posts, () => PIVOT),
    )
    expect(audit?.overall?.sensitivity?.partedLabels).toContain(RETREAT)
    expect(overall.cautions.join(' ')).toMatch(/Uncorrected methods give other results for retreat/)
  })
})

describe('differences', () => {
  const posts = manyPosts(200, 5).map((post, index) => ({
    ...post,
    createdAt: index % 2 === 0 ? '2026-03-14T08:00:00Z' : '2026-04-02T08:00:00Z',
  }))

  it('between deals are of their shares, with the variance of both', () => {
    const { deals, audit } = breakDown(
      posts,
      auditOf(posts, 80, (post) => post.label ?? NEITHER),
    )
    const [first, second] = deals
    const [difference] = audit?.dealDifferences ?? []
    expect(difference).toMatchObject({ firstDealId: first?.dealId, secondDealId: second?.dealId })
    const [quoted] = difference?.differences ?? []
    const [one, other] = [first, second].map((deal) => deal?.intervals.find(({ isHeadline }) => isHeadline))
    expect(quoted?.difference).toBeCloseTo((one?.share ?? 0) - (other?.share ?? 0), 12)
    expect(quoted?.standardError).toBeCloseTo(Math.hypot(one?.standardError ?? 0, other?.standardError ?? 0), 12)
    expect(difference?.differences.map(({ estimand }) => estimand)).toEqual([...Array(3).fill('captured'), ...Array(3).fill('population')])
  })

  it('between dates are the second less the first, exact in a census', () => {
    const { audit } = breakDown(posts, census(posts), ['2026-03-14', '2026-04'])
    expect(audit?.dateDifferences.map(({ dealId }) => dealId)).toEqual(['deal-a', 'deal-b', null])
    const all = audit?.dateDifferences.at(-1)
    expect(all?.first).toEqual({ populationCount: 100, labelledCount: 100 })
    const shareAt = (date: string): number =>
      posts.filter((post) => post.createdAt.startsWith(date) && (post.label ?? NEITHER) === RETREAT).length / 100
    expect(all?.differences[0]?.difference).toBeCloseTo(shareAt('2026-04') - shareAt('2026-03'), 12)
    expect((all?.differences[0]?.high ?? 0) - (all?.differences[0]?.low ?? 0)).toBeCloseTo(0, 12)
    expect(all?.differences[3]?.high).toBeGreaterThan(all?.differences[3]?.difference ?? 1)
  })

  it('are empty for a date without labelled posts, and refuse what are no two dates', () => {
    const { audit } = breakDown(posts, census(posts), ['2025', '2026-04'])
    expect(audit?.dateDifferences.at(-1)?.differences).toEqual([])
    for (const dates of [
      ['14.3.2026', '2026'],
      ['2026', '2026-04'],
      ['2026-04', '2026-04'],
    ] as const) {
      expect(() => breakDown(posts, census(posts), dates)).toThrow(expect.objectContaining({ code: 'USAGE_OPTION_INVALID' }))
    }
  })
})

describe('replies only', () => {
  it('estimates the part of the sample that counts', () => {
    const root = scoredPost(PIVOT, { id: 'root', meta: { role: 'root' }, author: 'r' })
    const posts = [root, ...manyPosts(50, 6).map((post) => ({ ...post, parentId: 'root' }))]
    const { overall } = aggregate(posts, { scheme, options: { count: 'replies' }, audit: { audit: census(posts), sha256: null } })
    const captured = overall.intervals.find(({ isHeadline, label: name }) => isHeadline && name === RETREAT)
    expect(captured?.share).toBeCloseTo(posts.filter(({ label: name }) => name === RETREAT).length / 50, 12)
  })
})
