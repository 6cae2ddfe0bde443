import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { findThreads } from '../../../src/count/thread/find-threads.js'

const post = (
  threadId: string,
  id: string,
  parentId: string | null,
  missingParent?: string,
): Post => ({
  id,
  threadId,
  parentId,
  author: null,
  createdAt: null,
  text: id,
  meta: {
    role: parentId === null && missingParent === undefined ? 'root' : 'reply',
    ...(missingParent !== undefined && { missingParent }),
  },
})
const tree = (threadId: string, root: string, count: number): Post[] => [
  post(threadId, root, null),
  ...Array.from({ length: count }, (_, at) =>
    post(threadId, `${root}-${at}`, at < 2 ? root : `${root}-${at - 2}`),
  ),
]
const countOf = (posts: readonly Post[]): number => new Set(posts.map(findThreads(posts))).size

describe('threads, as their opening posts tell them', () => {
  it('is one with one opening post, and with others that nobody answers', () => {
    expect(countOf(tree('t1', 'a', 30))).toBe(1)
    expect(
      countOf([
        ...tree('t1', 'a', 30),
        post('t1', 'b', null),
        ...tree('t1', 'c', 2),
        post('t1', 'd', null, '@ada'),
      ]),
    ).toBe(1)
    expect(countOf(Array.from({ length: 40 }, (_, at) => post('t1', `p${at}`, null)))).toBe(1)
  })

  it('is two under one id where two opening posts have replies of their own', () => {
    expect(countOf([...tree('t1', 'a', 30), ...tree('t1', 'b', 30)])).toBe(2)
  })

  it('is one under twenty ids where all of them answer posts under another', () => {
    const whole = tree('t0', 'a', 60)
    for (const isLinked of [true, false]) {
      const split = whole.map((one, at) => {
        const threadId = `t${at % 20}`
        const isHere = at < 20 ? at === 0 : Number(one.parentId?.slice(2)) % 20 === (at - 1) % 20
        if (isHere || one.parentId === null) return { ...one, threadId }
        return isLinked ? { ...one, threadId } : post(threadId, one.id, null, one.parentId)
      })
      expect(countOf(split)).toBe(1)
    }
  })

  it('is two under two ids, also where a reply to a post of the other is among them, or a circle', () => {
    expect(countOf([...tree('t1', 'a', 10), ...tree('t2', 'b', 10), post('t2', 'x', 'a')])).toBe(2)
    expect(countOf([...tree('t1', 'a', 3), post('t2', 'y', 'z'), post('t2', 'z', 'y')])).toBe(2)
    expect(countOf([post('t1', 'y', 'z'), post('t2', 'z', 'y')])).toBeLessThanOrEqual(2)
  })
})
