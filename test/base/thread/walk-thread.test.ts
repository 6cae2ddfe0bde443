import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post, PostMeta } from '../../../src/base/thread/post.js'
import type { Thread } from '../../../src/base/thread/thread.js'
import { placePosts } from '../../../src/base/thread/walk-thread.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { post } from './post-example.js'

const CHAIN_LENGTH = 10_000

const thread = (posts: readonly Post[]): Thread => ({ id: 't', posts, headers: [] })
const placed = (posts: readonly Post[]): readonly string[] =>
  [...placePosts(thread(posts))].map(
    ([id, { parent, root, depth }]) => `${id}: ${parent?.id ?? '-'} ${root.id} ${depth}`,
  )

describe('placePosts', () => {
  it('gives each post its parent, root and depth, in thread order', () => {
    expect(
      placed([post('d', 'b'), post('a', null), post('b', 'a'), post('c', 'a'), post('x', null)]),
    ).toEqual(['d: b a 2', 'a: - a 0', 'b: a a 1', 'c: a a 1', 'x: - x 0'])
  })

  it('gives a post a level where every parent above it is known', () => {
    const marked = (id: string, parentId: string | null, marks: Partial<PostMeta>): Post =>
      post(id, parentId, id, { role: 'reply', ...marks })
    const posts = [
      post('a', null),
      post('b', null),
      marked('guess', 'a', { isParentInferred: true }),
      post('below', 'guess'),
      marked('same', 'b', { possibleParents: ['b', 'a'] }),
      marked('mixed', 'same', { possibleParents: ['same', 'a'] }),
      marked('orphan', null, { missingParent: 'gone' }),
    ]
    const rows = inRows(
      [...placePosts(thread(posts))].map(([id, { depth, level }]) => [id, depth, level]),
    )
    expect(rows).toEqual([
      'a | 0 | 0',
      'b | 0 | 0',
      'guess | 1 | -',
      'below | 2 | -',
      'same | 1 | 1',
      'mixed | 2 | -',
      'orphan | 0 | -',
    ])
  })

  it('starts a branch at a post whose parent is not in the thread', () => {
    expect(placed([post('a', 'gone'), post('b', 'a')])).toEqual(['a: - a 0', 'b: a a 1'])
    expect(placed([post('a', '__proto__'), post('b', 'constructor')])).toEqual([
      'a: - a 0',
      'b: - b 0',
    ])
    expect(placed([])).toEqual([])
  })

  it.each([
    { name: 'a post that answers itself', posts: [post('a', 'a')] },
    { name: 'two posts', posts: [post('a', 'b'), post('b', 'a')] },
    {
      name: 'three posts and a tail',
      posts: [post('t', 'b'), post('a', 'b'), post('b', 'c'), post('c', 'a'), post('u', 't')],
    },
  ])('cuts a cycle of $name once', ({ posts }) => {
    const places = [...placePosts(thread(posts)).values()]
    expect(places).toHaveLength(posts.length)
    expect(places.filter(({ parent }) => parent === null)).toHaveLength(1)
    expect(new Set(places.map(({ root }) => root.id)).size).toBe(1)
    expect(Math.max(...places.map(({ depth }) => depth))).toBeLessThan(posts.length)
  })

  it('cuts a cycle at its first post in thread order, wherever its tails are', () => {
    const cycle = [post('a', 'c'), post('b', 'a'), post('c', 'b')]
    const tail = post('t', 'b')
    const places = ['a: - a 0', 'b: a a 1', 'c: b a 2']
    expect(placed([...cycle, tail])).toEqual([...places, 't: b a 2'])
    expect(placed([tail, ...cycle])).toEqual(['t: b a 2', ...places])
    expect(placed([post('u', 't'), tail, ...cycle])).toEqual(['u: t a 3', 't: b a 2', ...places])
    expect(placed([...cycle].reverse())).toEqual(['c: - c 0', 'b: a c 2', 'a: c c 1'])
  })

  it('cuts a cycle of 10,000 posts at the right place, with a chain of as many attached', () => {
    const cycle = Array.from({ length: CHAIN_LENGTH }, (_, at) =>
      post(`p${at}`, `p${(at + CHAIN_LENGTH - 1) % CHAIN_LENGTH}`),
    )
    const tail = Array.from({ length: CHAIN_LENGTH }, (_, at) =>
      post(`t${at}`, at === 0 ? 'p5000' : `t${at - 1}`),
    )
    const places = placePosts(thread([...tail.reverse(), ...cycle]))
    expect(places.get('p0')).toMatchObject({ parent: null, depth: 0 })
    expect(places.get(`p${CHAIN_LENGTH - 1}`)).toMatchObject({
      depth: CHAIN_LENGTH - 1,
      root: { id: 'p0' },
    })
    expect(places.get(`t${CHAIN_LENGTH - 1}`)).toMatchObject({
      depth: 5000 + CHAIN_LENGTH,
      root: { id: 'p0' },
    })
  })

  it.each([
    { name: 'roots first', isReversed: false },
    { name: 'the deepest first', isReversed: true },
  ])(
    'walks a chain of 10,000 posts in linear time, $name: at most five accesses per post',
    ({ isReversed }) => {
      let lookCount = 0
      const chain = Array.from({ length: CHAIN_LENGTH }, (_, depth): Post => {
        const parentId = depth === 0 ? null : `p${depth - 1}`
        return Object.defineProperty({ ...post(`p${depth}`, null) }, 'parentId', {
          get: () => {
            lookCount++
            return parentId
          },
        })
      })
      const places = placePosts(thread(isReversed ? chain.reverse() : chain))
      expect(places.get(`p${CHAIN_LENGTH - 1}`)).toMatchObject({
        depth: CHAIN_LENGTH - 1,
        root: { id: 'p0' },
      })
      expect(lookCount).toBeLessThanOrEqual(5 * CHAIN_LENGTH)
    },
  )

  it('places any thread: depth is one more than the parent’s, roots are their own roots, every post is included', () => {
    const parents = fc.array(fc.option(fc.integer({ min: 0, max: 25 })), { maxLength: 20 })
    forAny(parents, (parentOf) => {
      const posts = parentOf.map((parent, index) =>
        Object.freeze(post(`p${index}`, parent === null ? null : `p${parent}`)),
      )
      const places = placePosts(thread(Object.freeze(posts)))
      expect([...places.keys()]).toEqual(posts.map(({ id }) => id))
      for (const own of posts) {
        const place = places.get(own.id)
        const above = place?.parent ? places.get(place.parent.id) : null
        if (place?.parent) expect(place.parent.id).toBe(own.parentId)
        expect(place?.depth).toBe(above ? above.depth + 1 : 0)
        expect(place?.root).toBe(above ? above.root : own)
      }
    })
  })
})
