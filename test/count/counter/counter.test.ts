import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { MAX_AUTHOR_COUNT, PostCounter } from '../../../src/count/counter/counter.js'
import type { RunOptions } from '../../../src/judge/stance/stance-prediction.js'
import { failure } from '../../support/caught.js'
import { forSome } from '../../support/for-any.js'
import { runCount } from '../../support/run-count.js'
import { saidOf } from '../../support/said-of.js'
import { PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { arbitraryPosts } from './arbitrary-posts.js'

const json = (value: unknown) => JSON.stringify(value)

it('a counter gives the breakdown of a list for any order of its posts, by one or by many, before and after others', () => {
  forSome(
    Math.ceil(runCount() / 20),
    arbitraryPosts,
    fc.infiniteStream(fc.nat(1e6)),
    (posts, stream) => {
      const shuffled = posts
        .map((post) => ({ post, at: Number(stream.next().value) }))
        .sort((one, other) => one.at - other.at)
      const counter = new PostCounter({ scheme })
      for (const [index, { post }] of shuffled.entries()) {
        counter.add([post])
        // A look at the breakdown changes nothing.
        if (index === 3) counter.breakdown()
      }
      expect(counter.postCount).toBe(posts.length)
      expect(json(counter.breakdown())).toBe(json(aggregate(posts, { scheme })))
    },
  )
})

describe('the options of the run that posts name', () => {
  const plain = { twoWay: false, minProbability: 0 }
  const postsWith = (options: RunOptions | null, id = 'p1') => [
    scoredPost(RETREAT, { id, ...(options && { options }) }),
  ]
  const cautionsWith = (options: RunOptions) =>
    saidOf(aggregate(postsWith(options), { scheme }).overall).join(' ')

  it('stand in the breakdown with their cautions, whatever the caller says', () => {
    expect(
      aggregate(postsWith(plain), { scheme, callerOptions: { twoWay: true } }).options,
    ).toMatchObject(plain)
    expect(cautionsWith(plain)).not.toMatch(/two-way|withheld/)
    expect(cautionsWith({ ...plain, twoWay: true })).toContain(
      'Every post had to take a side (two-way)',
    )
    expect(cautionsWith({ ...plain, minProbability: 0.6 })).toContain(
      'Labels with a low probability were withheld: below 0.6.',
    )
  })

  it.each([
    ['two-way', { ...plain, twoWay: true }, 'no --two-way, got --two-way'],
    [
      'probability',
      { ...plain, minProbability: 0.5 },
      '--min-probability 0, got --min-probability 0.5',
    ],
  ])('are refused where they differ in one: %s', (_, other, words) => {
    expect(() => aggregate([...postsWith(plain), ...postsWith(other, 'p2')], { scheme })).toThrow(
      failure('SCORED_INVALID', `expected posts classified with ${words} (post "p2"`),
    )
  })

  it('fit posts that name none', () => {
    const { options } = aggregate([...postsWith(null), ...postsWith(plain, 'p2')], { scheme })
    expect(options).toMatchObject(plain)
    expect(aggregate(postsWith(null), { scheme }).options).not.toHaveProperty('twoWay')
  })
})

describe('posts that come twice', () => {
  const posts = Array.from({ length: 30 }, (_, index) =>
    scoredPost(RETREAT, { id: `${index % 3}`, threadId: `t${Math.floor(index / 3)}` }),
  )

  it.each([
    ['in the thread that is being read', 29],
    ['in a thread that ended long ago', 4],
  ])('are refused %s', (_, place) => {
    const counter = new PostCounter({ scheme })
    counter.add(posts)
    const { id, threadId } = posts[place] as (typeof posts)[number]
    expect(() => counter.add(posts.slice(place, place + 1))).toThrow(
      failure('SCORED_INVALID', `post "${id}" of thread "${threadId}" twice`),
    )
  })

  it('are told from posts whose thread and id only look alike when joined', () => {
    const alike = [
      { threadId: 'a/b', id: 'c' },
      { threadId: 'a', id: 'b/c' },
      { threadId: '["a"', id: '"b"]' },
      { threadId: '__proto__', id: 'constructor' },
    ]
    const counter = new PostCounter({ scheme })
    for (const changes of [
      ...alike,
      ...alike.map(({ threadId, id }) => ({ threadId: id, id: threadId })),
    ]) {
      counter.add([scoredPost(RETREAT, changes)])
    }
    expect(counter.breakdown().overall.postCount).toBe(8)
  })
})

it('a thread whose posts come between those of others is one thread', () => {
  const capture = { capturedCount: 2, reportedCount: 5 }
  const posts = ['a', 'b'].flatMap((threadId) => [
    scoredPost(RETREAT, { id: 'root', threadId, meta: { role: 'root', capture } as never }),
    scoredPost(PIVOT, { id: 'one', threadId, parentId: 'root' }),
    scoredPost(PIVOT, { id: 'two', threadId, flags: ['duplicate-of:one'] }),
  ])
  const mixed = [0, 3, 1, 4, 2, 5].map((index) => posts[index] as (typeof posts)[number])
  expect(json(aggregate(mixed, { scheme }))).toBe(json(aggregate(posts, { scheme })))
})

it('authors above what memory holds are refused in one line, which names other ways', () => {
  const counter = new PostCounter({ scheme }, 2)
  counter.add(['a', 'b', 'a', null, null].map((author) => scoredPost(RETREAT, { author })))
  expect(() => counter.add([scoredPost(RETREAT, { id: 'last', author: 'c' })])).toThrow(
    expect.objectContaining({
      code: 'SCORED_TOO_MANY',
      message:
        'expected at most 2 authors, got more (post "last" of thread "t1"). Count them with DuckDB (scripts/recipes/tables.md).',
    }),
  )
  expect(MAX_AUTHOR_COUNT).toBeGreaterThan(2_350_000)
})

it('posts of two models are refused', () => {
  const posts = [scoredPost(RETREAT), scoredPost(RETREAT, { model: 'other' })]
  expect(() => aggregate(posts, { scheme })).toThrow(
    failure('SCORED_INVALID', /of the model "test-model", got "other"/),
  )
})
