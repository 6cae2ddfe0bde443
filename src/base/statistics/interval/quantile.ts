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
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${probability}`)
  const position = (sortedValues.length - 1) * probability
  const below = Math.floor(position)
  const low = sortedValues[below] as number
  const high = sortedValues[Math.min(below + 1, sortedValues.length - 1)] as number
  return low + (high - low) * (position - below)
}

/** {@link quantileSorted} of values in any order; the input is not modified. */
export const quantile = (values: ArrayLike<number>, probability: number): number =>
  quantileSorted(Float64Array.from(values).sort(), probability)
