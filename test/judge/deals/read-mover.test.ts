import { expect, it } from 'vitest'
import { buildThreads } from '../../../src/base/thread/thread.js'
import { readMover } from '../../../src/judge/deals/read-mover.js'
import { post } from '../../base/thread/post-example.js'

it.each([
  ['Vireo Semi sells its phone chip division to Quandt.', ['Quandt will regret it', 'Good for Vireo', 'so Quandt pays'], 'Vireo Semi'],
  ['Why Sonos drops Google Cast', ['Google did it first', 'Sonos is done'], 'Sonos'],
  ['Big news today', ['I like it', 'meh'], null],
])('the mover of “%s” is suggested by its place, not by how many posts name it', (root, replies, mover) => {
  const posts = [post('a', null, root), ...replies.map((text, at) => post(`b${at}`, 'a', text))]
  expect(readMover(buildThreads(posts, new Map()))).toBe(mover)
})
