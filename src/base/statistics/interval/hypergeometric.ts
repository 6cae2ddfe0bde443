import { logGamma } from './incomplete-beta.js'
import type { Interval } from './wilson-interval.js'

/**
 * Mid-P interval for a share of a finite population, from a simple random sample without
 * replacement. It holds the shares that neither one-sided test rejects; the observed count weighs
 * half. The exact interval holds the truth more often than it says, and is wider than Wilson's.
 *
 * @param hitCount members of the sample with the label, integer in [0, sampleCount]
 * @param sampleCount integer >= 1
 * @param populationCount integer >= sampleCount
 * @param confidenceLevel in (0, 1)
 * @see Berry and Armitage (1995), Mid-P confidence intervals: a brief review, The Statistician
 *   44:417; Buonaccorsi (1987), A note on
 *   confidence intervals for proportions in finite populations, The American Statistician 41:215
 * @example hypergeometricInterval(2, 20, 100, 0.95) // => { low: 0.03, high: 0.27 }
 */
export function hypergeometricInterval(
  hitCount: number,
  sampleCount: number,
  populationCount: number,
  confidenceLevel: number,
): Interval {
  // The sum below is the shorter one.
  if (2 * hitCount > sampleCount) {
    const { low, high } = hypergeometricInterval(
      sampleCount - hitCount,
      sampleCount,
      populationCount,
      confidenceLevel,
    )
    // Count members: 1 - 2 / 3 !== 1 / 3 would give a census an interval.
    const missing = (share: number): number =>
      (populationCount - Math.round(share * populationCount)) / populationCount
    return { low: missing(high), high: missing(low) }
  }
  const tail = (1 - confidenceLevel) / 2
  const below = (labelled: number): number => {
    const missCount = populationCount - labelled
    let hits = Math.max(0, sampleCount - missCount)
    let chance = hypergeometricChance(hits, sampleCount, labelled, populationCount)
    let total = 0
    for (; hits <= hitCount; hits++) {
      total += hits === hitCount ? chance / 2 : chance
      chance *=
        ((labelled - hits) * (sampleCount - hits)) /
        ((hits + 1) * (missCount - sampleCount + hits + 1))
    }
    return total
  }
  const least = hitCount
  const most = populationCount - sampleCount + hitCount
  return {
    low: firstWhere(least, most, (labelled) => 1 - below(labelled) > tail) / populationCount,
    high:
      (firstWhere(least, most + 1, (labelled) => below(labelled) <= tail) - 1) / populationCount,
  }
}

/**
 * Bisects for the first whole number in [low, high] that passes a test all larger ones pass; else
 * `high`.
 */
function firstWhere(low: number, high: number, isSo: (value: number) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (isSo(middle)) to = middle
    else from = middle + 1
  }
  return from
}

const hypergeometricChance = (
  hits: number,
  sampleCount: number,
  labelled: number,
  populationCount: number,
): number =>
  Math.exp(
    logChoose(labelled, hits) +
      logChoose(populationCount - labelled, sampleCount - hits) -
      logChoose(populationCount, sampleCount),
  )

const logChoose = (count: number, chosen: number): number =>
  chosen < 0 || chosen > count
    ? Number.NEGATIVE_INFINITY
    : logGamma(count + 1) - logGamma(chosen + 1) - logGamma(count - chosen + 1)
