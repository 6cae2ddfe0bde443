import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { wrongCountOf } from '../../../src/count/audited/audit-group.js'
import { auditOf } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

describe('shares if some hand labels are wrong', () => {
  it.each([
    [150, 0.02, 3],
    [150, 0.05, 8],
    [20, 0.05, 1],
    [17, 0.1, 2],
    [1000, 0.1, 100],
  ])('%i labels, %d of them: %i', (count, share, wrongCount) => expect(wrongCountOf(count, share)).toBe(wrongCount))

  // By hand: 40 posts all labelled, 3 of them neither. 10 % are 4 labels: 1 to 3 points a label, and neither cannot lose more than it has.
  it('move a share by one vote each, and never below what it has', () => {
    const posts = [...Array(40).keys()].map((index) => scoredPost(index < 3 ? NEITHER : index < 20 ? PIVOT : RETREAT))
    const [, , ten] =
      aggregate(posts, { scheme, audit: { audit: auditOf(posts, 40, ({ label }) => label), sha256: null } }).audit?.deals[0]?.labelErrors ??
      []
    expect(ten).toMatchObject({ wrongShare: 0.1, wrongCount: 4 })
    expect(ten?.ranges[NEITHER]?.low).toBeCloseTo(0, 12)
    expect(ten?.ranges[NEITHER]?.high).toBeCloseTo(7 / 40, 12)
    expect(ten?.ranges[PIVOT]?.low).toBeCloseTo(13 / 40, 12)
    expect(ten?.ranges[PIVOT]?.high).toBeCloseTo(21 / 40, 12)
  })

  // By what the estimate itself says when the labels are turned: the predictions say nothing here, so that lambda stays 0.
  it('are what the estimate gives with the labels turned', () => {
    const posts = [...Array(300).keys()].map((index) => ({ ...scoredPost(RETREAT), id: `q${index}` }))
    const breakDown = (wrongCount: number) => {
      const audit = auditOf(posts, 60, (_, index) => (index < 30 + wrongCount ? RETREAT : PIVOT))
      return aggregate(posts, { scheme, audit: { audit, sha256: null } }).audit?.deals[0]
    }
    const [right, wrong] = [breakDown(0), breakDown(3)]
    expect(right?.labelErrors?.[1]?.ranges[RETREAT]?.high).toBeCloseTo(wrong?.shares?.[RETREAT] ?? 0, 12)
    expect(right?.labelErrors?.[1]?.ranges[PIVOT]?.low).toBeCloseTo(wrong?.shares?.[PIVOT] ?? 0, 12)
  })
})
