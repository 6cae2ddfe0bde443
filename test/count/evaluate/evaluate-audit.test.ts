import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { evaluateAudit, evaluateScored } from '../../../src/count/evaluate/evaluate-posts.js'
import { renderAuditEvaluation, renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { inRows } from '../../support/in-rows.js'
import { auditOf } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

/** Twelve posts by two or by twelve authors: of six retreats two are taken for pivots, of four pivots one is without a label, two neithers are right. */
function posts(authorCount: number) {
  const predicted = [RETREAT, RETREAT, RETREAT, RETREAT, PIVOT, PIVOT, PIVOT, PIVOT, PIVOT, 'unsure', NEITHER, NEITHER]
  return predicted.map((label, index) => scoredPost(label, { id: `e${index}`, author: `w${index % authorCount}` }))
}
const truthOf = (id: string): string => [RETREAT, PIVOT, NEITHER][[5, 9, 11].findIndex((last) => Number(id.slice(1)) <= last)] ?? ''
const evaluated = (scored: ReturnType<typeof posts>) =>
  evaluateAudit(
    scored,
    auditOf(scored, 12, ({ id }) => truthOf(id)),
    scheme,
  )

describe('evaluateAudit', () => {
  it('gives the confusion matrix, and the figures worked by hand', () => {
    const scored = posts(12)
    const found = evaluated(scored)
    expect(found).toMatchObject({ labelledCount: 12, authorCount: 12 })
    expect(inRows(found.confusion)).toEqual(['4 | 2 | 0 | 0', '0 | 3 | 0 | 1', '0 | 0 | 2 | 0'])
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
    const { macroF1, accuracy } = evaluated(scored)
    expect([macroF1.byAuthor, accuracy.byAuthor]).toEqual([null, null])
    expect(macroF1.byPost).not.toBe(null)
  })

  it('says what an audit gains by the probabilities', () => {
    const scored = posts(12)
    const found = evaluated(scored)
    // Retreats have the probability 0.6 four times and 0.2 twice, the other six posts 0.2: r² of that table, (4·6 - 2·0)² / (6·6·4·8).
    // The post without a label leans to a retreat with 0.6.
    expect(found.correlated).toBe('probability')
    expect(found.rSquared[0]).toBeCloseTo((4 * 5 - 2 * 1) ** 2 / (6 * 6 * 5 * 7), 12)
  })

  it('names what it leaves out since coders differ', () => {
    const scored = posts(12)
    const { design, labels } = auditOf(scored, 12, ({ id }) => truthOf(id))
    const second = labels.slice(0, 5).map((one, index) => ({ ...one, coder: 'bo', label: index < 3 ? NEITHER : one.label }))
    const differing = second.filter(({ label }, index) => label !== labels[index]?.label).length
    const found = evaluateAudit(scored, { design, labels: [...labels, ...second] }, scheme)
    expect([found.labelledCount, found.undecidedCount]).toEqual([12 - differing, differing])
    expect(differing).toBeGreaterThan(0)
    expect(renderAuditEvaluation(found, 'x', scheme)).toContain(`left out: ${differing} on which coders differ`)
  })

  it('refuses an audit without labels', () => {
    const scored = posts(12)
    expect(() => evaluateAudit(scored, { ...auditOf(scored, 12, () => null), labels: [] }, scheme)).toThrow(/expected an audit with labels/)
  })
})

describe('evaluateScored', () => {
  it.each([
    ['deals', (index: number) => ({ threadId: `t${index % 10}`, deal: `d${index % 9}` }), '9 deals, .* by bootstrap over deals'],
    ['threads of one deal', (index: number) => ({ threadId: `t${index % 10}`, deal: 'd' }), '10 threads, .* by bootstrap over threads'],
    ['posts of one thread', () => ({ threadId: 't', deal: 'd' }), '\\(40 posts, .* by bootstrap over posts, which name no two deals'],
  ])('draws %s, and says so', (_what, of, words) => {
    const posts = Array.from({ length: 40 }, (_, index) => {
      const { threadId, deal } = of(index)
      return scoredPost([RETREAT, PIVOT, NEITHER][index % 3] ?? '', {
        id: `e${index}`,
        threadId,
        meta: { role: 'reply', gold: index % 4 ? NEITHER : PIVOT, deal },
      })
    })
    const found = evaluateScored(posts, { scheme, labelField: 'gold', on: 'posts' })
    expect(renderEvaluation(found.evaluation, scheme)).toMatch(new RegExp(words))
    expect(evaluateScored(posts, { scheme, labelField: 'gold', on: 'posts' })).toEqual(found)
  })

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
