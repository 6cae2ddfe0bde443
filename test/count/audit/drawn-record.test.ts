import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { caught } from '../../caught.js'
import { manyPosts, NEITHER, RETREAT } from '../scored-posts.js'
import { draw, labelUnits } from './audit-example.js'

const POSTS = manyPosts(200, 5).map((post, index): ScoredPost => ({ ...post, author: index < 20 ? 'finch' : `lark-${index % 60}` }))
const DESIGN = draw(POSTS, 60)
const AUDIT = { design: DESIGN, labels: labelUnits(DESIGN, ({ postId }) => (postId.length % 2 === 0 ? RETREAT : NEITHER)) }

const audited = (posts: readonly ScoredPost[]) =>
  aggregate(posts, { scheme, options: { resampleCount: 50 }, audit: { audit: AUDIT, sha256: null } })

const judged = (post: ScoredPost, judgement: Partial<ScoredPost>): ScoredPost => ({
  ...post,
  ...judgement,
  stances: post.stances.map((stance) => ({ ...stance, label: judgement.label ?? null, probabilities: judgement.probabilities ?? null })),
})

/** The posts with half of them pushed towards retreat. */
const TILTED = POSTS.map((post, index) =>
  index % 2 === 0 ? post : judged(post, { label: RETREAT, probabilities: { [RETREAT]: 0.9, 'shrewd pivot': 0.05, [NEITHER]: 0.05 } }),
)

describe('the estimate of an audit', () => {
  it('stands on the predictions of the draw, whatever the scored file says since', () => {
    const [before, after] = [audited(POSTS), audited(TILTED)]
    expect(after.audit?.overall).toEqual(before.audit?.overall)
    expect(after.overall.shares).not.toEqual(before.overall.shares)
    expect([before, after].map(({ audit }) => audit?.origin.changedSinceDraw)).toEqual([[], ['predictions']])
  })

  it('takes a label that is withheld since, and posts that are no longer scored, as they were drawn', () => {
    const withheld = POSTS.map((post, index) =>
      index % 3 === 0 ? judged(post, { label: null, probabilities: null, status: 'unscored' }) : post,
    )
    expect(audited(withheld).audit?.overall).toEqual(audited(POSTS).audit?.overall)
  })

  it('refuses an audit that keeps no predictions', () => {
    const { drawn: _, ...design } = DESIGN
    const input = { scheme, audit: { audit: { ...AUDIT, design }, sha256: null } }
    expect(caught(() => aggregate(TILTED, input))).toMatchObject({ code: 'AUDIT_MISMATCH' })
  })
})

describe('authors and times since the draw', () => {
  const changedIn = (change: (post: ScoredPost, index: number) => Partial<ScoredPost>) =>
    audited(POSTS.map((post, index) => ({ ...post, ...change(post, index) }))).audit?.origin.changedSinceDraw

  it('may be called otherwise, account for account', () => {
    expect(changedIn(({ author }) => ({ author: `x-${author}` }))).toEqual([])
  })

  it('are named where small accounts are split', () => {
    expect(changedIn((_, index) => (index > 190 ? { author: `wren-${index}` } : {}))).toEqual(['authors'])
  })

  it('are named where times are others', () => {
    expect(changedIn((_, index) => (index === 7 ? { createdAt: '2019-01-01T00:00:00.000Z' } : {}))).toEqual(['times'])
  })

  it.each([
    ['without a name', { author: null }],
    ['under several names', {}],
  ])('refuse an account with over 5 %% of the posts that is gone, %s', (_, change) => {
    const posts = POSTS.map((post, index) => (index < 20 ? { ...post, author: `wren-${index % 3}`, ...change } : post))
    expect(caught(() => audited(posts))).toMatchObject({ code: 'AUDIT_MISMATCH', message: expect.stringContaining('20 of the 200') })
  })
})
