import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimiseLbfgs, type Objective } from '../../../src/base/statistics/minimise-lbfgs.js'
import { forAny } from '../../support/for-any.js'

interface Golden {
  readonly rosenbrock: { readonly start: readonly number[]; readonly point: readonly number[] }
  readonly quadratic: {
    readonly scales: readonly number[]
    readonly goals: readonly number[]
    readonly point: readonly number[]
  }
}

const { rosenbrock, quadratic } = JSON.parse(
  readFileSync(new URL('../../golden/scikit-learn.json', import.meta.url), 'utf8'),
) as Golden

/** Sum of 100 (x[i + 1] - x[i]^2)^2 + (1 - x[i])^2: a bent valley. */
const valley: Objective = (point, gradient) => {
  let value = 0
  gradient.fill(0)
  for (let index = 0; index + 1 < point.length; index++) {
    const here = point[index] as number
    const climb = (point[index + 1] as number) - here * here
    value += 100 * climb * climb + (1 - here) ** 2
    gradient[index] = (gradient[index] as number) - 400 * here * climb - 2 * (1 - here)
    gradient[index + 1] = (gradient[index + 1] as number) + 200 * climb
  }
  return value
}

/** Sum of scale / 2 * (x - goal)^2. */
const bowl =
  (scales: readonly number[], goals: readonly number[]): Objective =>
  (point, gradient) => {
    let value = 0
    point.forEach((x, index) => {
      const distance = x - (goals[index] as number)
      value += 0.5 * (scales[index] as number) * distance * distance
      gradient[index] = (scales[index] as number) * distance
    })
    return value
  }

// scipy.optimize.minimize(method='L-BFGS-B', options={'gtol': 1e-10, 'ftol': 0}), SciPy 1.17.1;
// test/golden/make-scikit-learn.py.
describe('minimiseLbfgs against SciPy', () => {
  it.each([
    { name: 'without a preconditioner', preconditioner: [1, 1, 1, 1] },
    {
      name: 'with the inverse of the diagonal at the start',
      preconditioner: [1 / 1330, 1 / 1330, 1 / 1330, 1 / 200],
    },
  ])('minimises Rosenbrock’s function, $name', ({ preconditioner }) => {
    const point = minimiseLbfgs(valley, Float64Array.from(rosenbrock.start), {
      gradientTolerance: 1e-9,
      maxIterations: 500,
      preconditioner: Float64Array.from(preconditioner),
    })
    expect(valley(point, new Float64Array(4))).toBeLessThan(1e-15)
    rosenbrock.point.forEach((coordinate, index) => {
      expect(point[index]).toBeCloseTo(coordinate, 7)
    })
  })

  it.each([
    { name: 'without a preconditioner', isScaled: false },
    // With the exact inverse Hessian, the first step is a Newton step.
    { name: 'in one step with the inverse of its diagonal', isScaled: true },
  ])('minimises a quadratic of very different scales, $name', ({ isScaled }) => {
    const point = minimiseLbfgs(bowl(quadratic.scales, quadratic.goals), new Float64Array(4), {
      gradientTolerance: 1e-10,
      maxIterations: isScaled ? 1 : 500,
      preconditioner: Float64Array.from(quadratic.scales, (scale) => (isScaled ? 1 / scale : 1)),
    })
    quadratic.point.forEach((coordinate, index) => {
      expect(point[index]).toBeCloseTo(coordinate, 6)
    })
  })
})

describe('minimiseLbfgs', () => {
  const options = { gradientTolerance: 1e-4, preconditioner: new Float64Array(4).fill(1) }

  it('does not modify the start, and stops there if it is the minimum', () => {
    const start = Float64Array.from([1, 1, 1])
    expect(minimiseLbfgs(valley, start, options)).toEqual(start)
    const elsewhere = Float64Array.from([-1, 2, 0])
    minimiseLbfgs(valley, elsewhere, options)
    expect([...elsewhere]).toEqual([-1, 2, 0])
  })

  it('stops where no lower value was found (gradient of the wrong sign)', () => {
    const wrong: Objective = (point, gradient) => {
      gradient[0] = -2 * (point[0] as number)
      return (point[0] as number) ** 2
    }
    expect([...minimiseLbfgs(wrong, Float64Array.from([3]), options)]).toEqual([3])
  })

  it('minimises any quadratic with and without a preconditioner, and never ends above the start value', () => {
    const scale = fc.double({ min: 0.05, max: 50, noNaN: true })
    const sides = fc.record({
      scales: fc.array(scale, { minLength: 4, maxLength: 4 }),
      guesses: fc.array(scale, { minLength: 4, maxLength: 4 }),
    })
    const goals = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 })
    forAny(sides, goals, fc.boolean(), ({ scales, guesses }, goal, isScaled) => {
      const objective = bowl(scales, goal)
      const valueAt = (point: Float64Array): number => objective(point, new Float64Array(4))
      const point = minimiseLbfgs(objective, new Float64Array(4), {
        gradientTolerance: 1e-7,
        maxIterations: 5000,
        preconditioner: Float64Array.from(guesses, (guess) => (isScaled ? guess : 1)),
      })
      expect(valueAt(point)).toBeLessThanOrEqual(valueAt(new Float64Array(4)))
      goal.forEach((coordinate, index) => {
        expect(point[index]).toBeCloseTo(coordinate, 4)
      })
    })
  })
})
