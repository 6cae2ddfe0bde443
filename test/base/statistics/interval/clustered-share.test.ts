import { describe, expect, it } from 'vitest'
import { betaMixtureQuantile, betaQuantile } from '../../../../src/base/statistics/interval/beta-quantile.js'
import { correlationLikelihoods } from '../../../../src/base/statistics/interval/cluster-correlation.js'
import { clusteredShareInterval } from '../../../../src/base/statistics/interval/clustered-share-interval.js'
import { incompleteBeta } from '../../../../src/base/statistics/interval/incomplete-beta.js'

describe('incompleteBeta', () => {
  // scipy.special.betainc, SciPy 1.17.1.
  it.each([
    { x: 0.3, a: 2, b: 5, below: 0.5798250000000003 },
    { x: 0.02, a: 0.5, b: 30.5, below: 0.7310946645296126 },
    { x: 0.999, a: 60, b: 1.5, below: 0.989261033393287 },
    { x: 0.48, a: 4801.2, b: 5201.8, below: 0.5020226973221218 },
  ])('of $x with $a and $b is $below', ({ x, a, b, below }) => {
    expect(Math.abs(incompleteBeta(x, 1 - x, a, b) / below - 1)).toBeLessThan(1e-10)
  })
})

describe('betaQuantile', () => {
  // scipy.stats.beta.ppf, SciPy 1.17.1.
  it.each([
    { probability: 0.025, a: 1, b: 30, x: 0.0008435709266304788 },
    { probability: 0.975, a: 0.5, b: 30.5, x: 0.07967817381725999 },
    { probability: 0.025, a: 0.5, b: 0.5, x: 0.001541333133436012 },
    { probability: 0.975, a: 3.7, b: 121.3, x: 0.0655383045222735 },
    { probability: 0.5, a: 200.25, b: 9800.75, x: 0.01999101007511255 },
    { probability: 0.975, a: 4801.2, b: 5201.8, x: 0.48976959304267514 },
    { probability: 0.975, a: 60, b: 1.5, x: 0.998210743606664 },
    { probability: 1e-6, a: 5, b: 7, x: 0.018850095553046852 },
  ])('$probability of $a and $b is $x', ({ probability, a, b, x }) => {
    expect(Math.abs(betaQuantile(probability, a, b) / x - 1)).toBeLessThan(1e-9)
  })

  it('is the exact bound of Clopper and Pearson where it is known in closed form', () => {
    expect(betaQuantile(0.975, 1, 30)).toBeCloseTo(1 - 0.025 ** (1 / 30), 12)
  })

  it('refuses what is no probability, and no distribution', () => {
    expect(() => betaQuantile(0, 1, 1)).toThrow(RangeError)
    expect(() => betaQuantile(0.5, 0, 1)).toThrow(RangeError)
  })

  it('of a mixture lies where the weighted chances say', () => {
    const components = [
      { weight: 0.7, a: 2, b: 60 },
      { weight: 0.3, a: 1.2, b: 8 },
    ]
    const x = betaMixtureQuantile(0.975, components)
    const below = components.map(({ weight, a, b }) => weight * incompleteBeta(x, 1 - x, a, b))
    expect((below[0] ?? 0) + (below[1] ?? 0)).toBeCloseTo(0.975, 12)
  })
})

const tally = (cases: readonly (readonly [number, number])[]) => cases.map(([caseCount, hitCount]) => ({ caseCount, hitCount }))
const AUTHORS = tally([
  [3, 0],
  [1, 1],
  [5, 4],
  [1, 0],
  [2, 0],
  [8, 1],
])
const THREADS = tally([
  [10, 3],
  [10, 3],
])
/** Of posts 12, 4, 20, 3, 9 and 32 by those authors. */
const CONCENTRATION = 0.2615625

