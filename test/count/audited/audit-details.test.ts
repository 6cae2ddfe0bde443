import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit, AuditLabel } from '../../../src/count/audit/audit.js'
import { agreementOf, krippendorffAlpha } from '../../../src/count/audited/measure-agreement.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { auditOf } from '../audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const label = (postId: string, coder: string, name: string | null, isAdjudication = false): AuditLabel => {
  return { threadId: 't', postId, dealId: null, coder, label: name, isAdjudication }
}

/** Every post audited, labelled with what the classifier said unless `labelOf` says otherwise. */
function census(posts: readonly ScoredPost[], labelOf: (post: ScoredPost) => string = (post) => post.label ?? NEITHER): Audit {
  return auditOf(posts, 10 * posts.length, labelOf)
}

const breakDown = (posts: readonly ScoredPost[], audit: Audit): Breakdown =>
  aggregate(posts, { scheme, options: { resampleCount: 20 }, audit: { audit, sha256: null } })

describe('agreement', () => {
  it('is alpha and percent of two coders, adjudications and skips left out', () => {
    const labels = [
      [label('1', 'a', RETREAT), label('1', 'b', RETREAT)],
      [label('2', 'a', RETREAT), label('2', 'b', PIVOT), label('2', 'c', PIVOT, true)],
      [label('3', 'a', PIVOT), label('3', 'b', PIVOT)],
      [label('4', 'a', NEITHER), label('4', 'b', null)],
    ].map((given) => given.filter((one) => one.label !== null && !one.isAdjudication))
    const agreement = agreementOf(labels, scheme)
    expect(agreement.doubleCodedCount).toBe(3)
    const units = [
      [0, 0],
      [0, 1],
      [1, 1],
    ]
    expect(agreement.alpha).toBeCloseTo(krippendorffAlpha(units) ?? Number.NaN, 12)
    expect(agreement.agreementShare).toBeCloseTo(2 / 3, 12)
  })

  it('that is low prints a caution', () => {
    const posts = manyPosts(40, 3)
    const audit = census(posts)
    const second = audit.labels.map((one, index) => ({ ...one, coder: 'b', label: scheme.labels[index % 3] ?? '' }))
    const settled = audit.labels.map((one) => ({ ...one, coder: 'c', isAdjudication: true }))
    const { overall } = breakDown(posts, { ...audit, labels: [...audit.labels, ...settled, ...second] })
    expect(overall.cautions.join(' ')).toMatch(
      /cannot be cited: coders agree too little\. .*Coders agree on \d+ of the 40 posts that two or more labelled: Krippendorff's alpha -?0\.\d\d \(95% interval -0\.\d\d to 0\.\d\d\)\./,
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
    expect(plain).toMatch(/An interval without width.*|the intervals are too narrow/)
  })
})

describe('posts that the model left unjudged, all labelled by hand', () => {
  it('no caution says that they have no label, or are not judged', () => {
    const posts = Array.from({ length: 40 }, (_, index) => scoredPost('unscored', { author: `a${index}`, flags: ['language:de'] }))
    const whole = census(posts, () => RETREAT)
    const { audit, overall } = breakDown(posts, whole)
    expect(audit?.overall?.shares?.[RETREAT]).toBe(1)
    const cautions = overall.cautions.join(' ')
    expect(cautions).not.toMatch(/got a label, so|not judged\./)
    expect(cautions).toContain('The model gave none of the 40 posts a label: the audited shares stand on the labels of the audit alone.')
    expect(cautions).toContain('40 posts are not in English: the model does not read them and gave no label.')
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
  it('are those by the labels of the others, also where the classifier is no help', () => {
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
