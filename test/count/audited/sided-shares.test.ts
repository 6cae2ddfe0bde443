import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import { auditedSidedShares } from '../../../src/count/audited/audit-group.js'
import { inRows } from '../../support/in-rows.js'
import { IS_LONG, runCount } from '../../support/run-count.js'

const of = (counts: readonly number[], shares: readonly number[], populationCount: number) =>
  auditedSidedShares(scheme.sides, byLabel(scheme, shares), { labelCounts: byLabel(scheme, counts), populationCount }, 0.95)

describe('the audited share among the sides', () => {
  // proportion_confint(.6 * 50 / .9, 50 / .9, method='wilson'), statsmodels 0.15.0: 50 of some 500 posts with a side are labelled.
  it('has the interval of Wilson among the posts that take one', () => {
    const [one] = of([30, 20, 50], [0.3, 0.2, 0.5], 1000) ?? []
    expect(one?.share).toBeCloseTo(0.6, 12)
    expect(one?.low).toBeCloseTo(0.4687781997381769, 12)
    expect(one?.high).toBeCloseTo(0.7182869453333903, 12)
  })

  it('is closed by a census, and not there without a side', () => {
    expect(inRows(of([6, 4, 10], [0.3, 0.2, 0.5], 20)?.map(({ low, high }) => [low, high]))).toEqual(['0.6 | 0.6', '0.4 | 0.4'])
    expect(of([0, 0, 10], [0, 0, 1], 20)).toBe(null)
  })

  const RUNS = IS_LONG ? runCount(4000) : 400
  it.each([
    [30, 0.3, 0.45],
    [100, 0.3, 0.45],
    [100, 0.05, 0.45],
  ])(`of %s labels, shares %s and %s: its interval holds it in at least 93 % of the samples (${RUNS} samples)`, (size, one, other) => {
    const random = seededRandom(1)
    const truth = Array.from({ length: 400 }, (_, index) => (index < 400 * one ? 0 : index < 400 * (one + other) ? 1 : 2))
    let held = 0
    for (let run = 0; run < RUNS; run++) {
      const counts = [0, 0, 0]
      for (const label of shuffled(truth, random).slice(0, size)) counts[label] = (counts[label] ?? 0) + 1
      const [first] =
        of(
          counts,
          counts.map((count) => count / size),
          400,
        ) ?? []
      if (first && first.low <= one / (one + other) + 1e-12 && first.high >= one / (one + other) - 1e-12) held += 1
    }
    expect(held / RUNS).toBeGreaterThanOrEqual(0.93 - 3 * Math.sqrt((0.93 * 0.07) / RUNS))
  })
})
