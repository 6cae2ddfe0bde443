import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { AuditLabel, CoderKind } from './audit.js'
import { kindOfCoder, rankCoders, type SettledUnit } from './settle-labels.js'

/** Work of one coder. */
export interface CoderRecord {
  readonly coder: string
  /** Absent if unknown. */
  readonly kind?: CoderKind
  readonly labelledCount: number
  /** Units of this coder with a majority label, and those to which the coder gave it. */
  readonly majority?: { readonly comparedCount: number; readonly equalCount: number }
}

/** The coders of labels with what each did, most labels first. @param units the labels by unit */
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
    const kind = kindOfCoder(labelsOf.get(coder) ?? [], coder)
    const hits = comparedOf.get(coder) ?? []
    const equalCount = hits.filter(({ label, majority }) => label === majority).length
    return {
      coder,
      ...(kind !== 'unknown' && { kind }),
      labelledCount,
      ...(hits.length > 0 && { majority: { comparedCount: hits.length, equalCount } }),
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
