import { incompleteBeta, logBeta } from './incomplete-beta.js'

/** A beta distribution that is part of a mixture. */
export interface BetaComponent {
  /** > 0; the weights of a mixture sum to 1. */
  readonly weight: number
  readonly a: number
  readonly b: number
}

const MAX_STEPS = 200

/**
 * The x in [0, 1] below which a beta variable falls with the given probability. Relative error below 1e-9.
 *
 * @param probability in (0, 1)
 * @param a           > 0
 * @param b           > 0
 * @throws {RangeError} for arguments out of range
 * @example betaQuantile(0.975, 1, 30) // => 0.1157...
 */
export const betaQuantile = (probability: number, a: number, b: number): number => betaMixtureQuantile(probability, [{ weight: 1, a, b }])

/**
 * The same for a variable that has one of several beta distributions, each with the chance that its weight says.
 *
 * @param components at least one
 * @throws {RangeError} for arguments out of range
 */
export function betaMixtureQuantile(probability: number, components: readonly BetaComponent[]): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`expected a probability in (0, 1), got ${probability}`)
  for (const { a, b } of components) if (!(a > 0 && b > 0)) throw new RangeError(`expected a > 0 and b > 0, got ${a} and ${b}`)
  const scaled = components.map((component) => ({ ...component, scale: logBeta(component.a, component.b) }))
  let [low, high] = [0, 1]
  let x = components.reduce((mean, { weight, a, b }) => mean + (weight * a) / (a + b), 0)
  // Newton's steps from the mean; where one leaves the bracket, the bracket is halved.
  for (let step = 0; step < MAX_STEPS && high - low > high * 1e-15; step++) {
    let [below, density] = [0, 0]
    for (const { weight, a, b, scale } of scaled) {
      below += weight * incompleteBeta(x, 1 - x, a, b, scale)
      density += weight * Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale)
    }
    if (below < probability) low = x
    else high = x
    const next = x - (below - probability) / density
    const isInside = next > low && next < high
    if (isInside && Math.abs(next - x) <= 1e-13 * x) return next
    x = isInside ? next : (low + high) / 2
  }
  return x
}
