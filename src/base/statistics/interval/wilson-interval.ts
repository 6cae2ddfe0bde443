/** Standard-normal quantile of a two-sided 95 % interval. */
export const Z_SCORE_95 = 1.959963984540054

/**
 * Wilson score interval for a proportion: the true shares that the observed one does not reject.
 *
 * @param share of the trials, in [0, 1]
 * @param trialCount number of independent trials, or those that would say as much; > 0, need not be
 *   whole
 * @param zScore standard-normal quantile > 0, default 95 %, two-sided
 * @returns bounds as shares in `[0, 1]`, not percent; they hold `share`
 * @throws {RangeError} for arguments out of range
 * @see Wilson (1927), JASA 22:209
 * @example wilsonInterval(81 / 263, 263) // => { low: 0.2552..., high: 0.3662... }
 */
export function wilsonInterval(
  share: number,
  trialCount: number,
  zScore: number = Z_SCORE_95,
): Interval {
  if (!(trialCount > 0)) throw new RangeError(`expected trialCount > 0, got ${trialCount}`)
  if (!(share >= 0 && share <= 1)) throw new RangeError(`expected a share in [0, 1], got ${share}`)
  if (!(zScore > 0)) throw new RangeError(`expected zScore > 0, got ${zScore}`)
  const zSquared = zScore * zScore
  const scale = 1 + zSquared / trialCount
  const centre = (share + zSquared / (2 * trialCount)) / scale
  const halfWidth =
    (zScore *
      Math.sqrt((share * (1 - share)) / trialCount + zSquared / (4 * trialCount * trialCount))) /
    scale
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
