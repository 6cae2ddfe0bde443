import { incompleteBeta, logBeta } from './incomplete-beta.js'
import { normalQuantile } from './normal-quantile.js'

/** From this many degrees of freedom on, the expansion around the normal quantile has an error below 1e-12. */
const LARGE_DEGREES = 2000

/**
 * Student's t quantile: the t below which the variable lies with the given probability. Relative error below 1e-10.
 *
 * @param probability in (0, 1)
 * @param degrees     degrees of freedom, > 0, not necessarily an integer; Infinity gives the normal quantile
 * @throws {RangeError} for arguments out of range
 * @see Abramowitz and Stegun (1964), 26.7.5 (large degrees); Press et al. (2007), Numerical Recipes, section 6.4 (incomplete beta)
 */
export function studentTQuantile(probability: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`expected degrees of freedom > 0, got ${degrees}`)
  const z = normalQuantile(probability)
  if (degrees === Number.POSITIVE_INFINITY || z === 0) return z
  if (degrees >= LARGE_DEGREES) return expandNormal(z, degrees)
  if (probability !== known.probability || known.quantiles.size >= MAX_KNOWN_COUNT) known = { probability, quantiles: new Map() }
  const quantile = known.quantiles.get(degrees) ?? Math.sign(z) * solveQuantile(probability, degrees, z)
  known.quantiles.set(degrees, quantile)
  return quantile
}

/** Quantiles found last, of one probability by degrees: the labels of a group ask for the same ones. */
let known: { readonly probability: number; readonly quantiles: Map<number, number> } = { probability: 0, quantiles: new Map() }
const MAX_KNOWN_COUNT = 4096

/** The quantile's absolute value. */
function solveQuantile(probability: number, degrees: number, z: number): number {
  const tail = Math.min(probability, 1 - probability)
  const scale = logBeta(degrees / 2, 0.5)
  // The upper tail probability decreases from 1/2 at 0: bracket its root, then shrink the bracket by Newton steps and bisection.
  let low = 0
  let high = Math.abs(z)
  while (upperTail(high, degrees, scale) > tail) [low, high] = [high, high * 2]
  for (let step = 0; step < 200 && high - low > high * 1e-14; step++) {
    const middle = newtonInside(low, high, { degrees, scale, tail })
    if (upperTail(middle, degrees, scale) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A Newton step from the middle if it stays inside the bracket, overshooting slightly so that both ends converge. */
function newtonInside(
  low: number,
  high: number,
  { degrees, scale, tail }: { readonly degrees: number; readonly scale: number; readonly tail: number },
): number {
  const middle = (low + high) / 2
  const density = Math.exp(-scale - ((degrees + 1) / 2) * Math.log1p((middle * middle) / degrees)) / Math.sqrt(degrees)
  const step = (upperTail(middle, degrees, scale) - tail) / density
  const guess = middle + step + Math.sign(step) * Math.max(step * step, high * 4e-15)
  return guess > low && guess < high ? guess : middle
}

/** Probability of a value above t >= 0; `scale` is the log of the beta function of degrees / 2 and 1/2. */
const upperTail = (t: number, degrees: number, scale: number): number =>
  0.5 * incompleteBeta(degrees / (degrees + t * t), (t * t) / (degrees + t * t), degrees / 2, 0.5, scale)

function expandNormal(z: number, degrees: number): number {
  const square = z * z
  const terms = [
    (z * (square + 1)) / 4,
    (z * ((5 * square + 16) * square + 3)) / 96,
    (z * (((3 * square + 19) * square + 17) * square - 15)) / 384,
    (z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945)) / 92160,
  ]
  return terms.reduce((total, term, index) => total + term / degrees ** (index + 1), z)
}
