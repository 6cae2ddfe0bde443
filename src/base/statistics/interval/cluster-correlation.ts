/** Correlations of two cases of one cluster, from none to strong: dense where the design effect of large clusters still changes fast. */
export const CORRELATIONS: readonly number[] = [0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75]

/** The labelled cases of one cluster. */
export interface ClusterTally {
  /** >= 1 */
  readonly caseCount: number
  /** In [0, caseCount]. */
  readonly hitCount: number
}

/**
 * Log-likelihood of each of {@link CORRELATIONS} where cluster shares have a beta distribution (the beta-binomial model), the overall share
 * set to (hits + 1/2) / (cases + 1). The share that could have been integrated out instead is left out, but for the width of its own
 * likelihood, which the correlation changes.
 *
 * @returns one per correlation, that of no correlation being 0 but for its width
 * @see Griffiths (1973), Maximum likelihood estimation for the beta-binomial distribution, Biometrics 29:637
 */
export function correlationLikelihoods(tallies: readonly ClusterTally[]): number[] {
  let [caseCount, hitCount, squares, largest] = [0, 0, 0, 0]
  const groups = new Map<number, Map<number, number>>()
  for (const { caseCount: cases, hitCount: hits } of tallies) {
    caseCount += cases
    hitCount += hits
    squares += cases * cases
    largest = Math.max(largest, cases)
    const group = groups.get(cases) ?? new Map<number, number>()
    groups.set(cases, group)
    group.set(hits, (group.get(hits) ?? 0) + 1)
  }
  const share = (hitCount + 0.5) / (caseCount + 1)
  const independent = hitCount * Math.log(share) + (caseCount - hitCount) * Math.log(1 - share)
  return CORRELATIONS.map((correlation) => {
    const width = 0.5 * Math.log((1 - correlation) / caseCount + (correlation * squares) / caseCount ** 2)
    if (correlation === 0) return width
    const concentration = 1 / correlation - 1
    const [hits, misses, all] = [share * concentration, (1 - share) * concentration, concentration].map((start) =>
      risingLogs(start, largest),
    )
    let total = 0
    for (const [cases, group] of groups) {
      for (const [hitsInside, count] of group) {
        total += count * ((hits?.[hitsInside] ?? 0) + (misses?.[cases - hitsInside] ?? 0) - (all?.[cases] ?? 0))
      }
    }
    return total - independent + width
  })
}

/** Entry k: log of start (start + 1) ... (start + k - 1). */
function risingLogs(start: number, count: number): Float64Array {
  const logs = new Float64Array(count + 1)
  for (let index = 0; index < count; index++) logs[index + 1] = (logs[index] as number) + Math.log(start + index)
  return logs
}
