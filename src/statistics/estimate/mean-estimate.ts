/** A mean estimated from a sample. */
export interface MeanEstimate {
  readonly mean: number
  /** Square root of the estimated variance of `mean`, >= 0. */
  readonly standardError: number
}

/** Checks that two parallel lists have the same length. */
export function checkSameLength(first: ArrayLike<unknown>, second: ArrayLike<unknown>, what: string): void {
  if (first.length !== second.length) throw new RangeError(`expected ${what} of equal number, got ${first.length} and ${second.length}`)
}
