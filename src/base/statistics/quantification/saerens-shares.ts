import { mean } from '../estimate/mean.js'

/** QuaPy's rule: it stops when the mean change of a share is below this, after so many iterations at least. Often before the fixed point. */
const TOLERANCE = 1e-4
const MIN_ITERATIONS = 11
const MAX_ITERATIONS = 1000

/** QuaPy's smoothing for a label without a share in training. */
const ABSENT_SHARE = 1e-4

/**
 * Label shares by expectation maximisation (EMQ, SLD): reweights the posteriors by the ratio of current to training shares until shares and
 * posteriors agree. Assumes calibrated posteriors and a classifier whose errors depend only on the label. With few cases it often collapses
 * to one label: use it for comparison only, never quote it.
 *
 * @param posteriors     `posteriors[c][i]`, of each case they sum to 1
 * @param trainingShares the shares the posteriors assume; sum to 1
 * @returns null without cases
 * @see Saerens, Latinne, Decaestecker (2002), Neural Computation 14:21; QuaPy `aggregative.py`, EMQ.EM
 */
export function saerensShares(posteriors: readonly ArrayLike<number>[], trainingShares: ArrayLike<number>): number[] | null {
  const caseCount = posteriors[0]?.length ?? 0
  if (caseCount === 0) return null
  const training = withoutZeros(Array.from(trainingShares))
  let shares = [...training]
  const totals = new Float64Array(caseCount)
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const ratios = shares.map((share, label) => share / (training[label] as number))
    totals.fill(0)
    for (const [label, posterior] of posteriors.entries()) {
      const ratio = ratios[label] as number
      for (let at = 0; at < caseCount; at++) totals[at] = (totals[at] as number) + (posterior[at] as number) * ratio
    }
    const next = posteriors.map((posterior, label) => {
      const ratio = ratios[label] as number
      let share = 0
      for (let at = 0; at < caseCount; at++) if (totals[at] !== 0) share += ((posterior[at] as number) * ratio) / (totals[at] as number)
      return share
    })
    const changes = next.map((value, label) => Math.abs(value / caseCount - (shares[label] as number)))
    shares = next.map((value) => value / caseCount)
    if ((mean(changes) as number) < TOLERANCE && iteration > MIN_ITERATIONS) break
  }
  return shares
}

function withoutZeros(shares: readonly number[]): number[] {
  if (!shares.includes(0)) return [...shares]
  const total = shares.reduce((sum, share) => sum + share + ABSENT_SHARE, 0)
  return shares.map((share) => (share + ABSENT_SHARE) / total)
}
