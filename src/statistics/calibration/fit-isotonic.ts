/**
 * Isotonic regression: the least-squares fit to `targets` that never decreases as the scores increase (pool adjacent violators). Cases with
 * equal scores get equal values.
 *
 * @param scores  one per case
 * @param targets same length; 0 and 1 to calibrate a classifier
 * @returns the fitted value of each case, in input order
 * @throws {RangeError} for lists of different length
 * @see Zadrozny and Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates, KDD
 */
export function fitIsotonic(scores: ArrayLike<number>, targets: ArrayLike<number>): Float64Array {
  if (scores.length !== targets.length) throw new RangeError(`expected a target per score, got ${targets.length} for ${scores.length}`)
  const order = Array.from(scores, (_, index) => index).sort((one, other) => (scores[one] as number) - (scores[other] as number))
  const pools: { total: number; members: number[] }[] = []
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] as number]
    let end = start + 1
    while (end < order.length && scores[order[end] as number] === score) end++
    const members = order.slice(start, end)
    let pool = { total: members.reduce((total, index) => total + (targets[index] as number), 0), members }
    for (let last = pools.at(-1); last && last.total / last.members.length >= pool.total / pool.members.length; last = pools.at(-1)) {
      pools.pop()
      pool = { total: last.total + pool.total, members: [...last.members, ...pool.members] }
    }
    pools.push(pool)
    start = end
  }
  const fitted = new Float64Array(scores.length)
  for (const { total, members } of pools) for (const index of members) fitted[index] = total / members.length
  return fitted
}