describe('correlationLikelihoods', () => {
  it('are those of the beta-binomial distribution (scipy.stats.betabinom, SciPy 1.17.1)', () => {
    const expected = [
      -1.4978661367769954, -1.3483202803880472, -1.2121130637223858, -0.9729223380794259, -0.6790596594499407, -0.44346019103279266,
      -0.14351035250745148, 0.07270178131950344, 0.3334641892873529, 0.4292650788243626, 0.3227336410017587, -0.3792315888189106,
    ]
    correlationLikelihoods(AUTHORS).forEach((likelihood, index) => {
      expect(likelihood).toBeCloseTo(expected[index] ?? Number.NaN, 9)
    })
  })
})

describe('clusteredShareInterval', () => {
  const input = { share: 0.3, populationCount: 80, samplingVariance: 1 / 20 - 1 / 80 }

  // The formulas written again in Python, with scipy.stats.beta, betabinom and t, and brentq (SciPy 1.17.1).
  it.each([
    {
      name: 'authors',
      value: { ...input, kinds: [{ tallies: AUTHORS, concentration: CONCENTRATION }] },
      low: 0.0832019069195366,
      high: 0.6285533114823825,
      standardError: 0.1250004976960044,
    },
    {
      name: 'authors and threads',
      value: {
        ...input,
        kinds: [
          { tallies: AUTHORS, concentration: CONCENTRATION },
          { tallies: THREADS, concentration: 0.5 },
        ],
      },
      low: 0.07206382940132751,
      high: 0.6585653510855809,
      standardError: 0.1299062820564331,
    },
    {
      name: 'no post with the label, each of another author',
      value: {
        share: 0,
        populationCount: 2000,
        samplingVariance: 1 / 30 - 1 / 2000,
        kinds: [{ tallies: tally(Array.from({ length: 30 }, () => [1, 0] as const)), concentration: 1 / 400 }],
      },
      low: 0,
      high: 0.09793211338492908,
      standardError: 0,
    },
    {
      name: 'a census',
      value: { share: 0.3, populationCount: 20, samplingVariance: 0, kinds: [{ tallies: AUTHORS, concentration: 0.26 }] },
      low: 0.07952952181051488,
      high: 0.6384533033477543,
      standardError: 0.1237550244866465,
    },
  ])('$name', ({ value, low, high, standardError }) => {
    const interval = clusteredShareInterval(value, 0.95)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
    expect(interval.standardError).toBeCloseTo(standardError, 4)
  })

  it('is the same mirrored for the posts without the label', () => {
    const kinds = [{ tallies: AUTHORS, concentration: CONCENTRATION }]
    const others = [
      { tallies: AUTHORS.map(({ caseCount, hitCount }) => ({ caseCount, hitCount: caseCount - hitCount })), concentration: CONCENTRATION },
    ]
    const [one, other] = [
      clusteredShareInterval({ ...input, kinds }, 0.95),
      clusteredShareInterval({ ...input, share: 0.7, kinds: others }, 0.95),
    ]
    expect(other.low).toBeCloseTo(1 - one.high, 9)
    expect(other.high).toBeCloseTo(1 - one.low, 9)
  })

  it('is wider where authors agree with themselves than where they do not', () => {
    const of = (tallies: typeof AUTHORS): number => {
      const { low, high } = clusteredShareInterval(
        { share: 0.5, populationCount: 400, samplingVariance: 0.01, kinds: [{ tallies, concentration: 0.1 }] },
        0.95,
      )
      return high - low
    }
    const agreed = tally(Array.from({ length: 10 }, (_, index) => [10, index % 2 === 0 ? 10 : 0] as const))
    const mixed = tally(Array.from({ length: 10 }, () => [10, 5] as const))
    expect(of(agreed)).toBeGreaterThan(1.5 * of(mixed))
  })

  it('refuses a share that is none, and clusters without labels', () => {
    expect(() => clusteredShareInterval({ ...input, share: 1.1, kinds: [] }, 0.95)).toThrow(RangeError)
    expect(() => clusteredShareInterval({ ...input, kinds: [{ tallies: [], concentration: 1 }] }, 0.95)).toThrow(RangeError)
  })
})
