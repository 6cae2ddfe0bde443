import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { growAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { isSeedChosen, sortPopulation } from '../../../src/count/audit/population.js'
import { joinAudit } from '../../../src/count/share/join-audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { caught, failure } from '../../support/caught.js'
import { manyPosts, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { draw } from './audit-example.js'

const POSTS = manyPosts(120, 3)
const HASH = sortPopulation(POSTS).sha256

describe('sortPopulation', () => {
  it('depends on neither order, model nor labels', () => {
    expect(sortPopulation([...POSTS].reverse()).sha256).toBe(HASH)
    expect(
      sortPopulation(
        POSTS.map((post) => ({ ...post, model: 'other', label: RETREAT, probabilities: null })),
      ).sha256,
    ).toBe(HASH)
  })

  it.each([
    [
      'a text',
      POSTS.map((post, index) => (index === 7 ? { ...post, text: `${post.text} ` } : post)),
    ],
    ['an id', POSTS.map((post, index) => (index === 7 ? { ...post, id: 'another' } : post))],
    ['a thread', POSTS.map((post, index) => (index === 7 ? { ...post, threadId: 't2' } : post))],
    [
      'a deal',
      POSTS.map((post, index) =>
        index === 7 ? scoredPost(PIVOT, { id: post.id }, ['deal-a', 'deal-c']) : post,
      ),
    ],
    ['a post fewer', POSTS.slice(1)],
  ])('depends on %s', (_name, posts) => {
    expect(sortPopulation(posts).sha256).not.toBe(HASH)
  })

  it('is drawn from with a seed that the words of the posts alone decide, a whole number of at most 52 bits', () => {
    const { units } = sortPopulation(POSTS)
    const seedOf = (posts: typeof POSTS) => draw(posts, 30, { seed: null }).seed
    const seed = seedOf(POSTS)
    expect(Number.isSafeInteger(seed) && seed < 2 ** 52).toBe(true)
    expect(
      seedOf(
        POSTS.map((post) =>
          scoredPost(PIVOT, { id: `x${post.id}`, threadId: 'other', text: post.text }, ['acme-b']),
        ),
      ),
    ).toBe(seed)
    expect(
      seedOf(POSTS.map((post, at) => (at === 7 ? { ...post, text: `${post.text}!` } : post))),
    ).not.toBe(seed)
    const design = draw(POSTS, 30, { seed: null })
    expect(design.populationSha256).toBe(HASH)
    expect(isSeedChosen(design, units)).toBe(false)
    expect(isSeedChosen({ ...design, seed: 7 }, units)).toBe(true)
  })
})

describe('growAudit', () => {
  it('keeps every unit where a part of the larger draw is smaller by rounding: 9 of 5, 7 and 7 posts are 3, 3, 3; 10 are 2, 4, 4', () => {
    const posts = ['deal-a', 'deal-b', 'deal-c'].flatMap((deal, index) =>
      Array.from({ length: index === 0 ? 5 : 7 }, (_, place) =>
        scoredPost(PIVOT, { id: `${deal} ${place}` }, [deal]),
      ),
    )
    const small = draw(posts, 9)
    const large = growAudit(small, posts, 10)
    expect(large.strata.map(({ sampleCount }) => sampleCount)).toEqual([3, 4, 4])
    expect(large.units.slice(0, 9).map(({ postId }) => postId)).toEqual(
      small.units.map(({ postId }) => postId),
    )
    expect(
      joinAudit(sortPopulation(posts), { design: large, labels: [] }, STANCE_SCHEME),
    ).toHaveLength(19)
  })

  it('takes posts that another model scored', () => {
    const turned = POSTS.map((post) => ({
      ...post,
      stances: post.stances.map((stance) => ({ ...stance, label: RETREAT })),
    }))
    expect(growAudit(draw(POSTS, 30), turned, 70).units.length).toBeGreaterThanOrEqual(70)
  })
})

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
  ...THREAD.slice(0, count).map((post) => ({
    ...post,
    ...changes,
    id: `again-${post.id}`,
    threadId: 't1b',
  })),
]

describe('one thread under two ids', () => {
  it('is refused before anything is drawn', () => {
    expect(caught(() => draw(twice(40), 20))).toEqual(
      failure('SCORED_INVALID', 'got 40 posts of thread "t1" again in thread "t1b"'),
    )
  })

  it('is none where an author wrote other words, or one post came twice', () => {
    expect(draw(twice(1), 20).units).toHaveLength(20)
    const answers = twice(40).map((post) =>
      post.threadId === 't1' ? post : { ...post, text: `${post.text} Again.` },
    )
    expect(draw(answers, 20).units).toHaveLength(20)
  })
})
