import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { labelsInForce } from '../../../../src/count/audit/audit-event.js'
import { labelsToQuote, planAudit, UNKNOWN } from '../../../../src/count/audit/draw/plan-audit.js'
import { labelEvent } from '../../../../src/count/audit/label/label-task.js'
import { estimateCaptured, intervalsOf } from '../../../../src/count/audited/audited-intervals.js'
import { marginOf } from '../../../../src/count/audited/lead.js'
import { inRows } from '../../../support/in-rows.js'
import { runCount } from '../../../support/run-count.js'
import { judgedAs, NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw } from '../audit-example.js'

const RUNS = runCount(1000)
const LABELS = STANCE_SCHEME.labels
const options = { labels: LABELS, halfWidth: 0.05, confidenceLevel: 0.95, audit: null }

/** Half of the posts of each side, the model sure of itself by as much as it says. */
function posts(count: number, probability: number) {
  return Array.from({ length: count }, (_, index) => {
    const probabilities = byLabel(STANCE_SCHEME, index % 2 === 0 ? [probability, 1 - probability, 0] : [1 - probability, probability, 0])
    return judgedAs(scoredPost(index % 2 === 0 ? RETREAT : PIVOT), { probabilities })
  })
}

describe('planAudit', () => {
  it('asks for 379 labels by hand at 50 % and ±5 points in a large population', () => {
    // Cochran (1977), 4.2: z² p q / d² = 384.1; Wilson's interval asks for z² = 3.8 less, the finite population for one or two.
    const need = { halfWidth: 0.05, confidenceLevel: 0.95 }
    expect(labelsToQuote([UNKNOWN], { ...need, unitCount: 100_000 })).toBe(379)
    // Of 40 posts, one side with seven labels asks for more than an even split, by the exact interval.
    const [few, even] = [UNKNOWN, { share: 0.5, explained: 0, unsteadiness: 0 }].map((one) =>
      labelsToQuote([one], { unitCount: 40, halfWidth: 0.1, confidenceLevel: 0.95 }),
    )
    // Fewer than 30 let no lead be said.
    expect([few, even]).toEqual([30, 30])
    const { deals } = planAudit(posts(600, 0.5), options)
    expect(deals[0]?.byHandCount).toBe(labelsToQuote([UNKNOWN], { ...need, unitCount: 600 }))
    expect(deals[0]?.expectedCount).toBe(deals[0]?.byHandCount)
  })

  it('asks for less where the model is sure, less for a wider interval, and never for more than there are', () => {
    const needs = [0.5, 0.8, 0.95].map((probability) => planAudit(posts(2000, probability), options).deals[0]?.expectedCount ?? 0)
    expect(needs).toEqual([...needs].sort((one, other) => other - one))
    // Errors of 5 %: variance 0.0475 against 0.25.
    expect(needs[2]).toBeLessThan((needs[0] ?? 0) / 2)
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
    // A label that never varies needs few.
    expect(planAfter(60)?.byHandCount).toBeLessThan(planAfter(29)?.byHandCount ?? 0)
  })

  it('makes the sample for no deal that is only mentioned: few posts of many, and none that the user gave', () => {
    const few = (dealId: string) => Array.from({ length: 12 }, () => scoredPost(RETREAT, {}, [dealId]))
    const mentioned = planAudit([...posts(900, 0.5), ...few('small')], options)
    expect(inRows(mentioned.deals.map(({ dealId, isMentioned }) => [dealId, isMentioned]))).toEqual(['deal-a | no', 'small | yes'])
    expect(mentioned.byHandSize).toBeLessThan(300)
    const record = { id: 'small', mover: 'Acme', move: 'Acme sells its mill.' }
    const [first, ...others] = few('small') as [ReturnType<typeof scoredPost>, ...ReturnType<typeof scoredPost>[]]
    const given = { ...first, meta: { ...first.meta, capture: { deals: [record] } } }
    expect(planAudit([...posts(900, 0.5), given, ...others], options).deals[1]?.isMentioned).toBe(false)
    expect(planAudit([...few('a'), ...few('b')], options).deals.map(({ isMentioned }) => isMentioned)).toEqual([false, false])
  })

  // 1, 2 and 4: how far the model tells the labels apart.
  it.each([1, 2, 4])(`asks for labels that suffice in four draws of five (signal %i, ${RUNS} draws, seed 1)`, (signal) => {
    const random = seededRandom(1)
    const count = 300
    const rows = Array.from({ length: count }, () => {
      const truth = Math.floor(3 * random() ** 1.3)
      return Array.from(softmax(LABELS.map((_, label) => signal * (random() - 0.5) * 2 + (label === truth ? signal : 0))))
    })
    const truths = rows.map((row) => {
      let left = random()
      return Math.max(
        0,
        row.findIndex((chance) => (left -= chance) < 0),
      )
    })
    const scored = rows.map((row) => judgedAs(scoredPost(RETREAT), { probabilities: byLabel(STANCE_SCHEME, row) }))
    const { expectedCount = 0, byHandCount = 0 } = planAudit(scored, { ...options, halfWidth: 0.1 }).deals[0] ?? {}
    expect(expectedCount).toBeLessThanOrEqual(byHandCount)
    const stratumOf = new Uint32Array(count)
    const proxies = LABELS.map((_, label) => Float64Array.from(rows, (row) => row[label] ?? 0))
    let [narrowCount, margins] = [0, 0]
    for (let run = 0; run < RUNS; run++) {
      const labelOf = new Int32Array(count).fill(-1)
      for (const post of shuffled([...rows.keys()], random).slice(0, expectedCount)) labelOf[post] = truths[post] ?? 0
      const sample = {
        units: [],
        labelOf,
        stratumOf,
        proxies,
        authorOf: stratumOf,
        threadOf: stratumOf,
        missing: [],
        joinedStratumCount: 0,
      }
      const intervals = intervalsOf(estimateCaptured(sample), STANCE_SCHEME, { confidenceLevel: 0.95 })
      const margin = Math.max(...intervals.map(marginOf))
      narrowCount += Number(margin <= 0.1)
      margins += margin / RUNS
    }
    expect(narrowCount / RUNS).toBeGreaterThanOrEqual(0.8 - 3 * Math.sqrt(0.16 / RUNS))
    expect(margins).toBeGreaterThan(0.085)
  })

  it('plans deal by deal, and a sample that gives each its labels', () => {
    const scored = [...posts(900, 0.5), ...Array.from({ length: 100 }, () => scoredPost(RETREAT, {}, ['small']))]
    const { deals, byHandSize } = planAudit(scored, options)
    expect(inRows(deals.map(({ dealId, unitCount }) => [dealId, unitCount]))).toEqual(['deal-a | 900', 'small | 100'])
    const { strata } = draw(scored, byHandSize)
    for (const { dealId, byHandCount } of deals) {
      expect(strata.find((stratum) => stratum.dealId === dealId)?.sampleCount).toBeGreaterThanOrEqual(byHandCount)
    }
  })
})
