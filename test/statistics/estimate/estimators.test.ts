import { describe, expect, it } from 'vitest'
import { clusteredPredictionPoweredMean } from '../../../src/statistics/estimate/clustered-prediction-powered-mean.js'
import { designWeightedMean } from '../../../src/statistics/estimate/design-weighted-mean.js'
import { differenceEstimate } from '../../../src/statistics/estimate/difference-estimate.js'
import { variance } from '../../../src/statistics/estimate/mean.js'
import type { MeanEstimate } from '../../../src/statistics/estimate/mean-estimate.js'
import { predictionPoweredMean } from '../../../src/statistics/estimate/prediction-powered-mean.js'
import { normalQuantile } from '../../../src/statistics/interval/normal-quantile.js'
import { GOLDEN, type PredictionPoweredCase } from '../golden.js'

/** Nine decimals: |difference| < 5e-10. */
const DIGITS = 9

function expectInterval({ mean, standardError }: MeanEstimate, [low, high]: readonly number[], level = 0.95): void {
  const reach = normalQuantile((1 + level) / 2) * standardError
  expect(mean - reach).toBeCloseTo(low as number, DIGITS)
  expect(mean + reach).toBeCloseTo(high as number, DIGITS)
}

const inputOf = ({ Y, Yhat, Yhat_unl }: Pick<PredictionPoweredCase, 'Y' | 'Yhat' | 'Yhat_unl'>) => {
  return { values: Object.freeze([...Y]), proxies: Object.freeze([...Yhat]), unlabelledProxies: Object.freeze([...Yhat_unl]) }
}

describe('predictionPoweredMean', () => {
  it.each([
    ['glide_ppi', GOLDEN.glide_ppi],
    ['ppi_binary_glide_ddof1', GOLDEN.ppi_binary_glide_ddof1],
  ] as const)('agrees with GLIDE on %s (ddof 1, lambda not clipped)', (_, golden) => {
    const estimate = predictionPoweredMean(inputOf(golden), 'tuned')
    expect(estimate.lambda).toBeCloseTo(golden.lam, DIGITS)
    expect(estimate.mean).toBeCloseTo(golden.mean, DIGITS)
    expect(estimate.standardError).toBeCloseTo(golden.se, DIGITS)
    expectInterval(estimate, golden.ci95)
  })

  it('clips lambda to [0, 1] on request', () => {
    const golden = GOLDEN.ppi_binary_glide_ddof1
    expect(predictionPoweredMean(inputOf(golden), 'tuned-clipped')).toEqual(predictionPoweredMean(inputOf(golden), 1))
    const opposed = { values: [1, 0, 1, 0], proxies: [0, 1, 0, 1], unlabelledProxies: [0, 1, 1] }
    expect(predictionPoweredMean(opposed, 'tuned').lambda).toBeLessThan(0)
    expect(predictionPoweredMean(opposed, 'tuned-clipped').lambda).toBe(0)
  })

  // ppi_py divides the covariance and every variance but the pooled one by n, not n - 1.
  const inConventionOfPpiPy = (input: ReturnType<typeof inputOf>, lambda: number): MeanEstimate => {
    const errors = input.values.map((value, index) => value - lambda * (input.proxies[index] ?? Number.NaN))
    const [ofErrors, ofProxies] = [variance(errors, 0), variance(input.unlabelledProxies, 0)] as [number, number]
    return {
      mean: predictionPoweredMean(input, lambda).mean,
      standardError: Math.sqrt((lambda ** 2 * ofProxies) / input.unlabelledProxies.length + ofErrors / errors.length),
    }
  }
  const input = inputOf(GOLDEN.ppi_binary_glide_ddof1)

  it('equals ppi_py under its convention (ddof 0)', () => {
    const golden = GOLDEN.ppi_binary_ppi_py_ddof0
    const lambda = predictionPoweredMean(input, 'tuned').lambda * (1 - 1 / input.values.length)
    expect(lambda).toBeCloseTo(golden.lam, DIGITS)
    const estimate = inConventionOfPpiPy(input, lambda)
    expect(estimate.mean).toBeCloseTo(golden.mean, DIGITS)
    expect(estimate.standardError).toBeCloseTo(golden.se, DIGITS)
    expectInterval(estimate, golden.ci95)
  })

  it.each([
    ['ppi_lambda1', 1, GOLDEN.ppi_lambda1],
    ['ppi_lambda0_classical', 0, GOLDEN.ppi_lambda0_classical],
  ] as const)('agrees with ppi_py on %s (ddof 0)', (_, lambda, golden) => {
    const estimate = inConventionOfPpiPy(input, lambda)
    expect(estimate.mean).toBeCloseTo(golden.mean, DIGITS)
    expect(estimate.standardError).toBeCloseTo(golden.se, DIGITS)
    expectInterval(estimate, golden.ci95)
  })

  // ppi_py, tests/test_mean.py: Y = X, predictions Y + 2, 2 everywhere else.
  it('corrects a constant error of the predictions', () => {
    const values = [-1.5, 0.5, 1, 0]
    const proxies = values.map((value) => value + 2)
    expect(predictionPoweredMean({ values, proxies, unlabelledProxies: [2, 2, 2] }, 1).mean).toBeCloseTo(0, 12)
  })

  it('ignores constant predictions', () => {
    const estimate = predictionPoweredMean({ values: [0, 1, 1], proxies: [0.5, 0.5, 0.5], unlabelledProxies: [0.5, 0.5] }, 'tuned')
    expect(estimate.lambda).toBe(0)
    expect(estimate.mean).toBeCloseTo(2 / 3, 12)
  })

  it('rejects lists of different length', () => {
    expect(() => predictionPoweredMean({ values: [1], proxies: [1], unlabelledProxies: [1, 2] }, 1)).toThrow('at least two')
    expect(() => predictionPoweredMean({ values: [1, 2], proxies: [1], unlabelledProxies: [1, 2] }, 1)).toThrow('2 and 1')
  })
})

