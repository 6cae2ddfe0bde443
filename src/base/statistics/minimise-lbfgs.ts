/** Writes the gradient at `point` into `gradient` and returns the value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

export interface LbfgsOptions {
  /** Stop when no component of the gradient exceeds this. */
  readonly gradientTolerance: number
  /** Default 200. */
  readonly maxIterations?: number
  /** Estimate of the inverse of the Hessian's diagonal, one value > 0 per variable. */
  readonly preconditioner: Float64Array
}

const ARMIJO = 1e-4
const CURVATURE = 0.9
const MAX_LINE_STEPS = 30
/** Correction pairs kept, as in SciPy. */
const MEMORY = 10

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < one.length; index++)
    total += (one[index] as number) * (other[index] as number)
  return total
}

function maxAbsolute(values: Float64Array): number {
  let top = 0
  for (let index = 0; index < values.length; index++)
    top = Math.max(top, Math.abs(values[index] as number))
  return top
}

function subtract(one: Float64Array, other: Float64Array): Float64Array {
  const difference = new Float64Array(one.length)
  for (let index = 0; index < one.length; index++)
    difference[index] = (one[index] as number) - (other[index] as number)
  return difference
}

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly inverse: number
}

/**
 * Two-loop recursion: minus the approximate inverse Hessian times the gradient (Nocedal & Wright,
 * algorithm 7.4).
 */
function searchDirection(
  gradient: Float64Array,
  pairs: readonly Pair[],
  preconditioner: Float64Array,
): Float64Array {
  const direction = gradient.map((value) => -value)
  const alphas = new Float64Array(pairs.length)
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, inverse } = pairs[k] as Pair
    const alpha = inverse * dot(step, direction)
    alphas[k] = alpha
    for (let index = 0; index < direction.length; index++)
      direction[index] = (direction[index] as number) - alpha * (change[index] as number)
  }
  const scale = scaleOf(pairs.at(-1), preconditioner)
  for (let index = 0; index < direction.length; index++)
    direction[index] = (direction[index] as number) * scale * (preconditioner[index] as number)
  for (let k = 0; k < pairs.length; k++) {
    const { step, change, inverse } = pairs[k] as Pair
    const correction = (alphas[k] as number) - inverse * dot(change, direction)
    for (let index = 0; index < direction.length; index++)
      direction[index] = (direction[index] as number) + correction * (step[index] as number)
  }
  return direction
}

/** Step over curvature of the last pair: the length of a first step. */
function scaleOf(last: Pair | undefined, preconditioner: Float64Array): number {
  if (last === undefined) return 1
  let curvature = 0
  for (let index = 0; index < last.change.length; index++) {
    const change = last.change[index] as number
    curvature += change * change * (preconditioner[index] as number)
  }
  return 1 / (last.inverse * curvature)
}

interface LineStart {
  readonly point: Float64Array
  readonly value: number
  readonly direction: Float64Array
  /** Slope of the objective at `point`, along `direction`. */
  readonly slope: number
}

/** Weak-Wolfe line search by bisection: the last point tried, accepted or not. */
function searchLine(objective: Objective, from: LineStart) {
  const { point, value, direction, slope } = from
  const nextPoint = new Float64Array(point.length)
  const nextGradient = new Float64Array(point.length)
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let length = 1
  let nextValue = value
  for (let tries = 0; tries < MAX_LINE_STEPS; tries++) {
    for (let index = 0; index < point.length; index++)
      nextPoint[index] = (point[index] as number) + length * (direction[index] as number)
    nextValue = objective(nextPoint, nextGradient)
    if (!(nextValue <= value + ARMIJO * length * slope)) high = length
    else if (dot(nextGradient, direction) < CURVATURE * slope) low = length
    else break
    length = Number.isFinite(high) ? (low + high) / 2 : low * 2
  }
  return { nextPoint, nextGradient, nextValue }
}

/**
 * Minimises a smooth function by limited-memory BFGS with a weak-Wolfe line search by bisection.
 * Deterministic, float64. Ends too where `maxIterations` are done or a search finds nothing lower.
 *
 * @param objective value and gradient at a point; must be finite along the search
 * @param start start point; not modified
 * @see Nocedal & Wright, Numerical Optimization (2006), chapters 3 and 7
 */
export function minimiseLbfgs(
  objective: Objective,
  start: Float64Array,
  { gradientTolerance, maxIterations = 200, preconditioner }: LbfgsOptions,
): Float64Array {
  let point = Float64Array.from(start)
  let gradient = new Float64Array(start.length)
  let value = objective(point, gradient)
  const pairs: Pair[] = []
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (maxAbsolute(gradient) <= gradientTolerance) return point
    const direction = searchDirection(gradient, pairs, preconditioner)
    const slope = dot(gradient, direction)
    const from = { point, value, direction, slope }
    const { nextPoint, nextGradient, nextValue } = searchLine(objective, from)
    if (!(nextValue < value)) return point
    const step = subtract(nextPoint, point)
    const change = subtract(nextGradient, gradient)
    const curvature = dot(step, change)
    if (curvature > 0) {
      pairs.push({ step, change, inverse: 1 / curvature })
      if (pairs.length > MEMORY) pairs.shift()
    }
    point = nextPoint
    gradient = nextGradient
    value = nextValue
  }
  return point
}
