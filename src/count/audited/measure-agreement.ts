import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { mean, sum } from '../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { hypergeometricChance } from '../../base/statistics/interval/exact-or-wilson.js'
import type { AuditLabel } from '../audit/audit.js'
import type { CoderAgreement } from '../breakdown/breakdown-audit.js'

/** Agreement of coders on the units that two or more of them labelled. @param groups labels of one unit each, adjudications left out */
export function agreementOf(groups: readonly (readonly AuditLabel[])[], { labels }: StanceScheme): CoderAgreement {
  const doubled = groups.filter(({ length }) => length > 1)
  const units = doubled.map((group) => group.map(({ label }) => labels.indexOf(label ?? '')).sort((one, other) => one - other))
  return {
    doubleCodedCount: units.length,
    unanimousCount: units.filter((unit) => new Set(unit).size === 1).length,
    alpha: krippendorffAlpha(units),
    agreementShare: mean(units.map(agreeingPairs)),
  }
}

/** Share of the pairs of labels on one unit that are the same. */
function agreeingPairs(values: readonly number[]): number {
  let agreeing = 0
  for (const [first, one] of values.entries()) agreeing += values.filter((other, second) => second > first && other === one).length
  return agreeing / ((values.length * (values.length - 1)) / 2)
}

/**
 * Chance that coders who read alike would differ so much where each labelled alone: the smallest of the exact tests (Fisher, two-sided by
 * doubling) of each coder against the others on each label, times their number. Of judgements drawn at random, each coder has a random part.
 *
 * @returns null with fewer than two coders who labelled alone
 */
export function compareCoders(groups: readonly (readonly AuditLabel[])[], { labels }: StanceScheme): number | null {
  const alone = groups.flatMap((group) => (group.length === 1 ? group : []))
  const byCoder = [...groupBy(alone, ({ coder }) => coder).values()]
  if (byCoder.length < 2) return null
  const countOf = (list: readonly AuditLabel[], label: string): number => list.filter((one) => one.label === label).length
  const chances = byCoder.flatMap((own) =>
    labels.map((label) => doubledTail(countOf(own, label), own.length, countOf(alone, label), alone.length)),
  )
  return Math.min(1, Math.min(...chances) * chances.length)
}

/** Twice the chance of as few or as many hits among `drawn` of `total` that hold `hits`, whichever is less. */
function doubledTail(found: number, drawn: number, hits: number, total: number): number {
  let [few, many] = [0, 0]
  for (let count = Math.max(0, drawn + hits - total); count <= Math.min(drawn, hits); count++) {
    const chance = hypergeometricChance(count, drawn, hits, total)
    if (count <= found) few += chance
    if (count >= found) many += chance
  }
  return 2 * Math.min(few, many)
}

/**
 * Krippendorff's alpha, nominal: agreement of any number of coders, with missing values allowed, beyond the chance agreement of the values'
 * frequencies. 1 is full agreement, 0 chance, below 0 worse. Units with fewer than two values are ignored.
 *
 * @param units the values of each unit, in any order; labels as any distinct numbers
 * @returns null when no unit has two values, or when all values are equal, so that agreement cannot be distinguished from habit
 * @see Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  const paired = units.filter(({ length }) => length > 1)
  const counts = [...countEach(paired.flat()).values()]
  const total = sum(counts)
  const observed = paired.map((unit) => unit.flatMap((one) => unit.filter((other) => other !== one)).length / (unit.length - 1))
  const expected = total ** 2 - sum(counts.map((count) => count ** 2))
  return expected === 0 ? null : 1 - (sum(observed) * (total - 1)) / expected
}
