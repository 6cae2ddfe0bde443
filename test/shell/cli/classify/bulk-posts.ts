import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'

const WORDS =
  'they gave up on their own models to rent out idle machines which is a smart way to earn money while the race for better ones goes on without them and nobody should call this retreat or genius before the numbers are in'.split(
    ' ',
  )

export interface BulkShape {
  readonly threads: number
  readonly replies: number
  /** One text in so many stands twice. */
  readonly repeatEvery?: number
}

export interface BulkPost {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly author: string | null
  readonly createdAt: string | null
  readonly text: string
}

/** Posts of our own making: threads one after the other, replies to any post before them. */
export function bulkPosts({ threads, replies, repeatEvery = 50 }: BulkShape, seed = 1): BulkPost[] {
  const random = seededRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  const posts: BulkPost[] = []
  for (let thread = 0; thread < threads; thread++) {
    for (let place = 0; place <= replies; place++) {
      const isRepeat = posts.length > 0 && pick(repeatEvery) === 0
      const words = Array.from({ length: 4 + pick(25) }, () => WORDS[pick(WORDS.length)])
      posts.push({
        id: `p${thread}-${place}`,
        threadId: `t${thread}`,
        parentId: place === 0 ? null : `p${thread}-${pick(place)}`,
        author: pick(10) === 0 ? null : `user${pick(threads * 3)}`,
        createdAt: '2026-05-07T10:00:00.000Z',
        text: isRepeat
          ? (posts[pick(posts.length)]?.text ?? '')
          : `${place === 0 ? 'xAI and Anthropic: ' : ''}${words.join(' ')} ${pick(3) === 0 ? '🤔' : ''}`,
      })
    }
  }
  return posts
}
