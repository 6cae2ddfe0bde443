import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { rivalsOf } from '../../../src/count/may-print/refusals.js'
import type { DealStance, ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const tiedBy = (post: ScoredPost, by: DealStance['by']): ScoredPost => ({
  ...post,
  stances: post.stances.map((stance) => ({ ...stance, by })),
})
const labelAt = (index: number): string => (index % 3 === 0 ? PIVOT : RETREAT)

/**
 * Twelve posts on two deals, two on the first alone, and more on the second alone, all labelled.
 *
 * @param isApart gives the first post another label for the second deal
 */
function countedWith(by: DealStance['by'], isApart = false, secondCount = 1) {
  const dealsAt = (index: number): string[] => [index < 14 ? 'deal-a' : 'deal-b']
  const posts = Array.from({ length: 14 + secondCount }, (_, index) => {
    const deals = index < 12 ? ['deal-a', 'deal-b'] : dealsAt(index)
    return tiedBy(scoredPost(labelAt(index), {}, deals), by)
  })
  const design = draw(posts, 26 + secondCount)
  const labels = labelUnits(design, (unit) => {
    const index = posts.findIndex(({ id }) => id === unit.postId)
    const isOther = isApart && index === 0 && unit.dealId === 'deal-b'
    return isOther ? RETREAT : labelAt(index)
  })
  return aggregate(posts, { scheme, audit: { audit: { design, labels }, sha256: null } })
}
const verdictsOf = (counted: ReturnType<typeof countedWith>) =>
  counted.deals.map(({ verdict }) => (verdict.isReady ? 'ready' : verdict.missing))
const rivals = (counted: ReturnType<typeof countedWith>) =>
  ['deal-a', 'deal-b'].map((id) => rivalsOf(counted, id).map(({ dealId }) => dealId))

describe('two moves that the same posts are counted for', () => {
  it('are ready one in place of the other where the posts name neither', () => {
    const counted = countedWith('root')
    expect(verdictsOf(counted)).toEqual(['ready', 'ready'])
    expect(rivals(counted)).toEqual([['deal-b'], ['deal-a']])
    expect(rivals(countedWith('text'))).toEqual([[], []])
  })

  it('withhold the smaller one where a post that names neither has two labels', () => {
    const counted = countedWith('root', true)
    const missing = [{ code: 'CITE_LABELS_APART', apartCount: 1 }]
    expect(verdictsOf(counted)).toEqual(['ready', missing])
    expect(rivals(counted)).toEqual([[], []])
    expect(verdictsOf(countedWith('text', true))).toEqual(['ready', 'ready'])
  })
})
