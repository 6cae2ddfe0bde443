import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import type { Post } from '../../../../src/base/thread/post.js'

const WORDS =
  'they gave up on their own models to rent out idle machines which is a smart way to earn money while the race for better ones goes on without them and nobody should call this retreat or genius before the numbers are in'.split(
    ' ',
  )

/** One text in so many stands twice. */
const REPEAT_EVERY = 50

/** Posts of our own making: threads one after the other, replies to any post before them. */
export function bulkPosts({
  threads,
  replies,
}: {
  readonly threads: number
  readonly replies: number
}): Omit<Post, 'meta'>[] {
  const random = seededRandom(1)
  const pick = (count: number): number => Math.floor(random() * count)
  const posts: Omit<Post, 'meta'>[] = []
  for (let index = 0; index < threads * (replies + 1); index++) {
    const thread = Math.floor(index / (replies + 1))
    const place = index % (replies + 1)
    const isRepeat = posts.length > 0 && pick(REPEAT_EVERY) === 0
    const words = Array.from({ length: 4 + pick(25) }, () => WORDS[pick(WORDS.length)]).join(' ')
    const opening = place === 0 ? 'xAI and Anthropic: ' : ''
    posts.push({
      id: `p${thread}-${place}`,
      threadId: `t${thread}`,
      parentId: place === 0 ? null : `p${thread}-${pick(place)}`,
      author: pick(10) === 0 ? null : `user${pick(threads * 3)}`,
      createdAt: '2026-05-07T10:00:00.000Z',
      text: isRepeat
        ? (posts[pick(posts.length)]?.text ?? '')
        : `${opening}${words} ${pick(3) === 0 ? '🤔' : ''}`,
    })
  }
  return posts
}
