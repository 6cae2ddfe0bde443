export const mean = (values: ArrayLike<number>): number | null =>
  values.length === 0 ? null : sum(values) / values.length

/** Sum in input order; 0 without values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < values.length; index++) total += values[index] as number
  return total
}

/** Variance of a sample around its mean, ddof 1; null for fewer than two values. */
export function variance(values: ArrayLike<number>): number | null {
  if (values.length < 2) return null
  const centre = sum(values) / values.length
  let squares = 0
  for (let index = 0; index < values.length; index++)
    squares += ((values[index] as number) - centre) ** 2
  return squares / (values.length - 1)
}

/**
 * Covariance of paired values, ddof 1; null for fewer than two pairs.
 *
 * @param others as many as `values`
 */
export function covariance(values: ArrayLike<number>, others: ArrayLike<number>): number | null {
  if (values.length < 2) return null
  const centre = sum(values) / values.length
  const otherCentre = sum(others) / values.length
  let products = 0
  for (let index = 0; index < values.length; index++) {
    products += ((values[index] as number) - centre) * ((others[index] as number) - otherCentre)
  }
  return products / (values.length - 1)
}

/**
 * Rounds to a number of decimals, halves upwards. Printing and parsing the result gives the same
 * number.
 */
export function roundDecimals(value: number, decimalCount: number): number {
  const scale = 10 ** decimalCount
  // Adding 0 turns -0 into 0.
  return Math.round(value * scale) / scale + 0
}

/**
 * Quantile with linear interpolation (type 7, the default of R and NumPy).
 *
 * @param sortedValues ascending, at least one, no NaN
 * @param probability  in [0, 1]; 0.5 is the median
 * @throws {RangeError} without values, or for a probability outside [0, 1]
 * @see Hyndman and Fan (1996), The American Statistician 50:361, definition 7
 */
export function quantileSorted(sortedValues: ArrayLike<number>, probability: number): number {
  if (sortedValues.length === 0) throw new RangeError('expected at least one value, got none')
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`expected a probability in [0, 1], got ${probability}`)
  const position = (sortedValues.length - 1) * probability
  const below = Math.floor(position)
  const low = sortedValues[below] as number
  const high = sortedValues[Math.min(below + 1, sortedValues.length - 1)] as number
  return low + (high - low) * (position - below)
}
