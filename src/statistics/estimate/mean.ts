/**
 * Arithmetic mean.
 *
 * @returns null for no values: a mean of nothing is no number
 */
export function mean(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : sum(values) / values.length
}

/** Sum in the order given; 0 for no values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < values.length; index++) total += values[index] as number
  return total
}

/**
 * The same sum for the same values in any order, to the last bit: they are added from the smallest to the largest.
 * Plain floating-point sums depend on the order.
 */
export function orderFreeSum(values: ArrayLike<number>): number {
  return sum(Float64Array.from(values).sort())
}

/**
 * Variance around the mean.
 *
 * @param lostDegrees 1 for a sample (the default), 0 for a whole population
 * @returns null for `lostDegrees` values or fewer
 */
export function variance(values: ArrayLike<number>, lostDegrees: 0 | 1 = 1): number | null {
  if (values.length <= lostDegrees) return null
  const centre = sum(values) / values.length
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += ((values[index] as number) - centre) ** 2
  return squares / (values.length - lostDegrees)
}

/**
 * Covariance of values that belong together by their place in the lists, ddof 1.
 *
 * @param others as many as `values`
 * @returns null for fewer than two
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
