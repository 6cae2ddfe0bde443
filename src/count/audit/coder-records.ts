import { quantileSorted } from '../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { AuditLabel, CoderKind } from './audit.js'
import { kindOfCoder, rankCoders, type SettledUnit } from './settle-labels.js'

/** Work of one coder. For settled disagreements see `GroupAudit.settledBy`. */
export interface CoderRecord {
  readonly coder: string
  /** Absent if unknown. */
  readonly kind?: CoderKind
  readonly labelledCount: number
  /** Units of this coder with a majority label, and those to which the coder gave it. */
  readonly majority?: { readonly comparedCount: number; readonly equalCount: number }
  /** Median seconds from one label to the next, without breaks; absent without times. */
  readonly secondsEach?: number
}

/** A longer pause between two labels is a break, and no time of a post, in seconds. Choice. */
const MAX_PAUSE = 600

/**
 * The coders of labels with what each did, most labels first.
 *
 * @param units the same labels by unit, as `settleLabels` gives them
 */
export function coderRecords(
  labels: readonly AuditLabel[],
  units: readonly Pick<SettledUnit, 'label' | 'given'>[],
): CoderRecord[] {
  const labelsOf = groupBy(labels, ({ coder }) => coder)
  const compared = units.flatMap((unit) => {
    const majority = majorityOf(unit)
    return majority === null ? [] : unit.given.map((one) => ({ ...one, majority }))
  })
  const comparedOf = groupBy(compared, ({ coder }) => coder)
  return rankCoders(units.flatMap((unit) => unit.given)).map(([coder, labelledCount]) => {
    const coderLabels = labelsOf.get(coder) ?? []
    const kind = kindOfCoder(coderLabels, coder)
    const hits = comparedOf.get(coder) ?? []
    const equalCount = hits.filter(({ label, majority }) => label === majority).length
    const secondsEach = medianPause(coderLabels.flatMap(({ at }) => at ?? []))
    return {
      coder,
      ...(kind !== 'unknown' && { kind }),
      labelledCount,
      ...(hits.length > 0 && { majority: { comparedCount: hits.length, equalCount } }),
      ...(secondsEach !== null && { secondsEach }),
    }
  })
}

/** The label that counts, or that more than half gave; null for one coder, or an even split. */
function majorityOf({
  label,
  given: coderLabels,
}: Pick<SettledUnit, 'label' | 'given'>): string | null {
  if (coderLabels.length < 2) return null
  const counts = countEach(coderLabels.map((one) => one.label))
  return label ?? [...counts].find(([, count]) => 2 * count > coderLabels.length)?.[0] ?? null
}

/** Null for times of an import. */
function medianPause(times: readonly string[]): number | null {
  const moments = [...new Set(times.map(Date.parse))].sort((one, other) => one - other)
  if (2 * moments.length <= times.length) return null
  const pauses = moments
    .slice(1)
    .map((moment, index) => (moment - (moments[index] ?? moment)) / 1000)
    .filter((pause) => pause <= MAX_PAUSE)
    .sort((one, other) => one - other)
  return pauses.length === 0 ? null : quantileSorted(pauses, 0.5)
}
