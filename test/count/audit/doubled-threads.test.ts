import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { countAlikeThreads } from '../../../src/count/audit/population.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { caught } from '../../caught.js'
import { manyPosts, NEITHER } from '../scored-posts.js'
import { auditOf, draw } from './audit-example.js'

/** A thread of 60 posts by known authors at known times. */
const THREAD = manyPosts(60, 7).map(
  (post, index): ScoredPost => ({
    ...post,
    threadId: 't1',
    author: `finch-${index % 20}`,
    createdAt: `2026-07-20T10:00:${String(index).padStart(2, '0')}.000Z`,
    text: `${post.text} These are the words of post ${index}, and there are enough of them.`,
  }),
)

/** The thread with the first posts of it again under another id. */
const twice = (count: number, changes: Partial<ScoredPost> = {}): ScoredPost[] => [
  ...THREAD.map((post) => ({ ...post, ...changes })),
  ...THREAD.slice(0, count).map((post) => ({ ...post, ...changes, id: `again-${post.id}`, threadId: 't1b' })),
]

describe('one thread under two ids', () => {
  it('is refused before anything is drawn', () => {
    expect(caught(() => draw(twice(40), 20))).toMatchObject({
      code: 'SCORED_INVALID',
      message: expect.stringContaining('got 40 posts of thread "t1" again in thread "t1b"'),
    })
  })

  it('is none where an author wrote other words, or one post came twice', () => {
    expect(draw(twice(1), 20).units).toHaveLength(20)
    const answers = twice(40).map((post) => (post.threadId === 't1' ? post : { ...post, text: `${post.text} Again.` }))
    expect(draw(answers, 20).units).toHaveLength(20)
  })

  it('is named where authors or times are not known and half of the longer texts are the same', () => {
    expect([twice(40, { author: null }), twice(40, { createdAt: null }), THREAD].map(countAlikeThreads)).toEqual([1, 1, 0])
    const half = twice(40, { author: null }).map((post, index) => (index < 80 ? post : { ...post, text: `${post.text} ${index}` }))
    expect(countAlikeThreads(half)).toBe(1)
    expect(countAlikeThreads(half.map((post, index) => (index < 79 ? post : { ...post, text: `${post.text} ${index}` })))).toBe(0)
    const posts = twice(40, { author: null })
    const audit = { audit: auditOf(posts, 40, () => NEITHER), sha256: null }
    expect(aggregate(posts, { scheme, audit }).overall.cautions.join(' ')).toContain('share half or more of their longer texts')
  })
})
