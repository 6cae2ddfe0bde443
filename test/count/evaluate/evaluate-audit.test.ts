import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { evaluateAudit, evaluateScored } from '../../../src/count/evaluate/evaluate-posts.js'
import { renderAuditEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { auditOf } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

/** Twelve posts by two or by twelve authors: of six retreats two are taken for pivots, of four pivots one is without a label, two neithers are right. */
function posts(authorCount: number) {
  const predicted = [RETREAT, RETREAT, RETREAT, RETREAT, PIVOT, PIVOT, PIVOT, PIVOT, PIVOT, 'unsure', NEITHER, NEITHER]
  return predicted.map((label, index) => scoredPost(label, { id: `e${index}`, author: `w${index % authorCount}` }))
}
const truthOf = (id: string): string => [RETREAT, PIVOT, NEITHER][[5, 9, 11].findIndex((last) => Number(id.slice(1)) <= last)] ?? ''

describe('evaluateAudit', () => {
  it('gives the confusion matrix, and the figures worked by hand', () => {
    const scored = posts(12)
    const found = evaluateAudit(
      scored,
      auditOf(scored, 12, ({ id }) => truthOf(id)),
      scheme,
    )
    expect(found).toMatchObject({ labelledCount: 12, authorCount: 12 })
    expect(found.confusion).toEqual([
      [4, 2, 0, 0],
      [0, 3, 0, 1],
      [0, 0, 2, 0],
    ])
    // F1: 8/10, 6/9 and 1; a post without a label counts as wrong.
    expect(found.macroF1.value).toBeCloseTo((0.8 + 2 / 3 + 1) / 3, 12)
    expect(found.accuracy.value).toBeCloseTo(9 / 12, 12)
    // Every author wrote one post: both bootstraps draw the same clusters.
    for (const { value, byPost, byAuthor } of [found.macroF1, found.accuracy]) {
      expect(byAuthor).toEqual(byPost)
      expect([byPost?.low, byPost?.high]).toEqual([expect.any(Number), expect.any(Number)])
      expect((byPost?.low ?? 1) <= value && value <= (byPost?.high ?? 0)).toBe(true)
    }
    expect(renderAuditEvaluation(found, 'scored.audit.jsonl', scheme)).toMatch(
      /^scored\.audit\.jsonl: \S+ against 12 labels of a random sample, posts by 12 authors\nlabelled .*\nretreat +4 +2 +0 +0\n/,
    )
  })

  it('gives no interval over fewer than eight authors', () => {
    const scored = posts(7)
    const { macroF1, accuracy } = evaluateAudit(
      scored,
      auditOf(scored, 12, ({ id }) => truthOf(id)),
      scheme,
    )
    expect([macroF1.byAuthor, accuracy.byAuthor]).toEqual([null, null])
    expect(macroF1.byPost).not.toBe(null)
  })

  it('refuses an audit without labels', () => {
    const scored = posts(12)
    expect(() => evaluateAudit(scored, { ...auditOf(scored, 12, () => null), labels: [] }, scheme)).toThrow(/expected an audit with labels/)
  })
})

describe('evaluateScored', () => {
  // Always right. By hand: the baseline leans to the more frequent side, so that F1 of the sides is 4/5 for two of three, and 0.
  it('compares with a baseline that does not know what the model leans to (once had the model’s own lean)', () => {
    const labels = [NEITHER, NEITHER, NEITHER, PIVOT, PIVOT, RETREAT]
    const posts = labels.map((label) => scoredPost(label, { meta: { role: 'reply', gold: label } }))
    const { evaluation, majority } = evaluateScored(posts, { scheme, labelField: 'gold', on: 'six posts' })
    expect(evaluation.models[0]?.measurement.leanMacroF1?.value).toBe(1)
    expect(majority).toMatchObject({ accuracy: 0.5, sidedCount: 3, calibrationError: null })
    expect(majority.leanMacroF1?.value).toBeCloseTo(2 / 5, 12)
  })
})
