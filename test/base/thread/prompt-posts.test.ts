import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { findPrompts as find } from '../../../src/base/thread/prompt-posts.js'
import { post } from './post-example.js'

const findPrompts = (posts: readonly Post[]) => find({ id: 't', posts, headers: [] })
const replies = (count: number, parentId: string, meta: Partial<Post['meta']> = {}): Post[] =>
  Array.from({ length: count }, (_, index) => post(`${parentId}-${index}`, parentId, '', meta))

describe('findPrompts', () => {
  it.each([
    { count: 4, isOne: false },
    { count: 5, isOne: true },
  ])('takes an opening post with $count replies: $isOne', ({ count, isOne }) => {
    expect(findPrompts([post('a'), ...replies(count, 'a')]).has('a')).toBe(isOne)
  })

  it('counts replies at any depth, in any order', () => {
    const chain = Array.from({ length: 6 }, (_, at) => post(`r${at + 1}`, `r${at}`))
    const thread = [...chain.reverse(), post('r0')]
    expect([...findPrompts(thread)]).toEqual([['r0', 6]])
  })

  it('counts a reply that may answer two opening posts for both', () => {
    const either = replies(5, 'b', { possibleParents: ['b', 'a'] })
    const found = findPrompts([post('a'), post('b'), ...either])
    expect([...found.keys()].sort()).toEqual(['a', 'b'])
  })

  it('takes no reply, and counts no advert or deleted post', () => {
    const adverts = replies(5, 'a', { node: 'advert' })
    expect(findPrompts([post('a'), ...adverts]).size).toBe(0)
    expect(findPrompts([post('x'), post('y', 'x'), ...replies(5, 'y')]).has('y')).toBe(false)
  })
})
