/** log(sum(exp(values))) without overflow. @returns -Infinity without values (the sum is 0) */
export function logSumExp(values: ArrayLike<number>): number {
  let highest = -Infinity
  for (let index = 0; index < values.length; index++)
    highest = Math.max(highest, values[index] as number)
  if (!Number.isFinite(highest)) return highest
  let total = 0
  for (let index = 0; index < values.length; index++)
    total += Math.exp((values[index] as number) - highest)
  return highest + Math.log(total)
}

/**
 * Maps scores to numbers in [0, 1] that sum to 1 and keep their order. They are probabilities only
 * if the scores were fitted as such.
 *
 * @param temperature > 0; above 1 flattens, below 1 sharpens
 * @throws {RangeError} for a temperature that is not above 0
 */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  if (!(temperature > 0)) throw new RangeError(`expected a temperature > 0, got ${temperature}`)
  const scaled = new Float64Array(scores.length)
  let highest = -Infinity
  for (let index = 0; index < scaled.length; index++) {
    scaled[index] = (scores[index] as number) / temperature
    highest = Math.max(highest, scaled[index] as number)
  }
  let total = 0
  for (let index = 0; index < scaled.length; index++)
    total += scaled[index] = Math.exp((scaled[index] as number) - highest)
  for (let index = 0; index < scaled.length; index++)
    scaled[index] = (scaled[index] as number) / total
  return scaled
}

/** Keeps logarithms finite. */
const MIN_PROBABILITY = 1e-9

/** Logarithm of a probability in [0, 1]; finite, so that scores of 0 can be added to others. */
export const logOf = (probability: number): number =>
  Math.log(Math.max(probability, MIN_PROBABILITY))
