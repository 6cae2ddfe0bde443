import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { evaluateAudit, evaluateScored } from '../../../src/count/evaluate/evaluate-posts.js'
import { renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { inRows } from '../../support/in-rows.js'
import { auditOf } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

/**
 * Twelve posts by two or by twelve authors: of six retreats two are taken for pivots, of four
 * pivots one is without a label, two neithers are right.
 */
function posts(authorCount: number) {
  const predicted = [
    RETREAT,
    RETREAT,
    RETREAT,
    RETREAT,
    PIVOT,
    PIVOT,
    PIVOT,
    PIVOT,
    PIVOT,
    'unsure',
    NEITHER,
    NEITHER,
  ]
  return predicted.map((label, index) =>
    scoredPost(label, { id: `e${index}`, author: `w${index % authorCount}` }),
  )
}
const truthOf = (id: string) =>
  [RETREAT, PIVOT, NEITHER][[5, 9, 11].findIndex((last) => Number(id.slice(1)) <= last)] ?? ''
const ON = { scheme, on: 'scored.audit.jsonl' }

describe('evaluateAudit', () => {
  it('gives the confusion matrix, and the figures worked by hand', () => {
    const scored = posts(12)
    const { evaluation, leftOutCount } = evaluateAudit(
      scored,
      auditOf(scored, 12, ({ id }) => truthOf(id)),
      ON,
    )
    const [{ measurement, confusion = [] } = {}] = evaluation.models
    expect(measurement).toMatchObject({ postCount: 12, clusterCount: 12 })
    expect(leftOutCount).toBe(0)
    expect(inRows(confusion)).toEqual(['4 | 2 | 0 | 0', '0 | 3 | 0 | 1', '0 | 0 | 2 | 0'])
    // F1: 8/10, 6/9 and 1; a post without a label counts as wrong.
    expect(measurement?.macroF1.value).toBeCloseTo((0.8 + 2 / 3 + 1) / 3, 12)
    expect(measurement?.accuracy).toBeCloseTo(9 / 12, 12)
    expect(evaluation.models[0]?.worth?.leads).toBeNull()
    expect(renderEvaluation(evaluation, scheme)).toMatch(
      /^scored\.audit\.jsonl \(12 posts, 10 take a side; 95% intervals by bootstrap over 12 posts\)\n.*\n\S+ +0\.8/,
    )
  })

  it('counts what it leaves out since coders differ', () => {
    const scored = posts(12)
    const { design, labels } = auditOf(scored, 12, ({ id }) => truthOf(id))
    const second = labels
      .slice(0, 5)
      .map((one, index) => ({ ...one, coder: 'bo', label: index < 3 ? NEITHER : one.label }))
    const differing = second.filter(({ label }, index) => label !== labels[index]?.label).length
    const { evaluation, leftOutCount } = evaluateAudit(
      scored,
      { design, labels: [...labels, ...second] },
      ON,
    )
    expect([evaluation.models[0]?.measurement.postCount, leftOutCount]).toEqual([
      12 - differing,
      differing,
    ])
    expect(differing).toBeGreaterThan(0)
  })

  it('refuses an audit without labels', () => {
    const scored = posts(12)
    expect(() =>
      evaluateAudit(scored, { ...auditOf(scored, 12, () => null), labels: [] }, ON),
    ).toThrow(/expected an audit with labels/)
  })
})

it.each([
  ['deals', (index: number) => ({ threadId: `t${index % 10}`, deal: `d${index % 9}` }), 9],
  ['threads where no deal is named', (index: number) => ({ threadId: `t${index % 10}` }), 10],
])(
  'evaluateScored draws %s whole, and compares with one label for all',
  (_what, of, clusterCount) => {
    const posts = Array.from({ length: 40 }, (_, index) => {
      const { threadId, ...deal } = of(index)
      const meta = { role: 'reply' as const, gold: index % 4 ? NEITHER : PIVOT, ...deal }
      return scoredPost([RETREAT, PIVOT, NEITHER][index % 3] ?? '', {
        id: `e${index}`,
        threadId,
        meta,
      })
    })
    const { evaluation } = evaluateScored(posts, { scheme, labelField: 'gold', on: 'posts' })
    expect(evaluation.models[0]).toMatchObject({
      measurement: { clusterCount },
      worth: { always: { label: NEITHER, accuracy: 0.75 } },
    })
    expect(renderEvaluation(evaluation, scheme)).toContain(
      `by bootstrap over ${clusterCount} deals or threads`,
    )
  },
)
