import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assistedShares } from '../../../src/base/statistics/estimate/assisted-shares.js'
import { estimateProxied, lowerVarianceOf } from '../../../src/count/audited/estimate-captured.js'
import { crossPredicted, type FoldCase, sampleOf } from './cross-predicted.js'

interface GoldenCase extends FoldCase {
  readonly learnt: Values
  readonly unlearnt: Values
  readonly predictions: string
}
type Values = Readonly<Record<'shares' | 'variances' | 'designEffects', readonly number[]>>

/** Values of `test/python/cross_prediction.py`, which estimates fold by fold; `npm run test:python` compares random cases with it. */
const GOLDEN = JSON.parse(readFileSync(new URL('../../golden/cross-prediction.json', import.meta.url), 'utf8')) as readonly GoldenCase[]

/** Uses the proxies of three labels in full: lambda 1. */
const IN_FULL = [0, 1, 2].map((label) => [0, 1, 2].map((other) => Number(label === other)))

describe('cross-prediction-powered shares', () => {
  it.each(GOLDEN)('equal those of test/python/cross_prediction.py, by $predictions predictions', (golden) => {
    const { sample, labelOf, stratumOf } = sampleOf(golden)
    const estimate = (proxies: readonly Float64Array[]) => estimateProxied(sample, { stratumOf, labelOf, proxies })
    const [learnt, unlearnt] = [estimate(crossPredicted(golden)), estimate(crossPredicted({ ...golden, biases: [] }))]
    for (const name of ['shares', 'variances', 'designEffects'] as const) {
      expect(learnt.raw[name]).toEqual(golden.learnt[name].map((value) => expect.closeTo(value, 12)))
      expect(unlearnt.raw[name]).toEqual(golden.unlearnt[name].map((value) => expect.closeTo(value, 12)))
    }
    expect(lowerVarianceOf(learnt, unlearnt).predictions).toBe(golden.predictions)
  })

  it('used in full hold the truth on average, over every sample of 4 out of 8 and folds of one label (worked by enumeration)', () => {
    const truths = [0, 1, 2, 0, 1, 0, 2, 0]
    // What a label teaches: the fold's predictor takes all posts for what the three other labels are, by halves with an even guess.
    const subsets = truths.flatMap((_, a) =>
      truths.flatMap((_, b) => truths.flatMap((_, c) => truths.flatMap((_, d) => (a < b && b < c && c < d ? [[a, b, c, d]] : [])))),
    )
    const totals = [0, 0, 0]
    for (const labelled of subsets) {
      const labels = labelled.map((post) => truths[post] as number)
      const rowOf = (fold: number) => [0, 1, 2].map((label) => 1 / 6 + labels.filter((one, at) => at !== fold && one === label).length / 6)
      const proxies = [0, 1, 2].map((label) =>
        Float64Array.from(truths, (_, post) => {
          const fold = labelled.indexOf(post)
          return fold >= 0 ? (rowOf(fold)[label] ?? 0) : [0, 1, 2, 3].reduce((sum, one) => sum + (rowOf(one)[label] ?? 0) / 4, 0)
        }),
      )
      const { labelOf, stratumOf } = sampleOf({
        probabilities: truths.map(() => []),
        labelled,
        labels,
        folds: [0, 1, 2, 3],
        biases: [],
      })
      const { shares } = assistedShares({ stratumOf, labelOf, proxies }, IN_FULL)
      for (const [label, share] of shares.entries()) totals[label] = (totals[label] ?? 0) + share / subsets.length
    }
    expect(totals).toEqual([0.5, 0.25, 0.25].map((share) => expect.closeTo(share, 12)))
  })
})
