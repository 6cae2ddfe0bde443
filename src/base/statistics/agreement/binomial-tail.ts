import { incompleteBeta } from '../interval/incomplete-beta.js'

/**
 * Chance of at least `successCount` successes in independent trials: the one-sided p-value of the exact binomial test.
 *
 * @param successCount integer in [0, trialCount]
 * @param trialCount   integer >= 0
 * @param probability  of a success, in (0, 1)
 * @see Clopper and Pearson (1934), Biometrika 26:404
 * @example binomialTail(8, 10, 0.5) // => 0.0546875
 */
export function binomialTail(successCount: number, trialCount: number, probability: number): number {
  if (successCount <= 0) return 1
  return incompleteBeta(probability, 1 - probability, successCount, trialCount - successCount + 1)
}
