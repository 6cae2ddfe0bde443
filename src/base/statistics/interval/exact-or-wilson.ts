import { logGamma } from './incomplete-beta.js'
import { type Interval, normalQuantile, wilsonInterval } from './wilson-interval.js'

export interface AuditedShare {
  /** Share by the labels alone, in [0, 1]. */
  readonly labelShare: number
  /** Number of labels of equal weight that would say as much. */
  readonly labelledSize: number
  /** Labels of an infinite population that would say as much: n / (1 - n / N) for a random n of N. */
  readonly effectiveSize: number
  /** Variance with a model's help over that without, in (0, 1]. */
  readonly designEffect: number
}

/**
 * With fewer hits or misses than this, the interval uses the labels alone and leaves the model out. Origin: at shares up to 10 %, intervals
 * with the model then cover the truth in 56 to 90 % of samples.
 */
export const MIN_HIT_COUNT = 8
/** A larger population counts as infinite. */
const MAX_POPULATION_COUNT = 1e7
/** Counts are whole but for rounding. */
const SLACK = 1e-6

/** The hypergeometric interval; null where Wilson's serves. Counts of weighted members are rounded outwards. */
export function exactInterval({ labelShare, labelledSize, effectiveSize }: AuditedShare, confidenceLevel: number): Interval | null {
  if (effectiveSize === Number.POSITIVE_INFINITY) return { low: labelShare, high: labelShare }
  const size = Math.min(labelledSize, effectiveSize)
  const hitCount = labelShare * size
  if (Math.min(hitCount, size - hitCount) >= MIN_HIT_COUNT - SLACK) return null
  const sampleCount = Math.max(1, Math.floor(size + SLACK))
  const restShare = 1 - size / effectiveSize
  const populationCount = restShare > size / MAX_POPULATION_COUNT ? Math.ceil(size / restShare - SLACK) : MAX_POPULATION_COUNT
  const boundsOf = (hits: number): Interval =>
    hypergeometricInterval(hits, sampleCount, Math.max(sampleCount, populationCount), confidenceLevel)
  return {
    low: boundsOf(Math.floor(labelShare * sampleCount + SLACK)).low,
    high: boundsOf(Math.ceil(labelShare * sampleCount - SLACK)).high,
  }
}

/**
 * Interval of an audited share: hypergeometric where few labels are of one kind, else Wilson's on the model-assisted share.
 *
 * @param share model-assisted share in [0, 1], within the hypergeometric interval where that holds
 * @param exact {@link exactInterval} of the same
 * @see Wilson (1927), JASA 22:209; Korn and Graubard (1998), Survey Methodology 24:193, for the effective size
 */
export function auditedInterval(
  share: number,
  audited: AuditedShare,
  confidenceLevel: number,
  exact = exactInterval(audited, confidenceLevel),
): Interval {
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  return exact ?? wilsonInterval(share, audited.effectiveSize / audited.designEffect, zScore)
}

/**
 * Mid-P interval for a share of a finite population, from a simple random sample without replacement. It holds the shares that neither
 * one-sided test rejects; the observed count weighs half. The exact interval holds the truth more often than it says, and is wider than
 * Wilson's.
 *
 * @param hitCount        members of the sample with the label, integer in [0, sampleCount]
 * @param sampleCount     integer >= 1
 * @param populationCount integer >= sampleCount
 * @param confidenceLevel in (0, 1)
 * @see Berry and Armitage (1995), Mid-P confidence intervals: a brief review, The Statistician 44:417; Buonaccorsi (1987), A note on
 *   confidence intervals for proportions in finite populations, The American Statistician 41:215
 * @example hypergeometricInterval(2, 20, 100, 0.95) // => { low: 0.03, high: 0.27 }
 */
export function hypergeometricInterval(hitCount: number, sampleCount: number, populationCount: number, confidenceLevel: number): Interval {
  // The sum below is the shorter one.
  if (2 * hitCount > sampleCount) {
    const { low, high } = hypergeometricInterval(sampleCount - hitCount, sampleCount, populationCount, confidenceLevel)
    return { low: 1 - high, high: 1 - low }
  }
  const tail = (1 - confidenceLevel) / 2
  const below = (labelled: number): number => {
    const missCount = populationCount - labelled
    let hits = Math.max(0, sampleCount - missCount)
    let chance = hypergeometricChance(hits, sampleCount, labelled, populationCount)
    let total = 0
    for (; hits <= hitCount; hits++) {
      total += hits === hitCount ? chance / 2 : chance
      chance *= ((labelled - hits) * (sampleCount - hits)) / ((hits + 1) * (missCount - sampleCount + hits + 1))
    }
    return total
  }
  const [least, most] = [hitCount, populationCount - sampleCount + hitCount]
  return {
    low: firstWhere(least, most, (labelled) => 1 - below(labelled) > tail) / populationCount,
    high: (firstWhere(least, most + 1, (labelled) => below(labelled) <= tail) - 1) / populationCount,
  }
}

/** Bisects for the first whole number in [low, high] that passes a test all larger ones pass; else `high`. */
function firstWhere(low: number, high: number, isSo: (value: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (isSo(middle)) to = middle
    else from = middle + 1
  }
  return from
}

const hypergeometricChance = (hits: number, sampleCount: number, labelled: number, populationCount: number): number =>
  Math.exp(logChoose(labelled, hits) + logChoose(populationCount - labelled, sampleCount - hits) - logChoose(populationCount, sampleCount))

const logChoose = (count: number, chosen: number): number =>
  chosen < 0 || chosen > count ? Number.NEGATIVE_INFINITY : logGamma(count + 1) - logGamma(chosen + 1) - logGamma(count - chosen + 1)
