import { mean } from '../estimate/mean.js'

/** Stopping rule of the iteration. */
export interface SaerensStop {
  /** Stops when the mean change of a share is below this. */
  readonly tolerance: number
  /** Minimum number of iterations before the rule is checked. */
  readonly minIterations: number
  readonly maxIterations: number
}

/** QuaPy's rule. It is loose and often stops before the fixed point. */
export const QUAPY_STOP: SaerensStop = Object.freeze({ tolerance: 1e-4, minIterations: 11, maxIterations: 1000 })
/** Iterates until the shares no longer change. */
export const FIXED_POINT_STOP: SaerensStop = Object.freeze({ tolerance: 1e-15, minIterations: 0, maxIterations: 100_000 })

/** QuaPy's smoothing for a label without a share in training. */
const ABSENT_SHARE = 1e-4

/**
 * Label shares by expectation maximisation (EMQ, SLD): reweights the posteriors by the ratio of current to training shares until shares and
 * posteriors agree. Assumes calibrated posteriors and a classifier whose errors depend only on the label. With few cases it often collapses
 * to one label: use it for comparison only, never quote it.
 *
 * @param posteriors     `posteriors[i][c]`, each row sums to 1
 * @param trainingShares the shares the posteriors assume; sum to 1
 * @returns null without cases
 * @see Saerens, Latinne, Decaestecker (2002), Neural Computation 14:21; QuaPy `aggregative.py`, EMQ.EM
 */
export function saerensShares(
  posteriors: readonly ArrayLike<number>[],
  trainingShares: ArrayLike<number>,
  stop: SaerensStop = FIXED_POINT_STOP,
): { readonly shares: number[]; readonly iterationCount: number } | null {
  if (posteriors.length === 0) return null
  const training = withoutZeros(Array.from(trainingShares))
  let shares = [...training]
  for (let iteration = 1; iteration <= stop.maxIterations; iteration++) {
    const next = training.map(() => 0)
    const ratios = shares.map((share, label) => share / (training[label] as number))
    for (const posterior of posteriors) {
      let total = 0
      for (let label = 0; label < ratios.length; label++) total += (posterior[label] as number) * (ratios[label] as number)
      if (total === 0) continue
      for (let label = 0; label < ratios.length; label++)
        next[label] = (next[label] as number) + ((posterior[label] as number) * (ratios[label] as number)) / total
    }
    const changes = next.map((value, label) => Math.abs(value / posteriors.length - (shares[label] as number)))
    shares = next.map((value) => value / posteriors.length)
    if ((mean(changes) as number) < stop.tolerance && iteration > stop.minIterations) return { shares, iterationCount: iteration }
  }
  return { shares, iterationCount: stop.maxIterations }
}

function withoutZeros(shares: readonly number[]): number[] {
  if (!shares.includes(0)) return [...shares]
  const total = shares.reduce((sum, share) => sum + share + ABSENT_SHARE, 0)
  return shares.map((share) => (share + ABSENT_SHARE) / total)
}
