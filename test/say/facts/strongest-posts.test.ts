import { expect, it } from 'vitest'
import { strongestPosts } from '../../../src/say/facts/strongest-posts.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'

it('of each known author quotes one post, the most probable first', () => {
  const judged = ['ana', 'ana', 'bo', null, null].map((author, at) => {
    const text = Array.from('abcdefghijklm', (letter) => `${letter}${author}${at}`).join(' ')
    const post = scoredPost(RETREAT, { id: `${at}`, author, text })
    return { post, label: RETREAT, judgement: { ...post, probabilities: { [RETREAT]: at / 10 } } }
  })
  expect(strongestPosts(judged, RETREAT, 9).map(({ post }) => post.id)).toEqual([
    '4',
    '3',
    '2',
    '1',
  ])
  const doubted = judged.map((each, at) => ({ ...each, isInDoubt: at > 0 }))
  const quoted = (all: typeof doubted) => strongestPosts(all, RETREAT, 9).map(({ post }) => post.id)
  expect(quoted(doubted)).toEqual(['0'])
  expect(quoted(doubted.slice(2)), 'no others').toEqual(['4', '3', '2'])
})
