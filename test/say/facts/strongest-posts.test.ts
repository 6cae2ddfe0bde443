import { describe, expect, it } from 'vitest'
import { groupByDeal } from '../../../src/count/tally/authors.js'
import { strongestPosts } from '../../../src/say/facts/strongest-posts.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'

const sure = (label: string, probability: number) => ({ [RETREAT]: 0, [PIVOT]: 0, [NEITHER]: 1 - probability, [label]: probability })
const post = (
  id: string,
  label: string,
  probability: number,
  author: string | null = null,
  flags: readonly string[] = [],
  text?: string,
) => {
  const probabilities = sure(label, probability)
  const base = scoredPost(label, { id, author, flags, probabilities, text: text ?? `${id}: ${argument(id)}` })
  return { ...base, stances: base.stances.map((stance) => ({ ...stance, probabilities })) }
}
const argument = (id: string): string => Array.from({ length: 12 }, (_, index) => `${id.replaceAll(' ', '')}${index}`).join(' ')
const idsOf = (posts: ReturnType<typeof post>[], count: number): string[] =>
  strongestPosts(groupByDeal(posts).get('deal-a') ?? [], RETREAT, count).map((judged) => judged.post.id)

describe('strongestPosts', () => {
  it('takes the posts of the side with the highest probability, one per author, without repeats', () => {
    const posts = [
      post('weak', RETREAT, 0.5, 'ana'),
      post('sure', RETREAT, 0.9, 'ben'),
      post('again', RETREAT, 0.8, 'ben'),
      post('copy', RETREAT, 0.95, 'cem', ['duplicate-of:sure']),
      post('other side', PIVOT, 0.99, 'dov'),
      post('nameless', RETREAT, 0.7),
      post('nameless too', RETREAT, 0.6),
    ]
    expect(idsOf(posts, 3)).toEqual(['sure', 'nameless', 'nameless too'])
    expect(idsOf(posts, 9)).toEqual(['sure', 'nameless', 'nameless too', 'weak'])
    expect(idsOf([], 3)).toEqual([])
  })

  it('leaves out posts of fewer than twelve words, and those that say nearly the same as one before', () => {
    const words = 'they gave up on their own model and now rent one from a rival'
    const posts = [
      post('slogan', RETREAT, 0.99, 'ana', [], 'So they gave up.'),
      post('eleven', RETREAT, 0.98, 'eve', [], 'one two three four five six seven eight nine ten eleven'),
      post('first', RETREAT, 0.9, 'ben', [], words),
      post('echo', RETREAT, 0.8, 'cem', [], `Yes, ${words}!`),
      post('other', RETREAT, 0.7, 'dov'),
    ]
    expect(idsOf(posts, 3)).toEqual(['first', 'other'])
  })
})
