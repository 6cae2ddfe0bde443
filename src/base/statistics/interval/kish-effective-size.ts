/**
 * Kish's effective sample size: the number of equally weighted cases whose mean has the same variance as the weighted mean. (sum of
 * weights)^2 / sum of squared weights.
 *
 * @param weights >= 0
 * @returns in [1, number of weights]; 0 if all weights are 0
 * @throws {RangeError} for a negative weight
 * @see Kish (1965), Survey Sampling, section 11.7
 * @example kishEffectiveSize([1, 1, 2, 4]) // => 2.9090...
 */
export function kishEffectiveSize(weights: ArrayLike<number>): number {
  let total = 0
  let squares = 0
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] as number
    if (!(weight >= 0)) throw new RangeError(`expected weights >= 0, got ${weight} (case ${index})`)
    total += weight
    squares += weight * weight
  }
  return squares === 0 ? 0 : (total * total) / squares
}
