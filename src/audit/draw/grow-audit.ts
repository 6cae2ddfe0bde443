import { PipelineError } from '../../errors.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { AuditDesign } from '../audit.js'
import { unitKeyOf } from '../list-units.js'
import { checkRandomSample } from './check-random-sample.js'
import { drawAudit } from './draw-audit.js'

/**
 * A larger sample of the same judgements that holds a smaller one: its units first, in their order, then those that are new. Every label
 * stays good.
 *
 * @param posts the judgements that `design` was drawn from, scored by any model
 * @param size  judgements wanted over all deals, more than `design.size`
 * @throws {PipelineError} `USAGE_OPTION_INVALID` where a part of the smaller sample would shrink; `AUDIT_MISMATCH` where strata by another model's
 *   labels would be others; `AUDIT_NOT_RANDOM` for suggested units
 */
export function growAudit(design: AuditDesign, posts: readonly ScoredPost[], size: number): AuditDesign {
  const { seed, scoredSha256, labels, scheme } = design
  const method = checkRandomSample(design)
  const larger = drawAudit(posts, { method, size, seed, scoredSha256, labels, ...(scheme && { scheme }) })
  if (design.populationStrata?.join() !== larger.populationStrata?.join()) {
    throw new PipelineError(
      'AUDIT_MISMATCH',
      'expected the scored file that the sample was drawn from, got posts that another model scored: their strata are others. Give that file to make the sample larger.',
    )
  }
  const unitOf = new Map(larger.units.map((unit) => [unitKeyOf(unit), unit]))
  const kept = design.units.flatMap((unit) => unitOf.get(unitKeyOf(unit)) ?? [])
  if (kept.length < design.units.length) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected a size that holds the ${design.units.length} judgements drawn, got ${size}, which would leave out ${design.units.length - kept.length} of them. Name another size, such as ${size + 1}.`,
      { context: { option: 'size' } },
    )
  }
  const known = new Set(design.units.map(unitKeyOf))
  return {
    ...larger,
    scoredCount: design.scoredCount,
    sizesBefore: [...(design.sizesBefore ?? []), design.size],
    model: design.model,
    units: [...kept, ...larger.units.filter((unit) => !known.has(unitKeyOf(unit)))],
    ...(design.forgotten && { forgotten: design.forgotten }),
  }
}
