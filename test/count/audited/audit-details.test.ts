import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { krippendorffAlpha } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit, AuditLabel } from '../../../src/count/audit/audit.js'
import { wrongCountOf } from '../../../src/count/audited/audit-group.js'
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

const breakDown = (posts: readonly ScoredPost[], audit: Audit): Breakdown =>
  aggregate(posts, { scheme, options: { resampleCount: 20 }, audit: { audit, sha256: null } })

describe('agreement', () => {
  it('is alpha and percent of two coders, adjudications and skips left out', () => {
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

  it('is null where no post was labelled twice, or all got one label', () => {
    const once = [label('1', 'a', RETREAT), label('2', 'b', RETREAT)]
    const same = [label('1', 'a', RETREAT), label('1', 'b', RETREAT), label('2', 'a', RETREAT), label('2', 'b', RETREAT)]
    for (const labels of [once, same]) expect(measureAgreement(labels, options)).toMatchObject({ alpha: null, alphaInterval: null })
  })

  it('that is low prints a caution', () => {
    const posts = manyPosts(40, 3)
    const audit = census(posts)
    const second = audit.labels.map((one, index) => ({ ...one, coder: 'b', label: scheme.labels[index % 3] ?? '' }))
    const settled = audit.labels.map((one) => ({ ...one, coder: 'c', isAdjudication: true }))
    const { overall } = breakDown(posts, { ...audit, labels: [...audit.labels, ...settled, ...second] })
    expect(overall.cautions.join(' ')).toMatch(
      /CITE_CODERS_DISAGREE\): coders agree too little\. .*Coders agree on \d+ of the 40 judgements that two or more labelled: Krippendorff's alpha -?0\.\d\d\./,
    )
  })
})

describe('a census', () => {
  it('has no caution on intervals, which it does not have (gave four)', () => {
    const posts = Array.from({ length: 25 }, () => scoredPost(RETREAT, { author: null, threadId: 't1' }))
    const cautions = breakDown(posts, census(posts)).overall.cautions.join(' ')
    expect(cautions).not.toMatch(/interval|crowd: where|Uncorrected/)
    expect(cautions).toContain('nobody has checked the labels')
    const plain = aggregate(posts, { scheme, options: { resampleCount: 20 } }).overall.cautions.join(' ')
    expect(plain).toMatch(/the interval has no width.*|the intervals are too narrow/)
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
  it('give one person one vote, split over their posts; a thread likewise', () => {
    // Ann: three posts, two retreat. Bob and Cyd: one each, pivot. Threads: t1 holds all of Ann's, t2 the others.
    const posts = [
      scoredPost(RETREAT, { author: 'ann', threadId: 't1' }),
      scoredPost(RETREAT, { author: 'ann', threadId: 't1' }),
      scoredPost(NEITHER, { author: 'ann', threadId: 't1' }),
      scoredPost(PIVOT, { author: 'bob', threadId: 't2' }),
      scoredPost(PIVOT, { author: null, threadId: 't2' }),
    ]
    const units = breakDown(posts, census(posts)).audit?.overall?.countingUnits ?? []
    const shares = Object.fromEntries(units.map(({ unit, estimates }) => [unit, estimates.map(({ share }) => share)]))
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12))
    expect(shares['post']).toEqual(close([2 / 5, 2 / 5, 1 / 5]))
    expect(shares['author']).toEqual(close([2 / 9, 2 / 3, 1 / 9]))
    expect(shares['thread']).toEqual(close([1 / 3, 1 / 2, 1 / 6]))
    expect(units.map(({ unit, unitCount }) => [unit, unitCount])).toEqual([
      ['post', 5],
      ['author', 3],
      ['thread', 2],
    ])
    // Kish: 2^2 / (3 / 9 + 2 / 4).
    expect(units.at(-1)?.effectiveSize).toBeCloseTo(24 / 5, 12)
  })
})

describe('large accounts', () => {
  it('say how far the shares move without them, most posts first', () => {
    // Loud: six posts, all retreat. Eight others: one post each, pivot.
    const posts = [
      ...Array.from({ length: 6 }, () => scoredPost(RETREAT, { author: 'loud' })),
      ...Array.from({ length: 8 }, (_, index) => scoredPost(PIVOT, { author: `quiet ${index}` })),
    ]
    const [loud, ...others] = breakDown(posts, census(posts)).audit?.overall?.largeAccounts ?? []
    expect(loud).toEqual({
      postCount: 6,
      changes: { [RETREAT]: expect.closeTo(-6 / 14, 12), [PIVOT]: expect.closeTo(1 - 8 / 14, 12), [NEITHER]: 0 },
    })
    expect(others).toEqual([])
  })

  it.each([
    ['60 posts by 60 accounts', Array<number>(60).fill(1), []],
    ['a tenth of the posts, and two', [3, ...Array<number>(27).fill(1)], [3]],
    ['less than a tenth', [2, ...Array<number>(27).fill(1)], []],
    ['one post, though a half', [1, 1], []],
  ])('%s', (_name, counts, expected) => {
    const posts = counts.flatMap((count, account) =>
      Array.from({ length: count }, () => scoredPost(account < 5 ? RETREAT : PIVOT, { author: `account ${account}` })),
    )
    expect(breakDown(posts, census(posts)).audit?.overall?.largeAccounts.map(({ postCount }) => postCount)).toEqual(expected)
  })

  // Loud: 200 of 800 posts, all retreat. The others: pivot, one post each.
  it('are what the labels of the others say, also where the classifier is no help', () => {
    const posts = Array.from({ length: 800 }, (_, index) =>
      scoredPost(NEITHER, { id: `p${index}`, author: index < 200 ? 'loud' : `q${index}` }),
    )
    const truth = new Map(posts.map(({ id }, index) => [id, index < 200 ? RETREAT : PIVOT]))
    const audit = auditOf(posts, 80, ({ id }) => truth.get(id) ?? null)
    const group = breakDown(posts, audit).audit?.overall
    const [loud] = group?.largeAccounts ?? []
    expect(loud?.postCount).toBe(200)
    expect((group?.shares?.[PIVOT] ?? 0) + (loud?.changes?.[PIVOT] ?? 0)).toBeCloseTo(1, 12)
    expect((group?.shares?.[RETREAT] ?? 0) + (loud?.changes?.[RETREAT] ?? 0)).toBeCloseTo(0, 12)
  })

  it('have no changes where fewer than two of the others are labelled', () => {
    const posts = [...Array(30).keys()].map((index) => scoredPost(RETREAT, { id: `p${index}`, author: index < 28 ? 'loud' : `q${index}` }))
    const audit = census(posts)
    const labels = audit.labels.filter(({ postId }) => postId !== 'p29')
    expect(breakDown(posts, { ...audit, labels }).audit?.overall?.largeAccounts).toEqual([{ postCount: 28, changes: null }])
  })

  it('have no changes where one wrote everything', () => {
    const posts = [scoredPost(RETREAT, { author: 'one' }), scoredPost(PIVOT, { author: 'one' })]
    expect(breakDown(posts, census(posts)).audit?.overall?.largeAccounts).toEqual([{ postCount: 2, changes: null }])
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

describe('shares if some hand labels are wrong', () => {
  it.each([
    [150, 0.02, 3],
    [150, 0.05, 8],
    [20, 0.05, 1],
    [17, 0.1, 2],
    [1000, 0.1, 100],
  ])('%i labels, %d of them: %i', (count, share, wrongCount) => expect(wrongCountOf(count, share)).toBe(wrongCount))

  // By hand: 40 posts all labelled, 3 of them neither. 10 % are 4 labels: 1 to 3 points a label, and neither cannot lose more than it has.
  it('move a share by one vote each, and never below what it has', () => {
    const posts = [...Array(40).keys()].map((index) => scoredPost(index < 3 ? NEITHER : index < 20 ? PIVOT : RETREAT))
    const [, , ten] =
      aggregate(posts, { scheme, audit: { audit: auditOf(posts, 40, ({ label }) => label), sha256: null } }).audit?.deals[0]?.labelErrors ??
      []
    expect(ten).toMatchObject({ wrongShare: 0.1, wrongCount: 4 })
    expect(ten?.ranges[NEITHER]?.low).toBeCloseTo(0, 12)
    expect(ten?.ranges[NEITHER]?.high).toBeCloseTo(7 / 40, 12)
    expect(ten?.ranges[PIVOT]?.low).toBeCloseTo(13 / 40, 12)
    expect(ten?.ranges[PIVOT]?.high).toBeCloseTo(21 / 40, 12)
  })

  // By what the estimate itself says when the labels are turned: the predictions say nothing here, so that lambda stays 0.
  it('are what the estimate gives with the labels turned', () => {
    const posts = [...Array(300).keys()].map((index) => ({ ...scoredPost(RETREAT), id: `q${index}` }))
    const breakDown = (wrongCount: number) => {
      const audit = auditOf(posts, 60, (_, index) => (index < 30 + wrongCount ? RETREAT : PIVOT))
      return aggregate(posts, { scheme, audit: { audit, sha256: null } }).audit?.deals[0]
    }
    const [right, wrong] = [breakDown(0), breakDown(3)]
    expect(right?.labelErrors?.[1]?.ranges[RETREAT]?.high).toBeCloseTo(wrong?.shares?.[RETREAT] ?? 0, 12)
    expect(right?.labelErrors?.[1]?.ranges[PIVOT]?.low).toBeCloseTo(wrong?.shares?.[PIVOT] ?? 0, 12)
  })
})
