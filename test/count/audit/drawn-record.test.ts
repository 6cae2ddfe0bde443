import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { caught } from '../../support/caught.js'
import { judgedAs, manyPosts, NEITHER, RETREAT } from '../scored-posts.js'
import { draw, labelUnits } from './audit-example.js'

const POSTS = manyPosts(200, 5).map((post, index): ScoredPost => ({ ...post, author: index < 20 ? 'finch' : `lark-${index % 60}` }))
const DESIGN = draw(POSTS, 60)
const AUDIT = { design: DESIGN, labels: labelUnits(DESIGN, ({ postId }) => (postId.length % 2 === 0 ? RETREAT : NEITHER)) }

const audited = (posts: readonly ScoredPost[], scored: { readonly scoredSha256?: string } = {}) =>
  aggregate(posts, { scheme, options: { resampleCount: 50 }, audit: { audit: AUDIT, sha256: null, ...scored } })

/** The posts with half of them pushed towards retreat. */
const TILTED = POSTS.map((post, index) =>
  index % 2 === 0 ? post : judgedAs(post, { label: RETREAT, probabilities: { [RETREAT]: 0.9, 'shrewd pivot': 0.05, [NEITHER]: 0.05 } }),
)

describe('the estimate of an audit', () => {
  it('stands on the predictions of the draw, whatever the scored file says since', () => {
    const [before, after] = [audited(POSTS), audited(TILTED)]
    expect(after.audit?.overall).toEqual(before.audit?.overall)
    expect(after.overall.shares).not.toEqual(before.overall.shares)
    expect([before, after].map(({ audit }) => audit?.origin.changedSinceDraw)).toEqual([[], ['predictions']])
    // A file of the draw's bytes says what it said then.
    expect(audited(POSTS, DESIGN).audit).toEqual(before.audit)
    expect(audited(TILTED, { scoredSha256: 'other' }).audit?.origin.changedSinceDraw).toEqual(['predictions'])
  })

  it('takes a label that is withheld since, and posts that are no longer scored, as they were drawn', () => {
    const withheld = POSTS.map((post, index) =>
      index % 3 === 0 ? judgedAs(post, { label: null, probabilities: null, status: 'unscored' }) : post,
    )
    expect(audited(withheld).audit?.overall).toEqual(audited(POSTS).audit?.overall)
  })

  it('refuses an audit that keeps no predictions', () => {
    const { drawn: _, ...design } = DESIGN
    const input = { scheme, audit: { audit: { ...AUDIT, design }, sha256: null } }
    expect(caught(() => aggregate(TILTED, input))).toMatchObject({ code: 'AUDIT_MISMATCH' })
  })
})
