import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { suggestUnits } from '../../../../src/count/audit/draw/suggest-units.js'
import { listUnits } from '../../../../src/count/audit/population.js'
import { takeScoredLabels } from '../../../../src/count/evaluate/labelled/take-scored-labels.js'
import { HASH } from '../../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'

const posts = [
  scoredPost(RETREAT, { id: 'a', text: 'They gave up.' }),
  scoredPost(PIVOT, { id: 'b', text: 'Rent pays.' }, []),
  scoredPost('unsure', { id: 'c', text: 'Hm.' }),
  scoredPost(PIVOT, { id: 'd', text: 'Two deals at once.' }, ['deal-a', 'deal-b']),
]
const suggested = suggestUnits(posts, { size: 10, seed: 1, scoredSha256: HASH })
const units = listUnits(posts).map(({ threadId, postId, dealId }) => ({ threadId, postId, dealId, stratum: '', probability: null }))
const design = { ...suggested, units }
const by = (label: string | null, postId: string, dealId: string | null = 'deal-a') => ({
  threadId: 't1',
  postId,
  dealId,
  coder: 'ana',
  label,
  isAdjudication: false,
})
const take = (labels: readonly ReturnType<typeof by>[] = [], isByHandAlone = false) =>
  takeScoredLabels(posts, { scheme: STANCE_SCHEME, language: 'en', audit: { design, labels }, isByHandAlone })

describe('takeScoredLabels', () => {
  it("takes the model's labels with the weight of their probability, and groups by the first deal", () => {
    const { posts: taken, ...counts } = take()
    expect(taken.map(({ post, label, weight }) => [post.id, label, weight, post.meta['dealId']])).toEqual([
      ['a', RETREAT, 0.6, 'deal-a'],
      ['b', PIVOT, 0.6, 'no deal'],
      ['d', PIVOT, 0.6, 'deal-a'],
    ])
    expect(counts).toEqual({ unlabelledCount: 1, byHandCount: 0, byModelCount: 3 })
  })

  it('prefers labels by hand, with weight 1, even where the model gave none; a skipped unit changes nothing', () => {
    const { posts: taken, ...counts } = take([by(NEITHER, 'a'), by(RETREAT, 'c'), by(null, 'b', null), by(NEITHER, 'd', 'deal-b')])
    expect(taken.map(({ post, label, weight }) => [post.id, label, weight])).toEqual([
      ['a', NEITHER, 1],
      ['b', PIVOT, 0.6],
      ['c', RETREAT, 1],
      ['d', NEITHER, 1],
    ])
    expect(counts).toEqual({ unlabelledCount: 0, byHandCount: 3, byModelCount: 1 })
  })

  it('leaves the model’s labels out on request, and refuses posts without labels by hand', () => {
    expect(take([by(NEITHER, 'a')], true)).toMatchObject({ unlabelledCount: 3, byHandCount: 1, byModelCount: 0 })
    expect(() => take([], true)).toThrow(
      expect.objectContaining({ code: 'TRAIN_DATA_INVALID', message: expect.stringContaining('leave out --by-hand-alone') }),
    )
  })

  it('refuses two different labels by hand for one post', () => {
    expect(() => take([by(RETREAT, 'd'), by(PIVOT, 'd', 'deal-b')])).toThrow(expect.objectContaining({ code: 'TRAIN_DATA_INVALID' }))
    expect(take([by(PIVOT, 'd'), by(PIVOT, 'd', 'deal-b')]).byHandCount).toBe(1)
  })
})
