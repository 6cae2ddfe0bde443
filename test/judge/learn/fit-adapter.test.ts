import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { stackRows, trainSoftmax } from '../../../src/base/statistics/train-softmax.js'
import {
  type AdapterExample,
  applyAdapter,
  fitAdapter,
} from '../../../src/judge/learn/fit-adapter.js'

/**
 * Log-probabilities, vectors, deals and labels by whole-number formulas, so that another program
 * can repeat them.
 */
const examples: AdapterExample[] = Array.from({ length: 10 }, (_, i) => {
  const shares = [0, 1, 2].map((label) => ((i * 7 + label * 5) % 11) + 1)
  const total = shares.reduce((sum, share) => sum + share, 0)
  return Object.freeze({
    scores: shares.map((share) => Math.log(share / total)),
    vector: Float32Array.from(
      { length: 6 },
      (_unused, j) => (((i * 13 + j * 7 + i * j * 3) % 17) - 8) / 4,
    ),
    dealId: i % 2 === 0 ? 'a' : 'b',
    label: (i * i + 1) % 3,
  })
})
const close = (values: ArrayLike<number>, expected: readonly number[], digits = 6): void => {
  expect(values).toHaveLength(expected.length)
  for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, digits)
}

describe('trainSoftmax of corrections', () => {
  const matrix = stackRows(
    examples.map((_, i) => ({
      columns: [0, 1],
      values: [(((i * 3) % 7) - 3) / 2, (((i * 5) % 9) - 4) / 3],
    })),
    2,
  )
  const trained = (rowWeights: Float64Array) => {
    const { weights, intercepts } = trainSoftmax(
      matrix,
      Int32Array.from(examples, ({ label }) => label),
      3,
      {
        penaltyOf: (column) => [0.5, 2][column] as number,
        interceptPenalty: 1,
        prior: Float64Array.from(examples.flatMap(({ scores }) => Array.from(scores))),
        rowWeights,
        gradientTolerance: 1e-7,
      },
    )
    return [...intercepts, ...weights]
  }

  // scipy 1.17.1, optimize.minimize(method='BFGS', gtol=1e-11) of the objective as its docstring
  // states it.
  it('finds the minimum that SciPy finds', () => {
    close(
      trained(new Float64Array(examples.length).fill(1)),
      [
        -0.9872875, 0.23207171, 0.7552158, -0.18571174, -0.01449345, 0.20020519, -0.003679,
        -0.5253148, 0.5289938,
      ],
    )
  })

  it('weighs rows', () => {
    close(
      trained(Float64Array.from(examples, (_, i) => 1 + (i % 2))),
      [
        -1.19355066, 0.43760333, 0.75594734, -0.15921736, 0.14944506, 0.0097723, -0.03244238,
        -0.57917836, 0.61162074,
      ],
    )
  })
})

describe('fitAdapter', () => {
  // NumPy's SVD for the two directions that are left out, scipy 1.17.1 as above for the rest, in
  // the vectors' own six dimensions.
  it.each([
    [
      'fewer vectors than dimensions',
      5,
      [-0.6619199, 0.3420391, 0.3198807],
      [0.0186961, 0.24442, 0.7368839],
      [0.2264659, 0.1105115, 0.6630226],
    ],
    [
      'more',
      9,
      [-0.7950098, 0.0430111, 0.7519987],
      [0.0137299, 0.4168942, 0.5693759],
      [0.0117214, 0.0005051, 0.9877735],
    ],
  ])('fits biases, deals and a head as SciPy does: %s', (_name, count, bias, first, unseen) => {
    const adapter = fitAdapter(examples.slice(0, count))
    close(adapter.bias, bias)
    close(applyAdapter(adapter, examples[0] as AdapterExample), first)
    close(applyAdapter(adapter, examples[9] as AdapterExample), unseen)
  })

  it('leaves a model as it is without labels', () => {
    const adapter = fitAdapter([])
    close(
      applyAdapter(adapter, examples[3] as AdapterExample),
      Array.from(examples[3]?.scores ?? [], Math.exp),
      12,
    )
  })

  it('gives a deal without labels the bias of all deals', () => {
    const adapter = fitAdapter(examples)
    expect([...adapter.dealBias.keys()]).toEqual(['a', 'b'])
    const known = { ...(examples[0] as AdapterExample), vector: null }
    const logs = (dealId: string): Float64Array =>
      applyAdapter(adapter, { ...known, dealId }).map(Math.log)
    const apart = logs('a').map((value, label) => value - (logs('c')[label] as number))
    const own = adapter.dealBias.get('a') as Float64Array
    expect((apart[0] as number) - (apart[1] as number)).toBeCloseTo(
      (own[0] as number) - (own[1] as number),
      10,
    )
  })

  it('fits biases alone where an engine gives no vector, and one where there is one deal', () => {
    const bare = examples.map((each) => ({ ...each, vector: null, dealId: null }))
    const adapter = fitAdapter(bare)
    expect(adapter.head).toBeNull()
    expect(adapter.dealBias.size).toBe(0)
  })

  it.each([1, 2])(
    'learns from vectors that tell the labels, and little from others (seed %i)',
    (seed) => {
      const random = seededRandom(seed)
      const make = (isTold: boolean): AdapterExample[] =>
        Array.from({ length: 60 }, () => {
          const vector = Array.from({ length: 8 }, (_, at) => (at < 2 ? 9 : 1) * (random() - 0.5))
          const told = (vector[5] as number) > 0 ? 0 : 1
          return {
            scores: [0, 1, 2].map(() => Math.log(1 / 3)),
            vector,
            dealId: null,
            label: isTold ? told : Math.floor(random() * 3),
          }
        })
      const told = fitAdapter(make(true))
      const noise = fitAdapter(make(false))
      const side = (adapter: typeof told, value: number) =>
        applyAdapter(adapter, {
          scores: [0, 0, 0],
          vector: [0, 0, 0, 0, 0, value, 0, 0],
          dealId: null,
        })[0] as number
      expect(side(told, 0.4)).toBeGreaterThan(0.6)
      expect(side(told, -0.4)).toBeLessThan(0.4)
      expect(Math.abs(side(noise, 0.4) - side(noise, -0.4))).toBeLessThan(0.25)
    },
  )
})
