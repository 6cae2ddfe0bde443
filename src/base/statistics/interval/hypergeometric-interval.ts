import { logGamma } from './incomplete-beta.js'
import type { Interval } from './wilson-interval.js'

/**
 * Exact interval for the share of a finite population, from a simple random sample without replacement: the shares that neither one-sided
 * test rejects at half of what the level leaves. It holds the truth in at least `confidenceLevel` of the samples, whatever the share.
 *
 * @param hitCount        members of the sample with the label, integer in [0, sampleCount]
 * @param sampleCount     integer >= 1
 * @param populationCount integer >= sampleCount
 * @param confidenceLevel in (0, 1)
 * @see Buonaccorsi (1987), A note on confidence intervals for proportions in finite populations, The American Statistician 41:215
 * @example hypergeometricInterval(2, 20, 100, 0.95) // => { low: 0.02, high: 0.29 }
 */
export function hypergeometricInterval(hitCount: number, sampleCount: number, populationCount: number, confidenceLevel: number): Interval {
  // The sum below is the shorter one.
  if (2 * hitCount > sampleCount) {
    const { low, high } = hypergeometricInterval(sampleCount - hitCount, sampleCount, populationCount, confidenceLevel)
    return { low: 1 - high, high: 1 - low }
  }
  const tail = (1 - confidenceLevel) / 2
  const atMost = (count: number, labelled: number): number => {
    let chance = 0
    for (let hits = 0; hits <= count; hits++) chance += hypergeometricChance(hits, sampleCount, labelled, populationCount)
    return chance
  }
  const [least, most] = [hitCount, populationCount - sampleCount + hitCount]
  return {
    low: firstWhere(least, most, (labelled) => 1 - atMost(hitCount - 1, labelled) > tail) / populationCount,
    high: (firstWhere(least, most + 1, (labelled) => atMost(hitCount, labelled) <= tail) - 1) / populationCount,
  }
}

/** The first whole number of [low, high] for which a test holds that holds for all larger ones; `high` where it never does. */
function firstWhere(low: number, high: number, isSo: (value: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (isSo(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** Chance of so many hits among `sampleCount` members that are drawn without replacement, where `labelled` of all are hits. */
export const hypergeometricChance = (hits: number, sampleCount: number, labelled: number, populationCount: number): number =>
  Math.exp(logChoose(labelled, hits) + logChoose(populationCount - labelled, sampleCount - hits) - logChoose(populationCount, sampleCount))

/** log of the number of ways to choose; minus infinity where there is none. */
const logChoose = (count: number, chosen: number): number =>
  chosen < 0 || chosen > count ? Number.NEGATIVE_INFINITY : logGamma(count + 1) - logGamma(chosen + 1) - logGamma(count - chosen + 1)
