import { describe, expect, it } from 'vitest'
import { learntRecordOf } from '../../../src/count/audit/settle-labels.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { auditOf, learntFrom } from './audit-example.js'

const POSTS: readonly ScoredPost[] = Array.from({ length: 30 }, (_, index) => scoredPost(index < 20 ? RETREAT : PIVOT, { id: `p${index}` }))

describe('posts of a model that learnt', () => {
  const audit = auditOf(POSTS, 15, (_, index) => (index < 10 ? NEITHER : null))
  const learnt = learntFrom(POSTS, audit)

  it('say so', () => {
    expect(learntRecordOf(learnt)).toMatchObject({ baseModel: 'test-model', isRandom: true, labelCount: 10 })
    expect(learntRecordOf(POSTS)).toBeNull()
  })
})
