import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { labelsInForce } from '../../../../src/count/audit/audit-event.js'
import { planAudit } from '../../../../src/count/audit/draw/plan-audit.js'
import { labelEvent } from '../../../../src/count/audit/label/label-task.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw } from '../audit-example.js'

const LABELS = STANCE_SCHEME.labels
const options = { labels: LABELS, halfWidth: 0.05, confidenceLevel: 0.95, audit: null }

/** Half of the posts of each side, the model sure of itself by as much as it says. */
function posts(count: number, probability: number) {
  return Array.from({ length: count }, (_, index) => {
    const probabilities = byLabel(STANCE_SCHEME, index % 2 === 0 ? [probability, 1 - probability, 0] : [1 - probability, probability, 0])
    const post = scoredPost(index % 2 === 0 ? RETREAT : PIVOT)
    return { ...post, probabilities, stances: post.stances.map((stance) => ({ ...stance, probabilities })) }
  })
}

describe('planAudit', () => {
  it('asks for about 385 labels by hand at 50 % and ±5 points in a large population (Cochran 1977, 4.2: z² p q / d² = 384.1)', () => {
    const { deals } = planAudit(posts(100_000, 0.5), options)
    // The finite population takes one or two off, the four pseudo-residuals add about four.
    expect(deals[0]?.byHandCount).toBeGreaterThan(380)
    expect(deals[0]?.byHandCount).toBeLessThan(392)
    expect(deals[0]?.expectedCount).toBe(deals[0]?.byHandCount)
  })

  it('asks for less where the model is sure, less for a wider interval, and never for more than there are', () => {
    const needs = [0.5, 0.8, 0.95].map((probability) => planAudit(posts(2000, probability), options).deals[0]?.expectedCount ?? 0)
    expect(needs).toEqual([...needs].sort((one, other) => other - one))
    // Errors of 5 %: variance 0.0475 against 0.25.
    expect(needs[2]).toBeLessThan((needs[0] ?? 0) / 3)
    const [narrow, wide] = [0.02, 0.1].map((halfWidth) => planAudit(posts(2000, 0.8), { ...options, halfWidth }).byHandSize)
    expect(narrow).toBeGreaterThan(wide ?? 0)
    expect(planAudit(posts(20, 0.5), { ...options, halfWidth: 0.001 }).byHandSize).toBe(20)
  })

  it('learns from thirty labels on', () => {
    const scored = posts(2000, 0.95)
    const design = draw(scored, 60)
    const task = { coder: 'a', isAdjudication: false, doubleCodeShare: 0 }
    const events = design.units.map((unit) => labelEvent(unit, NEITHER, task, null))
    const planAfter = (count: number) =>
      planAudit(scored, { ...options, audit: { design, labels: labelsInForce(events.slice(0, count)) } }).deals[0]
    expect(planAfter(29)).toMatchObject({ basis: 'probabilities', labelledCount: 29 })
    expect(planAfter(60)).toMatchObject({ basis: 'labels', labelledCount: 60 })
    // A label that never varies leaves the guard alone.
    expect(planAfter(60)?.byHandCount).toBeLessThan(planAfter(29)?.byHandCount ?? 0)
  })

  it('makes the sample for no deal that is only mentioned: few posts of many, and none that the user gave', () => {
    const few = (dealId: string) => Array.from({ length: 12 }, () => scoredPost(RETREAT, {}, [dealId]))
    const mentioned = planAudit([...posts(900, 0.5), ...few('small')], options)
    expect(mentioned.deals.map(({ dealId, isMentioned }) => [dealId, isMentioned])).toEqual([
      ['deal-a', false],
      ['small', true],
    ])
    expect(mentioned.byHandSize).toBeLessThan(300)
    const record = { id: 'small', mover: 'Acme', move: 'Acme sells its mill.' }
    const [first, ...others] = few('small') as [ReturnType<typeof scoredPost>, ...ReturnType<typeof scoredPost>[]]
    const given = { ...first, meta: { ...first.meta, capture: { deals: [record] } } }
    expect(planAudit([...posts(900, 0.5), given, ...others], options).deals[1]?.isMentioned).toBe(false)
    expect(planAudit([...few('a'), ...few('b')], options).deals.map(({ isMentioned }) => isMentioned)).toEqual([false, false])
  })

  it('plans deal by deal, and a sample that gives each its labels', () => {
    const scored = [...posts(900, 0.5), ...Array.from({ length: 100 }, () => scoredPost(RETREAT, {}, ['small']))]
    const { deals, byHandSize } = planAudit(scored, options)
    expect(deals.map(({ dealId, unitCount }) => [dealId, unitCount])).toEqual([
      ['deal-a', 900],
      ['small', 100],
    ])
    const { strata } = draw(scored, byHandSize)
    for (const { dealId, byHandCount } of deals) {
      expect(strata.find((stratum) => stratum.dealId === dealId)?.sampleCount).toBeGreaterThanOrEqual(byHandCount)
    }
  })
})
