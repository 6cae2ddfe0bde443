/**
 * Regularised incomplete beta function I_x(a, b), the chance of a beta variable below `x`, by its
 * continued fraction (Lentz).
 *
 * @param x in [0, 1]
 * @param rest 1 - x, without cancellation
 * @param a > 0
 * @param b > 0
 * @see Press et al. (2007), Numerical Recipes, section 6.4
 */
export function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (rest <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerTail(rest, x, b, a)
  return lowerTail(x, rest, a, b)
}

const HALVINGS = 60

/**
 * The bound that a Student variable passes on either side with a chance of 5 %.
 *
 * @param freedom degrees of freedom, >= 1
 * @see Abramowitz and Stegun (1964), 26.7.1
 */
export function studentQuantile95(freedom: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, 1 - middle, freedom / 2, 0.5) < 0.05) low = middle
    else high = middle
  }
  return Math.sqrt((freedom * (1 - low)) / low)
}

function lowerTail(x: number, rest: number, a: number, b: number): number {
  const scale = logGamma(a) + logGamma(b) - logGamma(a + b)
  const front = Math.exp(a * Math.log(x) + b * Math.log(rest) - scale) / a
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
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
]

export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  let sum = LANCZOS[0] as number
  for (let index = 1; index < LANCZOS.length; index++)
    sum += (LANCZOS[index] as number) / (shifted + index)
  const t = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum)
}

/**
 * Chance of at least `successCount` successes in independent trials: the one-sided p-value of the
 * exact binomial test.
 *
 * @param successCount integer in [0, trialCount]
 * @param trialCount integer >= 0
 * @param probability of a success, in (0, 1)
 * @see Clopper and Pearson (1934), Biometrika 26:404
 * @example binomialTail(8, 10, 0.5) // => 0.0546875
 */
export function binomialTail(
  successCount: number,
  trialCount: number,
  probability: number,
): number {
  if (successCount <= 0) return 1
  return incompleteBeta(probability, 1 - probability, successCount, trialCount - successCount + 1)
}
