import { mean } from '../estimate/mean.js'

/** Rules by which the iteration ends. */
export interface SaerensStop {
  /** Mean change of a share below which it stops. */
  readonly tolerance: number
  /** Fewest iterations: the stop rule is not asked before. */
  readonly minIterations: number
  readonly maxIterations: number
}

/** QuaPy's: loose, so that it often stops before the fixed point. */
export const QUAPY_STOP: SaerensStop = Object.freeze({ tolerance: 1e-4, minIterations: 10, maxIterations: 1000 })
/** Goes on until the shares stand still. */
export const FIXED_POINT_STOP: SaerensStop = Object.freeze({ tolerance: 1e-15, minIterations: 0, maxIterations: 100_000 })

/** QuaPy's smoothing where a label has no share in training. */
const ABSENT_SHARE = 1e-4

/**
 * Shares of labels by expectation maximisation (EMQ, SLD): posteriors are reweighted by how far the shares differ from those in
 * training, until shares and posteriors agree. Rests on posteriors that are calibrated and on a classifier whose errors depend on
 * the label alone. With few cases it often collapses to one label: for comparison, never to be quoted.
 *
 * @param posteriors     `posteriors[i][c]`, each row sums to 1
 * @param trainingShares the shares that the posteriors take for granted, sum 1
 * @returns null for no cases
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
    const moved = next.map((value, label) => Math.abs(value / posteriors.length - (shares[label] as number)))
    shares = next.map((value) => value / posteriors.length)
    if ((mean(moved) as number) < stop.tolerance && iteration > stop.minIterations) return { shares, iterationCount: iteration }
  }
  return { shares, iterationCount: stop.maxIterations }
}

function withoutZeros(shares: readonly number[]): number[] {
  if (!shares.includes(0)) return [...shares]
  const total = shares.reduce((sum, share) => sum + share + ABSENT_SHARE, 0)
  return shares.map((share) => (share + ABSENT_SHARE) / total)
}
