import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { LabelErrorBounds } from '../breakdown/breakdown-audit.js'
import type { CapturedEstimate } from './estimate-captured.js'

/** Shares of wrong hand labels for which every audit says how far they could move it. */
export const WRONG_LABEL_SHARES = [0.02, 0.05, 0.1] as const

/** So many labels are a share of them, rounded up: a fraction of a label is one. */
export const wrongCountOf = (labelledCount: number, wrongShare: number): number => Math.ceil(wrongShare * labelledCount - 1e-9)

/**
 * Worst-case shares if some of the hand labels are wrong, all towards or all away from one label, those of the largest weight first. The
 * predictions are used as in the quoted estimate; the draw of the sample is not in it.
 *
 * @param shares as they are quoted
 */
export function boundLabelErrors({ sample, raw }: CapturedEstimate, shares: readonly number[], scheme: StanceScheme): LabelErrorBounds[] {
  const populationCount = sample.labelOf.length
  const labelled = raw.strata.flatMap(({ members, sampled }) =>
    Array.from(sampled, (member) => ({
      label: sample.labelOf[member] as number,
      weight: members.length / sampled.length / populationCount,
    })),
  )
  labelled.sort((one, other) => other.weight - one.weight)
  const weightOf = (count: number, isPicked: (label: number) => boolean): number =>
    sum(
      labelled
        .filter(({ label }) => isPicked(label))
        .slice(0, count)
        .map(({ weight }) => weight),
    )
  return WRONG_LABEL_SHARES.map((wrongShare) => {
    const wrongCount = wrongCountOf(labelled.length, wrongShare)
    const ranges = scheme.labels.map((_, index) => ({
      low: Math.max(0, (shares[index] as number) - weightOf(wrongCount, (label) => label === index)),
      high: Math.min(1, (shares[index] as number) + weightOf(wrongCount, (label) => label !== index)),
    }))
    return { wrongShare, wrongCount, ranges: byLabel(scheme, ranges) }
  })
}
