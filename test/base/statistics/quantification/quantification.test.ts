import { describe, expect, it } from 'vitest'
import { mean } from '../../../../src/base/statistics/estimate/mean.js'
import { saerensShares } from '../../../../src/base/statistics/quantification/saerens-shares.js'
import { projectWithBounds, solveLinear } from '../../../../src/base/statistics/quantification/simplex.js'
import { solveAdjustment } from '../../../../src/count/evaluate/measure/quantify.js'
import { GOLDEN, nine } from '../golden.js'

describe('adjusted counts', () => {
  const matrix = GOLDEN.acc_3class.M_pred_given_true
  it('gives the one solution of three labels where it is feasible, else the nearest shares', () => {
    expect(solveAdjustment(matrix, GOLDEN.acc_3class.q)).toEqual(GOLDEN.acc_3class.exact.map(nine))
    const infeasible = GOLDEN.acc_3class_infeasible
    expect(solveAdjustment(matrix, infeasible.q)).toEqual(infeasible.l2_min_on_simplex.map(nine))
  })

  it('gives shares that sum to 1 when two labels have the same error rates', () => {
    const alike = [
      [0.5, 0.5],
      [0.5, 0.5],
    ]
    expect(solveAdjustment(alike, [0.4, 0.6]).reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12)
    expect(() => solveAdjustment(alike, [1, 0, 0])).toThrow(RangeError)
  })
})

const columnsOf = (rows: readonly (readonly number[])[]) => (rows[0] ?? []).map((_, label) => rows.map((row) => row[label] ?? Number.NaN))

describe('saerensShares', () => {
  it.each([
    ['emq', GOLDEN.emq, GOLDEN.emq.prev],
    ['emq_2', GOLDEN.emq_2, GOLDEN.emq_2.prev_quapy_stop],
  ] as const)('stops where QuaPy stops: %s', (_, golden, expected) => {
    expect(saerensShares(columnsOf(golden.P), golden.train_prev)).toEqual(expected.map(nine))
  })

  // QuaPy 0.2.3, EMQ.EM: it looks at the change from its twelfth round on. One round less gives .674136814.
  it('makes the twelve rounds that QuaPy makes at least', () => {
    const posteriors = [
      [0.95, 0.05],
      [0.9, 0.1],
      [0.05, 0.95],
    ]
    expect(saerensShares(columnsOf(posteriors), [0.5, 0.5])).toEqual([nine(0.6741368362443554), nine(0.32586316375564467)])
  })

  it.each([GOLDEN.emq, GOLDEN.emq_2])('starts from probabilistic classify and count $pcc', ({ P, pcc }) => {
    expect(pcc.map((_, label) => mean(P.map((row) => row[label] ?? Number.NaN)))).toEqual(pcc.map(nine))
  })

  it('gives null without cases, and a small share to a label absent from training', () => {
    expect(saerensShares([], [0.5, 0.5])).toBeNull()
    // QuaPy adds 1e-4 to both, so that the ratio of training shares is 1.0001 to 0.0001.
    expect(saerensShares([[1], [0]], [1, 0])).toEqual([1, 0])
  })
})

describe('the simplex', () => {
  it('projects by a common shift, then by the bounds', () => {
    expect(projectWithBounds([0.5, 0.7, -0.1], [0, 0, 0], [1, 1, 1])).toEqual([nine(0.4), nine(0.6), 0])
    expect(projectWithBounds([-0.05, 0.5, 0.55], [0.02, 0.1, 0.1], [0.8, 0.9, 0.9])).toEqual([0.02, nine(0.465), nine(0.515)])
    expect(projectWithBounds([0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5])).toEqual([0.2, 0.3, 0.5])
  })

  it('solves linear systems and detects singular ones', () => {
    const solution = solveLinear(
      [
        [0, 2],
        [4, 1],
      ],
      [2, 9],
    )
    expect(solution).toEqual([2, 1])
    const singular = [
      [1, 2],
      [2, 4],
    ]
    expect(solveLinear(singular, [1, 2])).toBeNull()
  })
})
