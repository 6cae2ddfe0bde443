import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import { countNewLabels, isLearnt, learnScored, learntRecordOf } from '../../../src/count/audit/learn-scored.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { judge, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { auditOf } from './audit-example.js'

/** Posts on two deals: 20 of `deal-a`, which the model calls retreat, and 10 of `deal-b`, which it calls a pivot; all are neither. */
const POSTS: readonly ScoredPost[] = Array.from({ length: 30 }, (_, index) =>
  scoredPost(index < 20 ? RETREAT : PIVOT, { id: `p${index}` }, [index < 20 ? 'deal-a' : 'deal-b']),
)

const learn = (posts: readonly ScoredPost[], audit: Audit) => learnScored(posts, audit, { scheme, auditSha256: 'a'.repeat(64) })

describe('learnScored', () => {
  const audit = auditOf(POSTS, 15, () => NEITHER)
  const learnt = learn(POSTS, audit)
  const given = new Set(audit.labels.map(({ postId }) => postId))

  it('keeps labels by hand, moves all others towards them, and keeps what the model said before', () => {
    for (const [index, post] of learnt.entries()) {
      const before = POSTS[index] as ScoredPost
      expect(post.stances[0]).toMatchObject({
        label: post.label,
        labelledBy: given.has(post.id) ? 'hand' : 'model',
        unlearnt: before.probabilities,
        dealId: before.deals[0],
      })
      expect(post.probabilities?.[NEITHER]).toBeGreaterThan((before.probabilities?.[NEITHER] ?? 0) + 0.1)
      if (given.has(post.id)) expect(post).toMatchObject({ label: NEITHER, status: 'scored', reason: null })
    }
  })

  it('predicts a labelled post without its label: another label leaves it as it is, and moves the rest', () => {
    const [unit] = audit.design.units
    const other = { ...audit, labels: audit.labels.map((one) => (one.postId === unit?.postId ? { ...one, label: RETREAT } : one)) }
    const again = learn(POSTS, other)
    const at = POSTS.findIndex(({ id }) => id === unit?.postId)
    expect(again[at]?.probabilities).toEqual(learnt[at]?.probabilities)
    expect(again.filter((post, index) => post.probabilities?.[NEITHER] !== learnt[index]?.probabilities?.[NEITHER])).toHaveLength(29)
  })

  it('names the model and records what was learnt, on the first post of the thread', () => {
    const record = learntRecordOf(learnt)
    expect(record).toMatchObject({ baseModel: 'test-model', auditSha256: 'a'.repeat(64), isRandom: true, labelCount: 15 })
    expect(record?.deals.map(({ dealId, labelCount }) => [dealId, labelCount])).toEqual([
      ['deal-a', 10],
      ['deal-b', 5],
    ])
    expect(new Set(learnt.map(({ model }) => model))).toEqual(new Set([`test-model+learnt.${record?.adapterSha256.slice(0, 8)}`]))
    expect(learnt.filter(({ meta }) => meta.capture?.learnt !== undefined)).toEqual([learnt[0]])
    expect([isLearnt(POSTS), isLearnt(learnt), learntRecordOf(POSTS)]).toEqual([false, true, null])
  })

  it('learns once', () => {
    expect(learn(learnt, audit)).toBe(learnt)
  })

  it('leaves alone what is withheld, what the model could not judge, and what is no contribution', () => {
    const odd = [
      scoredPost('unsure', { id: 'u' }),
      scoredPost('unscored', { id: 'n' }),
      scoredPost(RETREAT, { id: 'x', meta: { role: 'reply', node: 'advert' } }),
    ]
    const [unsure, unscored, advert] = learn([...POSTS, ...odd], audit).slice(30)
    expect(unsure).toMatchObject({ label: null, status: 'unsure', reason: 'below 0.5', labelledBy: 'model' })
    expect(unscored).toEqual({ ...odd[1], model: unscored?.model })
    expect(advert).toEqual({ ...odd[2], model: unscored?.model })
  })

  it('takes a label by hand where the model could not judge; it teaches nothing', () => {
    const posts = [...POSTS, scoredPost('unscored', { id: 'n' })]
    const all = auditOf(posts, 31, () => PIVOT)
    const found = learn(posts, all)
    expect(found[30]).toMatchObject({
      label: PIVOT,
      lean: PIVOT,
      probabilities: null,
      status: 'scored',
      labelledBy: 'hand',
      unlearnt: null,
    })
    expect(learntRecordOf(found)?.labelCount).toBe(30)
  })

  it('keeps to the sides where a run has every post take one', () => {
    const sided = { ...judge(NEITHER), label: PIVOT, lean: PIVOT }
    const posts = POSTS.map((post) => ({ ...post, ...sided, stances: post.stances.map((stance) => ({ ...stance, ...sided })) }))
    const found = learn(
      posts,
      auditOf(posts, 15, (_, index) => (index < 7 ? RETREAT : NEITHER)),
    )
    expect(new Set(found.map(({ label }) => label)).has(NEITHER)).toBe(false)
    expect(found.filter(({ labelledBy }) => labelledBy === 'hand')).toHaveLength(7)
  })

  it('refuses a sample without labels, and posts without probabilities', () => {
    expect(() =>
      learn(
        POSTS,
        auditOf(POSTS, 10, () => null),
      ),
    ).toThrow('expected labels to learn, got a sample without any of these posts')
    const bare = POSTS.map((post) => ({
      ...post,
      probabilities: null,
      stances: post.stances.map((one) => ({ ...one, probabilities: null })),
    }))
    expect(() => learn(bare, audit)).toThrow('expected probabilities to learn 15 labels, got posts without any by test-model')
  })
})

describe('countNewLabels', () => {
  it('counts what came later or was changed', () => {
    const audit = auditOf(POSTS, 15, (_, index) => (index < 10 ? NEITHER : null))
    const learnt = learn(POSTS, audit)
    const labels = audit.labels.map((one, index) => ({ ...one, label: index === 0 ? PIVOT : NEITHER }))
    expect([countNewLabels(learnt, audit), countNewLabels(learnt, { ...audit, labels })]).toEqual([0, 6])
  })
})
