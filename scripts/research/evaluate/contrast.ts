import { groupBy } from '../../../src/base/statistics/group-by.js'
import { wilsonInterval } from '../../../src/base/statistics/interval/wilson-interval.js'
import type { Figure } from '../../../src/count/evaluate/measure/measure.js'

/** Contrast groups with every post right. */
export interface ContrastResult {
  readonly groupCount: number
  readonly rightCount: number
  /** Share of the groups with Wilson's 95 % interval. Each group is one independent trial. */
  readonly rightShare: Figure
}

/**
 * Computes contrast consistency: the share of groups with every post right. Posts of a group share most words but differ in label, so that
 * no rule about a single word gets all of them right.
 *
 * @param groupOf group of each post by its id; posts without a group and groups of one post are left out
 * @returns null without groups
 * @see Gardner et al. (2020), Evaluating Models' Local Decision Boundaries via Contrast Sets, EMNLP Findings
 */
export function contrastGroups(
  predictions: readonly { readonly id: string; readonly goldLabel: string; readonly predictedLabel: string | null }[],
  groupOf: ReadonlyMap<string, string>,
): ContrastResult | null {
  const groups = groupBy(
    predictions.filter(({ id }) => groupOf.has(id)),
    ({ id }) => groupOf.get(id),
  )
  const whole = [...groups.values()].filter(({ length }) => length > 1)
  if (whole.length === 0) return null
  const rightCount = whole.filter((group) => group.every(({ goldLabel, predictedLabel }) => predictedLabel === goldLabel)).length
  return {
    groupCount: whole.length,
    rightCount,
    rightShare: { value: rightCount / whole.length, ...wilsonInterval(rightCount / whole.length, whole.length) },
  }
}
