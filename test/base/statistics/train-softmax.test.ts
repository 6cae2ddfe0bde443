import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  balanceRows,
  type SparseMatrix,
  stackRows,
  trainSoftmax,
} from '../../../src/base/statistics/train-softmax.js'

interface Golden {
  readonly table: readonly (readonly number[])[]
  readonly labels: readonly number[]
  readonly regressions: readonly {
    readonly inverseRegularisation: number
    readonly balanced: boolean
    readonly coefficients: readonly (readonly number[])[]
    readonly intercepts: readonly number[]
  }[]
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/scikit-learn.json', import.meta.url), 'utf8'),
) as Golden
const LABEL_COUNT = 3

/** The non-zero entries of a table, row by row. */
function sparse(table: readonly (readonly number[])[]): SparseMatrix {
  const rows = table.map((row) => {
    const columns = [...row.keys()].filter((column) => row[column] !== 0)
    return { columns, values: columns.map((column) => row[column] as number) }
  })
  return stackRows(rows, table[0]?.length ?? 0)
}

const labels = Int32Array.from(golden.labels)
const ones = new Float64Array(labels.length).fill(1)

describe('trainSoftmax', () => {
  // scikit-learn 1.9.1: LogisticRegression(solver='lbfgs', C=C, class_weight=None or 'balanced',
  // tol=1e-10, max_iter=10000) .fit(table, labels), coef_ and intercept_;
  // test/golden/make-scikit-learn.py writes them.
  it.each(golden.regressions)(
    'finds scikit-learn’s coefficients to 1e-5 (C = $inverseRegularisation, balanced $balanced)',
    ({ inverseRegularisation, balanced, coefficients, intercepts }) => {
      const trained = trainSoftmax(sparse(golden.table), labels, LABEL_COUNT, {
        penaltyOf: () => 1 / inverseRegularisation,
        rowWeights: balanced ? balanceRows(labels, LABEL_COUNT, ones) : ones,
        gradientTolerance: 1e-8,
        maxIterations: 10_000,
      })
      coefficients.forEach((row, label) => {
        row.forEach((coefficient, column) => {
          expect(
            trained.weights[column * LABEL_COUNT + label],
            `column ${column}, label ${label}`,
          ).toBeCloseTo(coefficient, 5)
        })
        expect(trained.intercepts[label], `intercept ${label}`).toBeCloseTo(
          intercepts[label] ?? Number.NaN,
          5,
        )
      })
    },
  )

  it('counts a row of weight 2 as two rows', () => {
    const options = { penaltyOf: () => 1 / 3, gradientTolerance: 1e-8, maxIterations: 10_000 }
    const heavy = trainSoftmax(sparse(golden.table), labels, LABEL_COUNT, {
      ...options,
      rowWeights: ones.map((one, row) => (row < 4 ? 2 : one)),
    })
    const twice = [...golden.table.slice(0, 4), ...golden.table]
    const twiceLabels = Int32Array.from([...labels.slice(0, 4), ...labels])
    const doubled = trainSoftmax(sparse(twice), twiceLabels, LABEL_COUNT, {
      ...options,
      rowWeights: new Float64Array(16).fill(1),
    })
    for (const [index, weight] of heavy.weights.entries())
      expect(doubled.weights[index]).toBeCloseTo(weight, 6)
  })

  it('is deterministic bit for bit', () => {
    const options = { penaltyOf: () => 1, rowWeights: ones, gradientTolerance: 1e-4 }
    expect(trainSoftmax(sparse(golden.table), labels, LABEL_COUNT, options)).toEqual(
      trainSoftmax(sparse(golden.table), labels, LABEL_COUNT, options),
    )
  })
})

describe('balanceRows', () => {
  // scikit-learn 1.9.1: compute_class_weight('balanced', classes=[0, 1, 2], y=[0] * 6 + [1] * 3 +
  // [2] * 3) is [2/3, 4/3, 4/3].
  it('gives every label the same total', () => {
    const weights = balanceRows(labels, LABEL_COUNT, ones)
    expect(weights[0]).toBeCloseTo(2 / 3, 12)
    expect(weights[6]).toBeCloseTo(4 / 3, 12)
    expect(weights[11]).toBeCloseTo(4 / 3, 12)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(12, 12)
  })

  it('keeps the proportions of the base weights within a label', () => {
    const base = Float64Array.from([1, 3, 2, 2])
    const weights = balanceRows(Int32Array.from([0, 0, 1, 1]), 2, base)
    expect([...weights]).toEqual([1, 3, 2, 2])
    expect([...base]).toEqual([1, 3, 2, 2])
  })
})
