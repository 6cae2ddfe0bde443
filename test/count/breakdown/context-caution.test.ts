import { expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { countPosts } from '../../../src/say/facts/wording.js'
import { manyPosts } from '../scored-posts.js'

it('names a run with --context on, with its figures, and no other', () => {
  const cautionsWith = (context: boolean): string => {
    const posts = manyPosts(40, 1).map((post) => ({ ...post, options: { context, twoWay: false, minProbability: 0 } }))
    return aggregate(posts, { scheme: STANCE_SCHEME }).overall.cautions.join(' ')
  }
  expect(cautionsWith(true)).toContain('(--context on): that was better on one set of real replies and worse on another.')
  expect(cautionsWith(false)).not.toContain('--context')
})

it('separates thousands of replies as of posts', () => {
  expect([countPosts({ noun: 'reply' }, 12_345), countPosts({ noun: 'post' }, 12_345)]).toEqual(['12,345 replies', '12,345 posts'])
})
