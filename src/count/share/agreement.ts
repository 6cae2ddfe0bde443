import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import {
  alphaInterval,
  krippendorffAlpha,
} from '../../base/statistics/agreement/krippendorff-alpha.js'
import type { AuditLabel } from '../audit/audit.js'
import type { CoderAgreement } from '../breakdown/breakdown-audit.js'

/**
 * Agreement of coders on the units that two or more of them labelled.
 *
 * @param groups labels of one unit each, without adjudications
 */
export function agreementOf(
  groups: readonly (readonly AuditLabel[])[],
  { labels }: StanceScheme,
): CoderAgreement {
  const doubted = groups.filter((group) => {
    const isSame = new Set(group.map(({ label }) => label)).size === 1
    return isSame && group.some(({ isInDoubt }) => isInDoubt)
  })
  const carried = groups.filter((group) => group.some(({ isCarried }) => isCarried))
  const units = groups
    .filter(({ length }) => length > 1)
    .map((group) => group.map(({ label }) => labels.indexOf(label ?? '')))
  return {
    doubleCodedCount: units.length,
    ...(doubted.length > 0 && { doubtCount: doubted.length }),
    ...(carried.length > 0 && { carriedCount: carried.length }),
    unanimousCount: units.filter((unit) => new Set(unit).size === 1).length,
    alpha: krippendorffAlpha(units),
    alphaInterval: alphaInterval(units),
    byLabel: labels.map((label, index) => {
      const isGiven = units.map((unit) => unit.map((value) => Number(value === index)))
      return { label, alpha: krippendorffAlpha(isGiven), alphaInterval: alphaInterval(isGiven) }
    }),
  }
}
