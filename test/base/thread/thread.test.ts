import { expect, it } from 'vitest'
import { buildThreads } from '../../../src/base/thread/thread.js'
import { inRows } from '../../support/in-rows.js'
import { post as plainPost } from './post-example.js'

const post = (id: string, threadId = 't') => ({ ...plainPost(id), threadId })

it('groups posts by thread, threads and posts in input order', () => {
  const threads = buildThreads(
    [post('1', 'b'), post('2', 'a'), post('3', 'b')],
    new Map([['a', ['A headline']]]),
  )
  const rows = threads.map(({ id, posts, headers }) => [
    id,
    posts.map((each) => each.id),
    ...headers,
  ])
  expect(inRows(rows)).toEqual(['b | 1,3', 'a | 2 | A headline'])
})

it('keeps the post objects it was given', () => {
  const own = Object.freeze(post('1'))
  expect(buildThreads([own])[0]?.posts[0]).toBe(own)
})

it('allows the same id in two threads, any iterable and any id', () => {
  const posts = new Set([
    post('1', 'a'),
    post('1', 'b'),
    post('__proto__', '__proto__'),
    post('constructor', '__proto__'),
  ])
  expect(
    buildThreads(posts).map(
      ({ id, posts: own }) => `${id}: ${own.map((each) => each.id).join(' ')}`,
    ),
  ).toEqual(['a: 1', 'b: 1', '__proto__: __proto__ constructor'])
  expect(buildThreads([])).toEqual([])
})

it('rejects a repeated id in one thread', () => {
  expect(() => buildThreads([post('1'), post('2'), post('1')])).toThrow(
    expect.objectContaining({
      code: 'INGEST_ID_DUPLICATE',
      context: { threadId: 't', postId: '1' },
    }),
  )
})
