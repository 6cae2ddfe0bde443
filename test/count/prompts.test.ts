import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../src/count/aggregate.js'
import { drawAudit } from '../../src/count/audit/draw/draw-audit.js'
import { listUnits, unitCountOf } from '../../src/count/audit/population.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { promptWords } from '../../src/say/facts/subject.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from './scored-posts.js'

const prompt = (id: string, dealIds: readonly string[]): ScoredPost => {
  const post = scoredPost(RETREAT, { id, author: 'opener', flags: ['prompt:6'] }, dealIds)
  return { ...post, meta: { ...post.meta, role: 'root' } }
}
const REPLIES = [RETREAT, PIVOT, NEITHER, RETREAT, PIVOT, NEITHER].map((label, index) =>
  scoredPost(label, { id: `r${index}`, author: `a${index}` }, ['deal-a']),
)
const READY = { isReady: true } as const
const THREAD = [prompt('p1', ['deal-a', 'deal-b']), prompt('p2', ['deal-a']), ...REPLIES]

describe('opening posts that others answer', () => {
  it('are in no count, and have a number of their own', () => {
    const { overall, deals, unlinkedPostCount } = aggregate(THREAD, { scheme: STANCE_SCHEME })
    expect(overall).toMatchObject({ postCount: 6, rootCount: 0, promptCount: 2, authorCount: 6 })
    expect(overall.shares).toEqual({ [RETREAT]: 1 / 3, [PIVOT]: 1 / 3, [NEITHER]: 1 / 3 })
    expect(deals.map(({ dealId, promptCount }) => [dealId, promptCount])).toEqual([['deal-a', 2]])
    expect(unlinkedPostCount).toBe(0)
  })

  it('are drawn by no audit', () => {
    expect(listUnits(THREAD).map(({ postId }) => postId)).toEqual(REPLIES.map(({ id }) => id))
    expect(unitCountOf(THREAD)).toBe(6)
    const { units } = drawAudit(THREAD, { size: 99, labels: STANCE_SCHEME.labels })
    expect(units.map(({ postId }) => postId).sort()).toEqual(REPLIES.map(({ id }) => id))
  })

  it.each([
    [0, ''],
    [1, 'The opening post is not counted.'],
    [2, 'The two opening posts are not counted.'],
  ])('%i of them are named apart', (promptCount, words) => {
    expect(promptWords({ promptCount, verdict: READY })).toBe(words)
  })

  it('are none above a video or in an article', () => {
    const one = { promptCount: 1, verdict: READY }
    expect(promptWords(one, { platform: 'YouTube' })).toBe('')
    const noPosts = { code: 'CITE_NO_POSTS', unit: 'quotation' } as const
    const verdict = { isReady: false, missing: [noPosts] } as const
    expect(promptWords({ ...one, verdict })).toBe('')
  })
})
