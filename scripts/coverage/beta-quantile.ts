import { incompleteBeta, logBeta } from '../../src/base/statistics/interval/incomplete-beta.js'

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
export function betaQuantile(probability: number, a: number, b: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`expected a probability in (0, 1), got ${probability}`)
  if (!(a > 0 && b > 0)) throw new RangeError(`expected a > 0 and b > 0, got ${a} and ${b}`)
  const scale = logBeta(a, b)
  let [low, high] = [0, 1]
  let x = a / (a + b)
  // Newton's steps from the mean; where one leaves the bracket, the bracket is halved.
  for (let step = 0; step < MAX_STEPS && high - low > high * 1e-15; step++) {
    const below = incompleteBeta(x, 1 - x, a, b, scale)
    if (below < probability) low = x
    else high = x
    const next = x - (below - probability) / Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale)
    const isInside = next > low && next < high
    if (isInside && Math.abs(next - x) <= 1e-13 * x) return next
    x = isInside ? next : (low + high) / 2
  }
  return x
}
