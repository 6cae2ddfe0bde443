/** probability = 1 / (1 + exp(slope x score + offset)). With a slope below 0, the probability increases with the score. */
export interface PlattScaling {
  readonly slope: number
  readonly offset: number
}

/**
 * Platt scaling: the maximum-likelihood sigmoid of a score. Targets are moved away from 0 and 1, so that few cases do not make it
 * overconfident.
 *
 * @param scores     one per case
 * @param isPositive same length
 * @throws {RangeError} without cases or for lists of different length
 * @see Lin, Lin, Weng (2007), A note on Platt's probabilistic outputs for support vector machines, Machine Learning 68:267
 */
export function fitPlatt(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): PlattScaling {
  if (scores.length === 0 || scores.length !== isPositive.length) {
    throw new RangeError(`expected a label for each of at least one score, got ${isPositive.length} for ${scores.length}`)
  }
  const positiveCount = Array.from(isPositive).filter(Boolean).length
  const negativeCount = scores.length - positiveCount
  const targetOf = (index: number): number => (isPositive[index] ? (positiveCount + 1) / (positiveCount + 2) : 1 / (negativeCount + 2))
  let at: PlattScaling = { slope: 0, offset: Math.log((negativeCount + 1) / (positiveCount + 1)) }
  let loss = Number.POSITIVE_INFINITY
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const step = newtonStep(scores, targetOf, at)
    let next = at
    let nextLoss = loss
    for (let length = 1; length > SHORTEST_STEP; length /= 2) {
      next = { slope: at.slope - length * step.slope, offset: at.offset - length * step.offset }
      nextLoss = lossOf(scores, targetOf, next)
      if (nextLoss < loss) break
    }
    if (!(nextLoss < loss)) break
    at = next
    loss = nextLoss
  }
  return at
}

const MAX_ITERATIONS = 100
const SHORTEST_STEP = 1e-10
/** Keeps the Hessian from being singular, as in Lin, Lin, Weng. */
const RIDGE = 1e-12

type TargetOf = (index: number) => number

function lossOf(scores: ArrayLike<number>, targetOf: TargetOf, { slope, offset }: PlattScaling): number {
  let loss = 0
  for (let index = 0; index < scores.length; index++) {
    const exponent = slope * (scores[index] as number) + offset
    // target x exponent + log(1 + exp(-exponent)) without overflow.
    loss += targetOf(index) * exponent + Math.max(0, -exponent) + Math.log1p(Math.exp(-Math.abs(exponent)))
  }
  return loss
}

function newtonStep(scores: ArrayLike<number>, targetOf: TargetOf, { slope, offset }: PlattScaling): PlattScaling {
  let [slopeGradient, offsetGradient] = [0, 0]
  let [slopeCurvature, mixedCurvature, offsetCurvature] = [RIDGE, 0, RIDGE]
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] as number
    const probability = 1 / (1 + Math.exp(slope * score + offset))
    const residual = targetOf(index) - probability
    const weight = probability * (1 - probability)
    slopeGradient += residual * score
    offsetGradient += residual
    slopeCurvature += weight * score * score
    mixedCurvature += weight * score
    offsetCurvature += weight
  }
  const determinant = slopeCurvature * offsetCurvature - mixedCurvature * mixedCurvature
  return {
    slope: (offsetCurvature * slopeGradient - mixedCurvature * offsetGradient) / determinant,
    offset: (slopeCurvature * offsetGradient - mixedCurvature * slopeGradient) / determinant,
  }
}
