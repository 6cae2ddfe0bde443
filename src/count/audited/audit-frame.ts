import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach } from '../../base/statistics/group-by.js'
import { checkSameMoves, listMoves } from '../../base/thread/audited-moves.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type Audit, type AuditDesign, type AuditLabel, checkRandomSample } from '../audit/audit.js'
import { drawUnits, stratumOfDeal } from '../audit/draw/draw-audit.js'
import { mismatch } from '../audit/drawn-record.js'
import { groupByUnit, type SortedPopulation } from '../audit/population.js'
import { settleLabels, type UnitOutcome } from '../audit/settle-labels.js'

/** A unit of the population that an audit was drawn from, with what the audit found. */
export interface FrameUnit {
  readonly post: ScoredPost
  /** Null for a post tied to no deal. */
  readonly dealId: string | null
  /** What the classifier said of the post on this deal. */
  readonly judgement: Judgement
  /** Whether the deal is the post's first, or it has none: such units hold every post once. */
  readonly isFirst: boolean
  readonly stratum: string
  /** Place in the order drawn, 0-based; null for a unit that was not drawn. */
  readonly drawnAt: number | null
  /** Null for a unit that was not drawn. */
  readonly outcome: UnitOutcome | null
  /** Label in force; null unless `outcome` is `labelled`. */
  readonly label: string | null
  /** Labels of coders, those that only settle a disagreement aside. */
  readonly given: readonly AuditLabel[]
  /** Who settled what coders differed on; null where nobody did. */
  readonly adjudicator: string | null
}

/**
 * Joins an audit with the scored posts that it was drawn from. Sorted by unit, so that nothing that follows depends on the order of posts.
 */
export function joinAudit(population: SortedPopulation, audit: Audit, scheme: StanceScheme): FrameUnit[] {
  checkSchemeTag(audit.design.scheme ? schemeTag(audit.design.scheme) : null, scheme, 'the audit')
  checkSameMoves(audit.design.deals, listMoves(population.posts), 'the audit')
  const settled = settleLabels(audit)
  const frame = layFrame(population, audit)
  const drawn = frame.filter(({ drawnAt }) => drawnAt !== null)
  const known = new Set(drawn.map(({ post: { threadId, id }, dealId }) => unitKeyOf({ threadId, postId: id, dealId })))
  for (const { unit, label } of settled) {
    if (!known.has(unitKeyOf(unit))) {
      throw mismatch(`a sample of these posts, got post "${unit.postId}" of thread "${unit.threadId}", which is not among them`)
    }
    if (label !== null && !scheme.labels.includes(label)) {
      throw new PipelineError(
        'AUDIT_LABEL_UNKNOWN',
        `expected labels among ${scheme.labels.join(', ')}, got "${label}" (post "${unit.postId}"). Pass the scheme that the audit was labelled with.`,
        { context: { label } },
      )
    }
  }
  const countOf = countEach(frame.map(({ stratum }) => stratum))
  for (const { id, populationCount } of audit.design.strata) {
    const found = countOf.get(id) ?? 0
    if (found !== populationCount) throw mismatch(`${populationCount} judgements in stratum "${id}", got ${found}`)
  }
  checkDrawn(population, audit.design)
  return frame
}

function checkDrawn(population: SortedPopulation, design: AuditDesign): void {
  const { populationSha256, forgotten, units } = design
  if (populationSha256 !== population.sha256) throw mismatch('the judgements and texts that the sample names, got others')
  if (forgotten !== undefined) return
  const keys = repeatDraw(population, design)
  const at = keys.findIndex((key, index) => units[index] === undefined || key !== unitKeyOf(units[index]))
  if (at < 0 && keys.length === units.length) return
  throw mismatch(
    `the ${keys.length} judgements of its draw, in its order, got ${units.length}${at < 0 ? '' : `, others from place ${at + 1} on`}`,
  )
}

/** Keys of the judgements that the design draws from these posts, in their order, each size of a sample that grew. */
function repeatDraw(population: SortedPopulation, design: AuditDesign): string[] {
  const { sizesBefore = [], seed, scoredSha256, labels } = design
  const options = { seed, scoredSha256, labels }
  const draws = [...sizesBefore, design.size].map((size) => drawUnits(population, { ...options, size }))
  return [...new Set(draws.flatMap(({ units }) => units.map(unitKeyOf)))]
}

/** The units of these posts with what an audit found of them, also where it was drawn from others: what it says of those is left out. */
export function layFrame(population: SortedPopulation, audit: Audit): FrameUnit[] {
  checkRandomSample(audit.design)
  const dealIds = new Set(population.units.map(({ dealId }) => dealId))
  const stratumOf = new Map([...dealIds].map((dealId) => [dealId, stratumOfDeal(dealId)] as const))
  const givenOf = groupByUnit(audit.labels.filter(({ label, isAdjudication }) => label !== null && !isAdjudication))
  const settledOf = new Map(settleLabels(audit).map((settled, drawnAt) => [unitKeyOf(settled.unit), { ...settled, drawnAt }]))
  return population.units.map((unit): FrameUnit => {
    const { key, post, judgement, dealId } = unit
    const settled = settledOf.get(key)
    return {
      ...{ post, dealId, judgement },
      isFirst: dealId === (post.stances[0]?.dealId ?? null),
      stratum: stratumOf.get(dealId) ?? '',
      drawnAt: settled?.drawnAt ?? null,
      outcome: settled?.outcome ?? null,
      label: settled?.label ?? null,
      given: (settled && givenOf.get(key)) ?? NONE,
      adjudicator: settled?.adjudicator ?? null,
    }
  })
}

const NONE: FrameUnit['given'] = []
