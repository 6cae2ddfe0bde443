import { describe, expect, it } from 'vitest'
import {
  assistedShares,
  balanceCoefficients,
  projectWithBounds,
  tuneProxies,
} from '../../../../src/base/statistics/estimate/assisted-shares.js'
import { covariance, mean, variance } from '../../../../src/base/statistics/estimate/mean.js'
import { inRows } from '../../../support/in-rows.js'
import { GOLDEN, nine } from '../golden.js'

/** Uses the proxies of two labels in full: lambda 1. */
const IN_FULL = [
  [1, 0],
  [0, 1],
]

/**
 * The binary example of the golden values: ten labelled cases, then twenty others. Label 0 is the
 * label of interest.
 */
const { Y, Yhat, Yhat_unl } = GOLDEN.ppi_binary_glide_ddof1
const ALL = [...Yhat, ...Yhat_unl]
const sample = {
  labelOf: ALL.map((_, index) => (Y[index] === undefined ? -1 : 1 - Y[index])),
  proxies: [ALL, ALL.map((proxy) => 1 - proxy)],
}

const NONE = [
  [0, 0],
  [0, 0],
]

describe('assistedShares', () => {
  it('gives the shares and standard errors of R survey', () => {
    const { full, none } = GOLDEN.survey
    for (const [[first, second], [share, standardError]] of [
      [assistedShares(sample, IN_FULL), full],
      [assistedShares(sample, NONE), none],
    ] as const) {
      expect(first?.share).toBeCloseTo(share, 12)
      expect(Math.sqrt(first?.variance ?? Number.NaN)).toBeCloseTo(standardError, 12)
      expect((first?.share ?? 0) + (second?.share ?? 0)).toBeCloseTo(1, 12)
    }
  })

  it('gives the shares of ppi_py, however far the proxies carry them', () => {
    const shareAt = (lambda: number) =>
      assistedShares(sample, balanceCoefficients([lambda, lambda], [1, 1]))[0]?.share
    expect([0, 0.5, 1].map(shareAt)).toEqual(GOLDEN.ppi_py.means.map(nine))
  })

  it('compares the variance with that of the labels alone', () => {
    const ratio = (GOLDEN.survey.full[1] / GOLDEN.survey.none[1]) ** 2
    expect(assistedShares(sample, IN_FULL)[0]?.designEffect).toBeCloseTo(Math.min(1, ratio), 9)
    for (const { designEffect } of assistedShares(sample, NONE))
      expect(designEffect).toBeCloseTo(1, 12)
    // Inverted proxies would take more labels, not fewer.
    const [inverted] = assistedShares(
      { ...sample, proxies: [...sample.proxies].reverse() },
      IN_FULL,
    )
    expect(inverted?.designEffect).toBe(1)
  })

  it('is without variance for a census', () => {
    const census = assistedShares({ ...sample, labelOf: ALL.map((_, index) => index % 2) }, IN_FULL)
    expect(census.map(({ variance }) => variance)).toEqual([0, 0])
    expect(census[0]?.share).toBeCloseTo(0.5, 12)
  })
})

/** PPI++ as GLIDE computes it (ddof 1, lambda not clipped). */
function predictionPowered(proxies: readonly number[]): {
  readonly lambda: number
  readonly mean: number
} {
  const spread =
    (1 + Y.length / Yhat_unl.length) * (variance([...proxies, ...Yhat_unl]) ?? Number.NaN)
  const lambda = (covariance(Y, proxies) ?? Number.NaN) / spread
  const errors = Y.map((value, index) => value - lambda * (proxies[index] ?? Number.NaN))
  return { lambda, mean: lambda * (mean(Yhat_unl) ?? Number.NaN) + (mean(errors) ?? Number.NaN) }
}

describe('tuneProxies', () => {
  it('finds the lambda of PPI++, times N / N_U since it applies to all instead of the unlabelled cases', () => {
    // Far enough from 1 not to be clipped: half of the predictions are inverted.
    const noisy = Yhat.map((proxy, index) => (index % 4 === 0 ? 1 - proxy : proxy))
    expect(predictionPowered(Yhat).lambda).toBeCloseTo(GOLDEN.ppi_binary_glide_ddof1.lam, 9)
    expect(predictionPowered(Yhat).mean).toBeCloseTo(GOLDEN.ppi_binary_glide_ddof1.mean, 9)
    const tuned = predictionPowered(noisy)
    const all = [...noisy, ...Yhat_unl]
    const [lambda = Number.NaN, other = Number.NaN] = tuneProxies({
      ...sample,
      proxies: [all, all.map((proxy) => 1 - proxy)],
    })
    expect(lambda).toBeGreaterThan(0)
    expect(lambda).toBeLessThan(1)
    expect(lambda).toBeCloseTo((tuned.lambda * 30) / 20, 12)
    expect(other).toBeCloseTo(lambda, 12)
    const coefficients = balanceCoefficients([lambda, other], [1, 1])
    expect(
      assistedShares({ ...sample, proxies: [all, all.map((proxy) => 1 - proxy)] }, coefficients)[0]
        ?.share,
    ).toBeCloseTo(tuned.mean, 12)
  })

  it('is 0 for uninformative or inverted proxies, and at most 1', () => {
    expect(tuneProxies({ ...sample, proxies: [ALL.map(() => 0.5), ALL.map(() => 0.5)] })).toEqual([
      0, 0,
    ])
    expect(tuneProxies({ ...sample, proxies: [ALL.map((proxy) => 1 - proxy), ALL] })).toEqual([
      0, 0,
    ])
    expect(
      tuneProxies({
        ...sample,
        proxies: [ALL.map((proxy) => proxy / 9), ALL.map((proxy) => 1 - proxy / 9)],
      }),
    ).toEqual([1, 1])
  })

  it('makes the estimates of labels with different lambdas sum to 1', () => {
    const coefficients = balanceCoefficients([0.9, 0.2, 0.5], [0.25, 0.2, 0.05])
    for (const other of [0, 1, 2])
      expect(coefficients.reduce((sum, row) => sum + (row[other] ?? 0), 0)).toBeCloseTo(0, 12)
    expect(inRows(balanceCoefficients([1, 1], [0.2, 0.2]))).toEqual(['0.5 | -0.5', '-0.5 | 0.5'])
  })
})

it('projectWithBounds projects by a common shift, then by the bounds', () => {
  expect(projectWithBounds([0.5, 0.7, -0.1], [0, 0, 0], [1, 1, 1])).toEqual([
    nine(0.4),
    nine(0.6),
    0,
  ])
  expect(projectWithBounds([-0.05, 0.5, 0.55], [0.02, 0.1, 0.1], [0.8, 0.9, 0.9])).toEqual([
    0.02,
    nine(0.465),
    nine(0.515),
  ])
  expect(projectWithBounds([0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5])).toEqual([
    0.2, 0.3, 0.5,
  ])
})
