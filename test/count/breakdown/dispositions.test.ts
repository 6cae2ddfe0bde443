import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { describeDispositions } from '../../../src/say/facts/describe.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const capture = { ...emptyLedger('bluesky'), reportedCount: 50, capturedCount: 9 }
const POSTS = [
  scoredPost(RETREAT, { meta: { role: 'root', capture } }),
  ...[RETREAT, RETREAT, PIVOT, NEITHER, 'unsure', 'unsure', 'unscored'].map((label) => scoredPost(label)),
  scoredPost(PIVOT, {}, ['deal-a', 'deal-b']),
  scoredPost(PIVOT, {}, []),
]
const breakDown = (labelledCount: number, skippedAt: number | null = null) => {
  const design = draw(POSTS, 10)
  const labels = labelUnits(design, (_, index) => (index === skippedAt ? null : RETREAT)).slice(0, labelledCount)
  return { design, breakdown: aggregate(POSTS, { scheme, audit: { audit: { design, labels }, sha256: null } }) }
}

describe('dispositions', () => {
  it('count every post of a group once in each row, and the replies of its threads', () => {
    const { dispositions } = aggregate(POSTS, { scheme })
    const nothingDrawn = { drawn: null, labelled: null, skipped: null, undecided: null, notReached: null }
    expect(dispositions).toEqual([
      { dealId: 'deal-a', known: 50, captured: 9, counted: 9, scored: 6, unsure: 2, unscored: 1, ...nothingDrawn },
      { dealId: 'deal-b', known: 50, captured: 9, counted: 1, scored: 1, unsure: 0, unscored: 0, ...nothingDrawn },
      { dealId: null, known: 50, captured: 9, counted: 10, scored: 7, unsure: 2, unscored: 1, ...nothingDrawn },
    ])
  })

  it.each([11, 7, 2])('sum to what was counted and to what was drawn, %i of 11 labelled', (labelledCount) => {
    const { breakdown, design } = breakDown(labelledCount, 1)
    for (const { dealId, counted, scored, unsure, unscored, drawn, ...outcomes } of breakdown.dispositions ?? []) {
      expect((scored ?? 0) + (unsure ?? 0) + (unscored ?? 0)).toBe(counted)
      const { labelled, skipped, undecided, notReached } = outcomes
      const sum = (labelled ?? 0) + (skipped ?? 0) + (undecided ?? 0) + (notReached ?? 0)
      expect(sum).toBe(drawn ?? 0)
      if (dealId !== null) expect(drawn).toBe(design.units.filter((unit) => unit.dealId === dealId).length)
    }
  })

  it('are said in one sentence', () => {
    const [first] = breakDown(11).breakdown.dispositions ?? []
    expect(first && describeDispositions(first)).toMatch(
      /^Dispositions: 50 replies known to exist, 9 replies captured; 9 posts counted here \(6 labelled by the program, 2 unsure, 1 unscored\); \d drawn \(\d labelled in the audit, 0 skipped, 0 undecided, 0 not reached\)\.$/,
    )
    const [plain] = aggregate(POSTS.slice(1), { scheme }).dispositions ?? []
    expect(plain && describeDispositions(plain)).toMatch(
      /^Dispositions: replies known to exist: not known, 9 replies captured; .*; none drawn\.$/,
    )
  })
})
