/** Standard-normal quantile of a two-sided 95 % interval. */
export const Z_SCORE_95 = 1.959963984540054

/**
 * Wilson score interval for a proportion: the true shares that the observed one does not reject.
 *
 * @param share      of the trials, in [0, 1]
 * @param trialCount number of independent trials, or those that would say as much; > 0, need not be whole
 * @param zScore     standard-normal quantile > 0, default 95 %, two-sided
 * @returns bounds as shares in `[0, 1]`, not percent; they hold `share`
 * @throws {RangeError} for arguments out of range
 * @see Wilson (1927), JASA 22:209
 * @example wilsonInterval(81 / 263, 263) // => { low: 0.2552..., high: 0.3662... }
 */
export function wilsonInterval(share: number, trialCount: number, zScore: number = Z_SCORE_95): Interval {
  if (!(trialCount > 0)) throw new RangeError(`expected trialCount > 0, got ${trialCount}`)
  if (!(share >= 0 && share <= 1)) throw new RangeError(`expected a share in [0, 1], got ${share}`)
  if (!(zScore > 0)) throw new RangeError(`expected zScore > 0, got ${zScore}`)
  const zSquared = zScore * zScore
  const scale = 1 + zSquared / trialCount
  const centre = (share + zSquared / (2 * trialCount)) / scale
  const halfWidth = (zScore * Math.sqrt((share * (1 - share)) / trialCount + zSquared / (4 * trialCount * trialCount))) / scale
  // These bounds are exact in theory; rounding would leave them an ulp away.
  return {
    low: share === 0 ? 0 : Math.max(0, centre - halfWidth),
    high: share === 1 ? 1 : Math.min(1, centre + halfWidth),
  }
}

/** Bounds of a number, `low` <= `high`. */
export interface Interval {
  readonly low: number
  readonly high: number
}

// Coefficients of Wichura (1988), PPND16: [numerator, denominator], lowest power first, each the double nearest to the printed digits.
const CENTRE: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
    2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
    5226.495278852546,
  ],
]
const MIDDLE: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
    0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
    1.0507500716444169e-9,
  ],
]
const TAIL: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784,
    2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7,
    2.0442631033899397e-15,
  ],
]

type Rational = readonly [readonly number[], readonly number[]]

/**
 * Standard normal quantile: the z below which a standard normal variable lies with the given probability; 0.975 gives 1.959964. Relative
 * error about 1e-16.
 *
 * @param probability in (0, 1)
 * @throws {RangeError} outside (0, 1)
 * @see Wichura (1988), Algorithm AS 241, Applied Statistics 37:477, routine PPND16
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`expected a probability in (0, 1), got ${probability}`)
  const offset = probability - 0.5
  if (Math.abs(offset) <= 0.425) return offset * evaluate(CENTRE, 0.180625 - offset * offset)
  const depth = Math.sqrt(-Math.log(offset < 0 ? probability : 1 - probability))
  const magnitude = depth <= 5 ? evaluate(MIDDLE, depth - 1.6) : evaluate(TAIL, depth - 5)
  return offset < 0 ? -magnitude : magnitude
}

const evaluate = ([numerator, denominator]: Rational, x: number): number => horner(numerator, x) / horner(denominator, x)
const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
