import type { StratifiedSample } from './stratified-sample.js'
import type { StratifiedShares } from './stratified-shares.js'

/** Estimates of shares and their variances, by label. */
type Estimates = Pick<StratifiedShares, 'shares' | 'variances'>

/** What the shares would be if the missing labels were known, at worst; by label. */
export interface MissingBounds {
  /** Share where no missing judgement has the label. */
  readonly lows: readonly number[]
  /** Share where all of them have it. */
  readonly highs: readonly number[]
  /** The largest variance of the share among these cases. */
  readonly variances: readonly number[]
}

/**
 * Worst-case bounds for labels that are missing from a sample: the estimate is made anew with every missing judgement given one label, for
 * each label in turn. Nothing is assumed of why they are missing.
 *
 * @param missing members of the sample that were drawn and have no label
 * @param estimate the estimator, linear in the labels
 * @returns null where nothing is missing
 * @see Horowitz and Manski (2000), Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data, JASA 95:77
 */
export function boundMissing(
  sample: StratifiedSample,
  missing: readonly number[],
  estimate: (filled: StratifiedSample) => Estimates,
): MissingBounds | null {
  if (missing.length === 0) return null
  const labels = [...sample.proxies.keys()]
  const cases = labels.map((label) => {
    const labelOf = Int32Array.from(sample.labelOf)
    for (const member of missing) labelOf[member] = label
    return estimate({ ...sample, labelOf })
  })
  const over = (pick: (estimates: Estimates) => readonly number[], label: number): number[] =>
    cases.map((estimates) => pick(estimates)[label] as number)
  return {
    lows: labels.map((label) => Math.min(...over(({ shares }) => shares, label))),
    highs: labels.map((label) => Math.max(...over(({ shares }) => shares, label))),
    variances: labels.map((label) => Math.max(...over(({ variances }) => variances, label))),
  }
}
