import { normalQuantile } from './normal-quantile.js'

/** From here on the expansion around the normal quantile is exact to more than 1e-12. */
const LARGE_DEGREES = 2000

/**
 * The t below which Student's t falls with the given probability. Relative error below 1e-10.
 *
 * @param probability in (0, 1)
 * @param degrees     degrees of freedom, > 0, whole or not; Infinity gives the normal quantile
 * @throws {RangeError} for arguments out of range
 * @see Abramowitz and Stegun (1964), 26.7.5 (large degrees); Press et al. (2007), Numerical Recipes, section 6.4 (incomplete beta)
 */
export function studentTQuantile(probability: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`expected degrees of freedom > 0, got ${degrees}`)
  const z = normalQuantile(probability)
  if (degrees === Number.POSITIVE_INFINITY || z === 0) return z
  if (degrees >= LARGE_DEGREES) return expandNormal(z, degrees)
  const tail = Math.min(probability, 1 - probability)
  // The upper tail falls from 1/2 at 0 to 0: bracket its root, then halve and take secants by turns.
  let low = 0
  let high = Math.abs(z)
  while (upperTail(high, degrees) > tail) [low, high] = [high, high * 2]
  for (let step = 0; step < 200 && high - low > high * 1e-14; step++) {
    const middle = newtonInside(low, high, degrees, tail)
    if (upperTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return Math.sign(z) * ((low + high) / 2)
}

/** A Newton step from the middle when it stays inside, with a nudge past the root so that both ends close in. */
function newtonInside(low: number, high: number, degrees: number, tail: number): number {
  const middle = (low + high) / 2
  const step = (upperTail(middle, degrees) - tail) / density(middle, degrees)
  const guess = middle + step + Math.sign(step) * Math.max(step * step, high * 4e-15)
  return guess > low && guess < high ? guess : middle
}

function density(t: number, degrees: number): number {
  const log = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI)
  return Math.exp(log - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees))
}

/** Chance of a value above t >= 0. */
function upperTail(t: number, degrees: number): number {
  return 0.5 * incompleteBeta(degrees / (degrees + t * t), (t * t) / (degrees + t * t), degrees / 2, 0.5)
}

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

/** Regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz); `rest` is 1 - x without cancellation. */
function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (rest <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(rest, x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest)) / a
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return front * fraction
}

// Lanczos (1964) with g = 7 and nine terms; coefficients of P. Godfrey.
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** log of the gamma function for x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  const sum = LANCZOS.reduce((total, coefficient, index) => (index === 0 ? coefficient : total + coefficient / (shifted + index)), 0)
  const t = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum)
}
