/** Standard-normal quantile of a two-sided 95 % interval. */
const Z_SCORE_95 = 1.959963984540054

/**
 * Wilson score interval for a proportion: the true shares that would not be rejected, at the given confidence, by the observed count.
 *
 * Treats trials as independent. Replies of one author are not, so give it authors, never posts.
 *
 * @param successCount trials with the label, integer in `[0, trialCount]`
 * @param trialCount   independent trials, integer >= 1
 * @param zScore       standard-normal quantile > 0, default 95 %, two-sided
 * @returns bounds as shares in `[0, 1]`, not percent
 * @throws {RangeError} when a count is not an integer in its range
 * @see Wilson (1927), JASA 22:209
 * @example wilsonInterval(81, 263) // => { low: 0.2552..., high: 0.3662... }
 */
export function wilsonInterval(successCount: number, trialCount: number, zScore: number = Z_SCORE_95): Interval {
  if (!Number.isInteger(trialCount) || trialCount < 1) throw new RangeError(`expected trialCount to be an integer >= 1, got ${trialCount}`)
  if (!Number.isInteger(successCount) || successCount < 0 || successCount > trialCount) {
    throw new RangeError(`expected successCount to be an integer in [0, ${trialCount}], got ${successCount}`)
  }
  if (!(zScore > 0)) throw new RangeError(`expected zScore > 0, got ${zScore}`)
  const share = successCount / trialCount
  const zSquared = zScore * zScore
  const scale = 1 + zSquared / trialCount
  const centre = (share + zSquared / (2 * trialCount)) / scale
  const halfWidth = (zScore * Math.sqrt((share * (1 - share)) / trialCount + zSquared / (4 * trialCount * trialCount))) / scale
  // These bounds are exact in theory; rounding would leave them an ulp away.
  return {
    low: successCount === 0 ? 0 : Math.max(0, centre - halfWidth),
    high: successCount === trialCount ? 1 : Math.min(1, centre + halfWidth),
  }
}

/** Bounds of a number, `low` <= `high`. */
export interface Interval {
  readonly low: number
  readonly high: number
}