describe('clusteredPredictionPoweredMean', () => {
  const clustersOf = (values: readonly number[], labelled: readonly number[], unlabelled: readonly number[]) => [
    ...values.map((value, index) => ({ values: [value - 1, value + 1], proxies: [labelled[index] ?? Number.NaN] })),
    ...unlabelled.map((proxy) => ({ values: null, proxies: [proxy, proxy] })),
  ]

  it('agrees with GLIDE: mean 61/11, standard error sqrt(37)/11', () => {
    const golden = GOLDEN.glide_clustered_ppi
    const clusters = clustersOf(golden.cluster_means_true, golden.cluster_means_proxy_labeled, golden.cluster_means_proxy_unlabeled)
    const whole = clusters.map(({ values, proxies }) => ({ values, proxies: values ? [...proxies, ...proxies] : proxies }))
    const estimate = clusteredPredictionPoweredMean(whole, 'tuned')
    expect(estimate.lambda).toBeCloseTo(golden.lam, DIGITS)
    expect(estimate.mean).toBeCloseTo(61 / 11, DIGITS)
    expect(estimate.mean).toBeCloseTo(golden.mean, DIGITS)
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(37) / 11, DIGITS)
    expect(estimate.standardError).toBeCloseTo(golden.se, DIGITS)
    expectInterval(estimate, golden.ci95)
  })

  it('agrees with the docstring of GLIDE', () => {
    const golden = GOLDEN.glide_clustered_ppi_docstring
    const clusters = golden.cluster_means_true.map((value, index) => ({ values: [value], proxies: [golden.proxy_l[index] ?? Number.NaN] }))
    const estimate = clusteredPredictionPoweredMean(
      [...clusters, ...golden.proxy_u.map((proxy) => ({ values: null, proxies: [proxy] }))],
      'tuned',
    )
    expect(estimate.mean).toBeCloseTo(golden.mean, DIGITS)
    expectInterval(estimate, golden.ci95)
  })

  it('rejects clusters that are empty or partly labelled', () => {
    expect(() => clusteredPredictionPoweredMean([{ values: [], proxies: [] }], 'tuned')).toThrow('empty')
    expect(() => clusteredPredictionPoweredMean([{ values: [1], proxies: [1, 0] }], 'tuned')).toThrow('in whole')
  })
})

describe('designWeightedMean', () => {
  const golden = GOLDEN.dsl_mean
  const input = { values: golden.Y, proxies: golden.g, probabilities: golden.pi }

  it('agrees with the R package dsl (HC0, and partly labelled clusters)', () => {
    const independent = designWeightedMean(input)
    expect(independent.mean).toBeCloseTo(golden.theta, DIGITS)
    expect(independent.standardError).toBeCloseTo(golden.se_hc0, DIGITS)
    const clustered = designWeightedMean(input, golden.cluster)
    expect(clustered.mean).toBeCloseTo(golden.theta, DIGITS)
    expect(clustered.standardError).toBeCloseTo(golden.se_cluster, DIGITS)
  })

  it('is the plain mean when every case is labelled', () => {
    const estimate = designWeightedMean({ values: [1, 0, 1, 1], proxies: [0.2, 0.9, 0.4, 0], probabilities: [1, 1, 1, 1] })
    expect(estimate.mean).toBeCloseTo(0.75, 12)
  })

  it('rejects a probability of zero', () => {
    expect(() => designWeightedMean({ values: [1], proxies: [1], probabilities: [0] })).toThrow('(0, 1]')
    expect(() => designWeightedMean({ values: [], proxies: [], probabilities: [] })).toThrow('at least one')
  })
})

describe('differenceEstimate', () => {
  const { Y, Yhat, Yhat_unl } = GOLDEN.ppi_binary_glide_ddof1

  it('agrees with the survey formula (finite-population correction, ddof 1)', () => {
    const estimate = differenceEstimate(Y, Yhat, [...Yhat, ...Yhat_unl])
    expect(estimate.mean).toBeCloseTo(GOLDEN.difference_fpc.theta, DIGITS)
    expect(estimate.standardError).toBeCloseTo(GOLDEN.difference_fpc.se, DIGITS)
  })

  it('gives the truth with zero width for a census', () => {
    const estimate = differenceEstimate(Y, Yhat, Yhat)
    expect(estimate.mean).toBeCloseTo(0.6, 12)
    expect(estimate.standardError).toBe(0)
  })

  it('rejects a sample of one and a population smaller than its sample', () => {
    expect(() => differenceEstimate([1], [1], [1, 0])).toThrow('at least two')
    expect(() => differenceEstimate([1, 0], [1, 0], [1])).toThrow('population')
  })
})
