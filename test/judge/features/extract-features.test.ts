import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import type { Thread } from '../../../src/base/thread/thread.js'
import {
  extractFeatures,
  extractTextFeatures,
} from '../../../src/judge/features/extract-features.js'
import { answersComment } from '../../../src/judge/stance/stance-classifier.js'
import { post as plainPost } from '../../base/thread/post-example.js'
import { inRows } from '../../support/in-rows.js'

function post(...given: Parameters<typeof plainPost>): Post {
  const made = plainPost(...given)
  Object.freeze(made.meta)
  return Object.freeze(made)
}

const thread = (posts: readonly Post[]): Thread =>
  Object.freeze({ id: 't', posts: Object.freeze(posts), headers: [] })

describe('extractFeatures', () => {
  it('returns features in post order, and shares parents and roots by reference', () => {
    const [c, a, b, x] = extractFeatures(
      thread([post('c', 'b'), post('a', null), post('b', 'a'), post('x', 'gone')]),
    )
    expect(inRows([c, a, b, x].map((each) => [each?.postId, each?.depth]))).toEqual([
      'c | 2',
      'a | 0',
      'b | 1',
      'x | 0',
    ])
    expect(c?.parent).toBe(b)
    expect(c?.root).toBe(a)
    expect(b?.root).toBe(a)
    expect([a?.parent, a?.root, x?.parent, x?.root]).toEqual([null, null, null, null])
  })

  it('tells who answers a comment from who answers an opening post of five replies', () => {
    const first = ['a', 'b', 'c', 'd'].map((id) => post(id, 'opening'))
    const features = extractFeatures(thread([post('opening'), ...first, post('e', 'a')]))
    expect(features.map((own) => answersComment({ features: own, target: null }))).toEqual([
      ...new Array<boolean>(5).fill(false),
      true,
    ])
  })

  it('counts only the handles at the start', () => {
    const countOf = (text: string) => extractTextFeatures(text).addresseeTokenCount
    expect([
      countOf('@one @two no @three'),
      countOf('@one'),
      countOf('no @one'),
      countOf(''),
    ]).toEqual([2, 1, 0, 0])
  })

  it('supports a chain of 10,000 posts, a cycle, and an empty thread', () => {
    const chain = Array.from({ length: 10_000 }, (_, depth) =>
      post(`p${depth}`, depth === 0 ? null : `p${depth - 1}`, 'hm'),
    ).reverse()
    expect(extractFeatures(thread(chain))[0]).toMatchObject({ postId: 'p9999', depth: 9999 })
    const cycle = extractFeatures(thread([post('a', 'b'), post('b', 'a')]))
    expect(cycle.filter(({ parent }) => parent === null)).toHaveLength(1)
    expect(extractFeatures(thread([]))).toEqual([])
  })

  it('depends only on a post’s id, text and place', () => {
    const names =
      'addresseeTokenCount depth isPrompt parent postId root starts text threadId words'.split(' ')
    expect(Object.keys(extractTextFeatures('hm')).sort()).toEqual(names)
  })
})

it('extractTextFeatures gives the features of a thread of the post and its parent', () => {
  const own = extractTextFeatures('no, smart', 'They lost.', 'b')
  const [, inThread] = extractFeatures(
    thread([post('b/parent', null, 'They lost.'), post('b', 'b/parent', 'no, smart')]),
  )
  const apart = (features: unknown) =>
    JSON.parse(JSON.stringify(features, (name, value) => (name === 'threadId' ? null : value)))
  expect(apart(own)).toEqual(apart(inThread))
  expect(extractTextFeatures('no, smart')).toMatchObject({
    postId: 'text',
    depth: 0,
    parent: null,
    root: null,
  })
})
