import { countEach } from '../../../base/statistics/group-by.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type AuditDesign, checkRandomSample } from '../audit.js'
import { sortPopulation } from '../population.js'
import { drawUnits } from './draw-audit.js'

/**
 * A larger sample of the same judgements that holds a smaller one: its units first, in their order, then those that are new. Every label
 * stays good.
 *
 * @param posts the judgements that `design` was drawn from, scored by any model
 * @param size  judgements wanted over all deals, more than `design.size`
 */
export function growAudit(design: AuditDesign, posts: readonly ScoredPost[], size: number): AuditDesign {
  const { seed, scoredSha256, labels, scheme } = design
  checkRandomSample(design)
  const population = sortPopulation(posts)
  const draw = (count: number): AuditDesign => drawUnits(population, { size: count, seed, scoredSha256, labels, ...(scheme && { scheme }) })
  const larger = draw(size)
  const known = new Set(design.units.map(unitKeyOf))
  // Where a part of the larger draw is smaller by rounding, it keeps what it had.
  const drawn = [...design.units, ...larger.units.filter((unit) => !known.has(unitKeyOf(unit)))]
  const countOf = countEach(drawn.map(({ stratum }) => stratum))
  const strata = larger.strata.map((stratum) => ({ ...stratum, sampleCount: countOf.get(stratum.id) ?? 0 }))
  const chanceOf = new Map(strata.map(({ id, sampleCount, populationCount }) => [id, sampleCount / populationCount]))
  const everyUnit = new Map(draw(Number.MAX_SAFE_INTEGER).units.map((unit) => [unitKeyOf(unit), unit]))
  return {
    ...larger,
    ...(design.deals && { deals: design.deals }),
    scoredCount: design.scoredCount,
    sizesBefore: [...(design.sizesBefore ?? []), design.size],
    model: design.model,
    strata,
    units: drawn.map((unit) => ({ ...unit, ...everyUnit.get(unitKeyOf(unit)), probability: chanceOf.get(unit.stratum) ?? null })),
    ...(design.drawn && { drawn: design.drawn }),
    ...(design.forgotten && { forgotten: design.forgotten }),
  }
}
