import { describe, expect, it } from 'vitest'
import { mean } from '../../../src/statistics/estimate/mean.js'
import { adjustedCount, solveAdjustment } from '../../../src/statistics/quantification/adjusted-count.js'
import { quantificationErrors } from '../../../src/statistics/quantification/quantification-errors.js'
import { FIXED_POINT_STOP, QUAPY_STOP, saerensShares } from '../../../src/statistics/quantification/saerens-shares.js'
import { projectOntoSimplex, projectWithBounds } from '../../../src/statistics/quantification/simplex.js'
import { solveLinear } from '../../../src/statistics/quantification/solve-linear.js'
import { GOLDEN, nine } from '../golden.js'

describe('adjusted counts', () => {
  it.each(GOLDEN.acc_binary.cases)('binary: $p at rates $tpr and $fpr is $expect', ({ p, tpr, fpr, expect: expected }) => {
    expect(adjustedCount(p, tpr, fpr)).toBeCloseTo(expected, 9)
  })

  it('stays in [0, 1] for a classifier no better than chance', () => {
    expect(adjustedCount(0.5, 0.3, 0.3)).toBe(1)
    expect(adjustedCount(0.2, 0.3, 0.3)).toBe(0)
  })

  const matrix = GOLDEN.acc_3class.M_pred_given_true
  it.each(['exact', 'least-squares', 'exact-clip', 'exact-project', 'exact-invariant-ratio', 'exact-clip-invariant-ratio'] as const)(
    'three labels, feasible: %s gives the one solution',
    (solver) => {
      expect(solveAdjustment(matrix, GOLDEN.acc_3class.q, solver)).toEqual(GOLDEN.acc_3class.exact.map(nine))
    },
  )

  it.each([
    ['exact', 'exact'],
    ['exact-clip', 'clip_l1'],
    ['exact-project', 'projected_simplex'],
    ['least-squares', 'l2_min_on_simplex'],
    ['exact-invariant-ratio', 'exact'],
    ['exact-clip-invariant-ratio', 'clip_l1'],
  ] as const)('three labels, infeasible: %s', (solver, name) => {
    const golden = GOLDEN.acc_3class_infeasible
    expect(solveAdjustment(matrix, golden.q, solver)).toEqual(golden[name].map(nine))
  })

  it('has no exact solution when two labels have the same error rates', () => {
    const alike = [
      [0.5, 0.5],
      [0.5, 0.5],
    ]
    expect(solveAdjustment(alike, [0.4, 0.6], 'exact')).toBeNull()
    expect(solveAdjustment(alike, [0.4, 0.6])?.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12)
    expect(() => solveAdjustment(alike, [1, 0, 0])).toThrow(RangeError)
  })
})

describe('saerensShares', () => {
  it.each([
    ['emq', GOLDEN.emq, GOLDEN.emq.prev],
    ['emq_2', GOLDEN.emq_2, GOLDEN.emq_2.prev_quapy_stop],
  ] as const)('stops where QuaPy stops: %s', (_, golden, expected) => {
    const result = saerensShares(golden.P, golden.train_prev, QUAPY_STOP)
    expect(result?.shares).toEqual(expected.map(nine))
    expect(result?.iterationCount).toBe(golden.iters)
  })

  // QuaPy 0.2.3, EMQ.EM: it looks at the change from its twelfth round on. One round less gives .674136814.
  it('makes the twelve rounds that QuaPy makes at least', () => {
    const posteriors = [
      [0.95, 0.05],
      [0.9, 0.1],
      [0.05, 0.95],
    ]
    const result = saerensShares(posteriors, [0.5, 0.5], QUAPY_STOP)
    expect(result?.shares).toEqual([nine(0.6741368362443554), nine(0.32586316375564467)])
    expect(result?.iterationCount).toBe(12)
  })

  it('iterates to the fixed point', () => {
    expect(saerensShares(GOLDEN.emq_2.P, GOLDEN.emq_2.train_prev, FIXED_POINT_STOP)?.shares).toEqual(GOLDEN.emq_2.converged.map(nine))
    expect(saerensShares(GOLDEN.emq.P, GOLDEN.emq.train_prev, FIXED_POINT_STOP)?.shares).toEqual(
      GOLDEN.emq.converged_prev_eps1e12.map(nine),
    )
  })

  it.each([GOLDEN.emq, GOLDEN.emq_2])('starts from probabilistic classify and count $pcc', ({ P, pcc }) => {
    expect(pcc.map((_, label) => mean(P.map((row) => row[label] ?? Number.NaN)))).toEqual(pcc.map(nine))
  })

  it('gives null without cases, and a small share to a label absent from training', () => {
    expect(saerensShares([], [0.5, 0.5])).toBeNull()
    // QuaPy adds 1e-4 to both, so that the ratio of training shares is 1.0001 to 0.0001.
    expect(saerensShares([[1, 0]], [1, 0])?.shares).toEqual([1, 0])
  })
})

describe('quantificationErrors', () => {
  const { p, p_hat: estimate, ...golden } = GOLDEN.quant_errors

  it('agrees with QuaPy (smoothing 1 / 200 in the relative error and both divergences)', () => {
    const errors = quantificationErrors(p, estimate, 1 / 200)
    expect(errors.absolute).toBeCloseTo(golden.AE, 9)
    expect(errors.normalisedAbsolute).toBeCloseTo(golden.NAE, 9)
    expect(errors.relativeAbsolute).toBeCloseTo(golden.RAE_eps_1_200, 9)
    expect(errors.divergence).toBeCloseTo(golden.KLD_eps_1_200, 9)
    expect(errors.normalisedDivergence).toBeCloseTo(golden.NKLD, 9)
  })

  // QuaPy without smoothing.
  it('gives the divergence .0252672 without smoothing', () => {
    expect(quantificationErrors(p, estimate, 0).divergence).toBeCloseTo(0.0252672, 7)
    expect(quantificationErrors([1, 0], [1, 0], 0).divergence).toBe(0)
  })

  it('is 0 for the truth, and independent of the order of labels', () => {
    expect(quantificationErrors(p, p, 1 / 200)).toEqual({
      absolute: 0,
      normalisedAbsolute: 0,
      relativeAbsolute: 0,
      divergence: 0,
      normalisedDivergence: 0,
    })
    const turned = quantificationErrors([...p].reverse(), [...estimate].reverse(), 1 / 200)
    expect(turned.divergence).toBeCloseTo(golden.KLD_eps_1_200, 12)
  })
})

describe('the simplex', () => {
  it('projects by a common shift, then by the bounds', () => {
    expect(projectOntoSimplex([0.5, 0.7, -0.1])).toEqual([nine(0.4), nine(0.6), 0])
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
