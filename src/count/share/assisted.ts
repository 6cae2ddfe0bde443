import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import {
  assistedShares,
  balanceCoefficients,
  hitsOf,
  labelledIn,
  type ProxySample,
  projectWithBounds,
  tuneProxies,
} from '../../base/statistics/estimate/assisted-shares.js'
import { covariance, mean, sum, variance } from '../../base/statistics/estimate/mean.js'
import { smallestOf } from '../../base/statistics/extremes.js'
import { studentQuantile95 } from '../../base/statistics/interval/incomplete-beta.js'
import { wilsonInterval } from '../../base/statistics/interval/wilson-interval.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { FrameUnit } from './join-audit.js'

/**
 * A model explains at least this part of the labels' variance, or its help is refused. Choice:
 * below, it saves under a fifth of the labels.
 */
export const MIN_EXPLAINED = 0.3
/**
 * A label with fewer hits or misses keeps its interval by the labels alone: the model's then covers
 * the truth in 56 to 90 % of samples.
 */
const MIN_HIT_COUNT = 8
const FOLD_COUNT = 5

interface AssistedEstimate {
  /** Cross-fitted R² of the model's predictions on the labels, over all labels. */
  readonly explained: number
  readonly intervals: readonly ShareInterval[]
  /** Labels that would give the shares as precisely without the model. */
  readonly worth: number
}

/**
 * Power-tuned prediction-powered shares in one phase (PPI++), as Wilson intervals of their
 * effective size. Rare and missing labels keep the plain interval. The variance is estimated from
 * few labels: in place of the normal quantile, with which 90 % of some intervals held, stands
 * Student's, with a degree of freedom for each label of the rarer kind but one.
 *
 * @param units at least two of them labelled
 * @param plain the intervals by the labels alone
 * @see Angelopoulos, Duchi, Zrnic (2023), arXiv:2311.01453
 */
export function assistShares(
  units: readonly FrameUnit[],
  plain: readonly ShareInterval[],
  scheme: StanceScheme,
): AssistedEstimate {
  const labelOf = Int32Array.from(units, ({ label }) =>
    label === null ? -1 : scheme.labels.indexOf(label),
  )
  return assistSample({ labelOf, proxies: proxiesOf(units, scheme) }, plain)
}

/** The same for lists. @param sample with the labels of `plain` in their order */
export function assistSample(
  sample: ProxySample,
  plain: readonly ShareInterval[],
): AssistedEstimate {
  const total = sample.labelOf.length
  const labelled = labelledIn(sample)
  const counts = plain.map((interval, label) => {
    const hits = hitsOf(sample, labelled, label)
    const count = sum(hits)
    const rarerCount = Math.min(count, labelled.length - count)
    const isRare = rarerCount < MIN_HIT_COUNT
    const certain = { low: count / total, high: (total - labelled.length + count) / total }
    return { spread: variance(hits) ?? 0, rarerCount, isRare, bound: isRare ? interval : certain }
  })
  const coefficients = balanceCoefficients(
    tuneProxies(sample),
    counts.map(({ spread }) => spread),
  )
  const estimates = assistedShares(sample, coefficients)
  const bounds = counts.map(({ bound }) => bound)
  const held = projectWithBounds(
    estimates.map(({ share }) => share),
    bounds.map(({ low }) => low),
    bounds.map(({ high }) => high),
  )
  // Labels from an endless population that would say as much without the model.
  const sizes = estimates.map(
    ({ designEffect }) => 1 / ((1 / labelled.length - 1 / total) * designEffect),
  )
  const intervals = counts.map(({ rarerCount, isRare, bound }, index): ShareInterval => {
    const plainInterval = plain[index] as ShareInterval
    if (isRare) return plainInterval
    const share = Math.min(1, Math.max(0, held[index] as number))
    const size = sizes[index] as number
    const { low, high } = wilsonInterval(share, size, studentQuantile95(rarerCount - 1))
    return {
      label: plainInterval.label,
      share,
      low: Math.min(share, Math.max(bound.low, low)),
      high: Math.max(share, Math.min(bound.high, high)),
      standardError: Math.sqrt((share * (1 - share)) / size),
    }
  })
  return {
    explained: explainedBy(sample, labelled),
    intervals,
    worth: smallestOf(sizes.map((size) => 1 / (1 / size + 1 / total))),
  }
}

/** R² of the proxies on the labels, each predicted by a line through the others. */
function explainedBy(sample: ProxySample, labelled: readonly number[]): number {
  let left = 0
  let all = 0
  for (let fold = 0; fold < FOLD_COUNT; fold++) {
    const isHeld = (_: number, at: number): boolean => at % FOLD_COUNT === fold
    const held = labelled.filter(isHeld)
    const rest = labelled.filter((member, at) => !isHeld(member, at))
    for (const [label, proxies] of sample.proxies.entries()) {
      const hits = hitsOf(sample, rest, label)
      const guesses = rest.map((member) => proxies[member] as number)
      const centre = mean(hits) ?? 0
      const guess = mean(guesses) ?? 0
      const spread = variance(guesses) ?? 0
      const slope =
        spread > 0 ? Math.min(1, Math.max(0, (covariance(hits, guesses) ?? 0) / spread)) : 0
      for (const [at, hit] of hitsOf(sample, held, label).entries()) {
        const member = held[at] as number
        left += (hit - centre - slope * ((proxies[member] as number) - guess)) ** 2
        all += (hit - centre) ** 2
      }
    }
  }
  return all > 0 ? 1 - left / all : 0
}

/** The model's probabilities, or its labels; for a unit without any, the mean of the others. */
function proxiesOf(units: readonly FrameUnit[], { labels }: StanceScheme): Float64Array[] {
  const proxies = labels.map(() => new Float64Array(units.length))
  const unknown: number[] = []
  for (const [unit, { judgement }] of units.entries()) {
    const predicted = modelLabel(judgement)
    const chances = judgement.probabilities ?? (predicted === null ? null : { [predicted]: 1 })
    const total = chances === null ? 0 : sum(labels.map((label) => chances[label] ?? 0))
    if (chances === null || total === 0) unknown.push(unit)
    else
      for (const [place, values] of proxies.entries())
        values[unit] = (chances[labels[place] as string] ?? 0) / total
  }
  const knownCount = units.length - unknown.length
  for (const values of proxies) {
    const centre = knownCount === 0 ? 1 / labels.length : sum(values) / knownCount
    for (const unit of unknown) values[unit] = centre
  }
  return proxies
}
